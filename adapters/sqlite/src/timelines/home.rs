//! The home timeline: what it costs grows neither with what is stored nor with what others write, only with whom one follows.
//!
//! Each author is asked for the newest row that home shows. The newest of all goes onto the page, its author is asked for the
//! next one, and so on: the rows that wait are SQLite's queue of a recursive query, and all it reads is in the index. It looks at
//! each answer to a stranger that it skips.

/// Whether home shows a row of posts by somebody followed, whose boosts are wanted or not. This is
/// `domain::posts::Home::shows` where it is known that the author is followed: a boost is never for fewer than its booster's
/// followers.
macro_rules! shown {
    ($row:literal, $boosts:literal) => {
        concat!(
            "(coalesce(",
            $row,
            ".boost_author, ",
            $row,
            ".author) not in (",
            kept_away!(),
            ") and (",
            $row,
            ".author = ?1 or case when ",
            $row,
            ".boost_of is not null then ",
            $boosts,
            " else (",
            $row,
            ".author not in (select followee from follows where follower = ?1 and languages is not null)
                or exists (select 1 from posts d cross join follows c on c.follower = ?1 and c.followee = d.author
                    where d.id = ",
            $row,
            ".id and (d.language is null or d.language in (select value from json_each(c.languages))))) and (",
            $row,
            ".reply_to_author is null or ",
            $row,
            ".reply_to_author in (",
            $row,
            ".author, ?1) or exists (select 1 from follows f where f.follower = ?1 and f.followee = ",
            $row,
            ".reply_to_author) and ",
            $row,
            ".reply_to_author not in (",
            kept_away!(),
            ")) and (",
            $row,
            ".visibility < 3 or ",
            mentioned!($row),
            ") end))"
        )
    };
}

/// The next row of the author that `$of` names, between two bounds.
macro_rules! next {
    ($of:literal, $above:literal, $below:literal, $order:literal) => {
        concat!(
            "(select r.id from posts r indexed by posts_of_author
            where r.author = ",
            $of,
            ".account and r.id > ",
            $above,
            " and r.id < ",
            $below,
            " and ",
            home::shown!("r", "all_of_it"),
            " order by r.id ",
            $order,
            " limit 1)"
        )
    };
}

macro_rules! ids {
    ($first:expr, $next:expr, $order:literal) => {
        concat!(
            "with recursive merged (account, all_of_it, id) as (
                select account, all_of_it, ",
            $first,
            " from (
                    select followee as account, boosts as all_of_it from follows
                    where follower = ?1 and followee not in (",
            kept_away!(),
            ")
                    union all select ?1, 1
                ) mine
                union all
                select account, all_of_it, ",
            $next,
            " from merged where merged.id is not null
                order by 3 ",
            $order,
            " nulls last
                limit ?4
            )
            select id from merged where id is not null"
        )
    };
}

macro_rules! home {
    ("desc") => {
        entries!(home::ids!(
            home::next!("mine", "?3", "?2", "desc"),
            home::next!("merged", "?3", "merged.id", "desc"),
            "desc"
        ))
    };
    ("asc") => {
        entries!(home::ids!(
            home::next!("mine", "?3", "?2", "asc"),
            home::next!("merged", "merged.id", "?2", "asc"),
            "asc"
        ))
    };
}
pub(super) use {home, ids, next, shown};

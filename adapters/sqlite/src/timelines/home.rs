//! The home timeline: what it costs grows neither with what is stored nor with what others write, only with whom one follows.
//!
//! Each author is asked for the newest row that home shows. The newest of all goes onto the page, its author is asked for the
//! next one, and so on: the rows that wait are SQLite's queue of a recursive query, and all it reads is in the index. It looks at
//! each answer to a stranger that it skips. Followed tags are merged in the same way.

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

/// The next post of the followed tag that `$of` names, between two bounds: the rest of `domain::posts::Home::shows`.
macro_rules! next_told {
    ($of:literal, $above:literal, $below:literal, $order:literal) => {
        concat!(
            "(select h.post from post_hashtags h
            where h.shown = 1 and h.tag = ",
            $of,
            ".tag and h.post > ",
            $above,
            " and h.post < ",
            $below,
            " and h.author not in ",
            unheard!(),
            " and (h.author = ?1 or coalesce(
                    (select p.reply_to_author from posts p where p.id = h.post), 0
                ) not in (",
            shunned!(),
            ")) order by h.post ",
            $order,
            " limit 1)"
        )
    };
}

/// What has two of the tags is found twice and shown once.
macro_rules! ids {
    ($first:expr, $next:expr, $first_told:expr, $next_told:expr, $order:literal) => {
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
            ), told (tag, id) as (
                select tag, ",
            $first_told,
            " from (select tag from tag_follows where account = ?1) asked
                union all
                select tag, ",
            $next_told,
            " from told where told.id is not null
                order by 2 ",
            $order,
            " nulls last
            )
            select id from (
                select id from merged where id is not null
                union
                select id from (select distinct id from told where id is not null limit ?4)
            ) order by id ",
            $order,
            " limit ?4"
        )
    };
}

macro_rules! home {
    ("desc") => {
        entries!(home::ids!(
            home::next!("mine", "?3", "?2", "desc"),
            home::next!("merged", "?3", "merged.id", "desc"),
            home::next_told!("asked", "?3", "?2", "desc"),
            home::next_told!("told", "?3", "told.id", "desc"),
            "desc"
        ))
    };
    ("asc") => {
        entries!(home::ids!(
            home::next!("mine", "?3", "?2", "asc"),
            home::next!("merged", "merged.id", "?2", "asc"),
            home::next_told!("asked", "?3", "?2", "asc"),
            home::next_told!("told", "told.id", "?2", "asc"),
            "asc"
        ))
    };
}
pub(super) use {home, ids, next, next_told, shown};

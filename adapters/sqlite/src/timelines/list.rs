//! The timeline of a list: each member is asked for the newest row that it shows, and they are merged as homes are.

/// The next row of the member that `$of` names, between two bounds. `?5`: the list; `?6`: the number of its choice of
/// answers. What a list picks is `domain::reading::ListFeed::picks`.
macro_rules! next_listed {
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
            " and (?6 = 0 or r.boost_of is not null or r.reply_to_author is null
                    or r.reply_to_author in (r.author, ?1)
                    or ?6 = 1 and r.reply_to_author in (select account from members))
            order by r.id ",
            $order,
            " limit 1)"
        )
    };
}

macro_rules! listed_ids {
    ($first:expr, $next:expr, $order:literal) => {
        concat!(
            "with recursive members (account, all_of_it) as materialized (
                select f.followee, f.boosts from list_members m cross join follows f on f.id = m.follow
                where m.list = ?5 and f.followee not in (",
            kept_away!(),
            ")
            ), merged (account, all_of_it, id) as (
                select account, all_of_it, ",
            $first,
            " from members mine
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

macro_rules! listed {
    ("desc") => {
        entries!(list::listed_ids!(
            list::next_listed!("mine", "?3", "?2", "desc"),
            list::next_listed!("merged", "?3", "merged.id", "desc"),
            "desc"
        ))
    };
    ("asc") => {
        entries!(list::listed_ids!(
            list::next_listed!("mine", "?3", "?2", "asc"),
            list::next_listed!("merged", "merged.id", "?2", "asc"),
            "asc"
        ))
    };
}
pub(super) use {listed, listed_ids, next_listed};

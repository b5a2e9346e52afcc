//! The timeline of a list: a page of each member, merged. It has so few of them that this costs the same whatever is stored.
use domain::page::Window;

use super::home::shown;
use crate::entries::{entries, rows};
use crate::ties::away;

/// `$5`: the list; `$6`: the number of its choice of answers. What a list picks is `domain::reading::ListFeed::picks`.
macro_rules! ids {
    ($order:literal) => {
        concat!(
            "with away as materialized (",
            away!(),
            "), mine as materialized (
                select followee as account from follows
                where follower = $1 and followee not in (select account from away)
                union all select $1
            ), choosy as materialized (
                select followee as account, languages from follows where follower = $1 and languages is not null
            ), members as materialized (
                select f.followee as account, f.boosts from list_members m
                cross join lateral (select followee, boosts from follows where id = m.follow limit 1) f
                where m.list = $5 and f.followee not in (select account from away)
            )
            select found.id as of from members m cross join lateral (
                select r.id from posts r
                where r.author = m.account and r.id < $2 and r.id > $3 and ",
            shown!("r", "true", "m.boosts"),
            "
                    and ($6 = 0 or r.boost_of is not null or r.reply_to_author is null
                        or r.reply_to_author in (r.author, $1)
                        or $6 = 1 and r.reply_to_author in (select account from members))
                order by r.id ",
            $order,
            " limit $4
            ) found
            order by found.id ",
            $order,
            " limit $4"
        )
    };
}

const NEWEST: &str = entries!(rows!(ids!("desc")));
const OLDEST: &str = entries!(rows!(ids!("asc")));

pub(crate) fn sql(window: Window) -> &'static str {
    if window.ascending() { OLDEST } else { NEWEST }
}

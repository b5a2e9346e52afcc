//! The home timeline: what it costs grows neither with what is stored nor with what the others write.
//!
//! First the newest rows of all authors are looked at, a bounded number: whoever follows busy accounts finds a page there.
//! Else each followee tells its newest row (its account has it), and those rows bound the page: with twice as many
//! followees as the page has rows, only what is not older than the last of them needs a look. Only where too little of that
//! is shown, by the rule of homes, the older rows are looked at too, a page of each followee. A page of each followed tag is merged
//! into what was found: there are few of them.

use domain::page::Window;

use crate::entries::{entries, rows};
use crate::ties::{away, shunned, unheard};

/// Whether home shows a row of posts, of one who is followed and whose boosts are wanted under these conditions. This is
/// `domain::posts::Home::shows`: a boost is never for fewer than its booster's followers, and who is kept away is not among
/// those who are followed. Conditions stand behind an `or`, so
/// that a set is hashed once and never joined, however small the planner believes it to be.
macro_rules! shown {
    ($row:literal, $followed:literal, $boosts:literal) => {
        concat!(
            "(coalesce(",
            $row,
            ".boost_author, ",
            $row,
            ".author) not in (select account from away) and (",
            $row,
            ".author = $1
            or ",
            $row,
            ".boost_of is not null and ",
            $boosts,
            "
            or ",
            $row,
            ".boost_of is null and ",
            $followed,
            "
                and (",
            $row,
            ".visibility < 3
                    or exists (select from posts d where d.id = ",
            $row,
            ".id and $1 = any(d.mentioned)))
                and (",
            $row,
            ".author not in (select account from choosy)
                    or exists (select from posts d join choosy c on c.account = d.author
                        where d.id = ",
            $row,
            ".id and (d.language is null or d.language = any(c.languages))))
                and (",
            $row,
            ".reply_to_author is null or ",
            $row,
            ".reply_to_author = ",
            $row,
            ".author
                    or ",
            $row,
            ".reply_to_author in (select account from mine))))"
        )
    };
}

pub(super) use shown;

/// In one order: which end of a followee's rows comes first, which of two ends lies further in, what is reached up to
/// there, and what lies past it.
macro_rules! ids {
    ($order:literal, $first:expr, $innermost:literal, $open:literal, $reaches:literal, $past:literal) => {
        concat!(
            "with away as materialized (",
            away!(),
            "), unheard as materialized (select account from ",
            unheard!(),
            " those), shunned as materialized (",
            shunned!(),
            "), mine as materialized (
                select followee as account, boosts from follows
                where follower = $1 and followee not in (select account from away)
                union all select $1, true
            ), choosy as materialized (
                select followee as account, languages from follows where follower = $1 and languages is not null
            ), scanned as materialized (
                select id, author, visibility, boost_of, reply_to_author, boost_author from posts
                where id < $2 and id > $3 order by id ",
            $order,
            " limit 15 * $4
            ), dense as materialized (
                select s.id from scanned s
                where ",
            shown!(
                "s",
                "s.author in (select account from mine)",
                "s.author in (select account from mine where boosts)"
            ),
            "
                limit $4
            ), enough as materialized (
                select case when (select count(*) from dense) >= $4 then true
                    else (select count(*) from scanned) < 15 * $4 end as is_so
            ), ranked as materialized (
                select account, boosts, first from (
                    select m.account, m.boosts, ",
            $first,
            " as first
                    from mine m
                    cross join lateral (select last_entry from accounts where id = m.account limit 1) a
                    where not (select is_so from enough) and a.last_entry > $3
                ) those where first > $3 and first < $2
            ), edge as materialized (
                select case when count(*) = 2 * $4 then ",
            $innermost,
            "(first) else ",
            $open,
            " end as id
                from (select first from ranked order by first ",
            $order,
            " limit 2 * $4) top
            ), near as materialized (
                select found.id from ranked m cross join lateral (
                    select r.id from posts r
                    where r.author = m.account and r.id < $2 and r.id > $3 and r.id ",
            $reaches,
            " (select id from edge)
                        and ",
            shown!("r", "true", "m.boosts"),
            "
                    order by r.id ",
            $order,
            " limit $4
                ) found
                where m.first ",
            $reaches,
            " (select id from edge)
            ), far as materialized (
                select found.id from ranked m cross join lateral (
                    select r.id from posts r
                    where r.author = m.account and r.id < $2 and r.id > $3 and r.id ",
            $past,
            " (select id from edge)
                        and ",
            shown!("r", "true", "m.boosts"),
            "
                    order by r.id ",
            $order,
            " limit $4
                ) found
                where (select count(*) from near) < $4
            ), tagged as materialized (
                select found.id from tag_follows t cross join lateral (
                    select h.post as id from post_hashtags h
                    cross join lateral (select author, reply_to_author from posts where id = h.post limit 1) p
                    where h.shown and h.tag = t.tag and h.post < $2 and h.post > $3
                        and p.author not in (select account from unheard)
                        and (p.author = $1 or coalesce(p.reply_to_author, 0) not in (select account from shunned))
                    order by h.post ",
            $order,
            " limit $4
                ) found
                where t.account = $1
            )
            select id as of from (
                select id from dense where (select is_so from enough)
                union select id from near
                union select id from far
                union select id from tagged
            ) found order by id ",
            $order,
            " limit $4"
        )
    };
}

/// The newest first, as they are shown.
const NEWEST: &str = entries!(rows!(ids!(
    "desc",
    "case when a.last_entry < $2 then a.last_entry else (
        select p.id from posts p where p.author = m.account and p.id < $2 order by p.id desc limit 1) end",
    "min",
    "$3",
    ">=",
    "<"
)));

/// Those next to the older end.
const OLDEST: &str = entries!(rows!(ids!(
    "asc",
    "(select p.id from posts p where p.author = m.account and p.id > $3 order by p.id limit 1)",
    "max",
    "$2",
    "<=",
    ">"
)));

pub(super) fn sql(window: Window) -> &'static str {
    if window.ascending() { OLDEST } else { NEWEST }
}

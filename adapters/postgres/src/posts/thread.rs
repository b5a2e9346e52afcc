//! What a post belongs to.
use domain::ids::{AccountId, PostId};
use service::posts::{PostView, Thread, ThreadLimits, in_reading_order};
use sqlx::postgres::PgRow;
use sqlx::{PgPool, query, query_as};

use crate::entries::{admitted, entries, entry, rows};
use crate::ties::blocked;

/// Answers looked at in one thread at the most, however many are shown.
const LOOKED_AT: i64 = 10_000;

/// Whether the reader comes across a row where others talk. This is `domain::posts::Home::comes_across`, of posts.
macro_rules! come_across {
    ($row:literal) => {
        concat!(admitted!($row), " and ", $row, ".author not in ", blocked!())
    };
}

/// From the post upwards, to the first that is gone or not for the reader.
const ANCESTORS: &str = entries!(
    concat!(
        "with recursive up as (
            select e.reply_to as id, 1 as depth from posts e where e.id = $2 and ",
        admitted!("e"),
        "
            union all
            select e.reply_to, up.depth + 1 from up
            cross join lateral (select * from posts where id = up.id limit 1) e
            where up.depth < $3 and ",
        come_across!("e"),
        "
        )
        select e.*, up.depth from up cross join lateral (select * from posts where id = up.id limit 1) e
        where up.depth <= $3 and ",
        come_across!("e")
    ),
    "e.depth desc"
);

/// From the post downwards, the shallow ones first; what the reader may not see ends its line.
const ANSWERS: &str = concat!(
    "with recursive down as (
        select e.id, e.reply_to from posts r join posts e on e.reply_to = r.id
        where r.id = $2 and ",
    admitted!("r"),
    " and ",
    come_across!("e"),
    "
        union all
        select e.id, e.reply_to from down join posts e on e.reply_to = down.id where ",
    come_across!("e"),
    "
    )
    select id, reply_to from down limit $3"
);

const THESE: &str =
    entries!(rows!("select of, place from unnest($2::bigint[]) with ordinality as t (of, place)"), "e.place");

pub(super) async fn read(
    pool: &PgPool,
    id: PostId,
    reader: Option<AccountId>,
    limits: ThreadLimits,
) -> sqlx::Result<Thread> {
    let reader = reader.map(AccountId::raw);
    let up = i64::try_from(limits.ancestors).unwrap_or(i64::MAX);
    let ancestors = query(ANCESTORS).bind(reader).bind(id.raw()).bind(up).fetch_all(pool).await?;
    let answers = query_as(ANSWERS).bind(reader).bind(id.raw()).bind(LOOKED_AT).fetch_all(pool).await?;
    let shown: Vec<i64> = order(id, &answers, limits.descendants);
    let descendants = query(THESE).bind(reader).bind(shown).fetch_all(pool).await?;
    Ok(Thread { ancestors: views(&ancestors)?, descendants: views(&descendants)? })
}

fn order(root: PostId, answers: &[(i64, i64)], limit: usize) -> Vec<i64> {
    let pairs: Vec<_> = answers.iter().map(|&(id, of)| (PostId::stored(id), PostId::stored(of))).collect();
    in_reading_order(root, &pairs, limit).into_iter().map(PostId::raw).collect()
}

fn views(rows: &[PgRow]) -> sqlx::Result<Vec<PostView>> {
    rows.iter().map(|row| Ok(entry(row)?.post)).collect()
}

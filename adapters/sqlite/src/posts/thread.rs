//! What a post belongs to.
use domain::ids::{AccountId, PostId};
use service::posts::{PostView, Thread, ThreadLimits, in_reading_order};
use sqlx::sqlite::SqliteRow;
use sqlx::{SqlitePool, query, query_as};

use crate::entries::{admitted, entries, entry};
use crate::json;
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
        "with recursive up (id, depth) as (
            select e.reply_to, 1 from posts e where e.id = ?2 and ",
        admitted!("e"),
        "
            union all
            select e.reply_to, up.depth + 1 from up cross join posts e on e.id = up.id
            where up.depth < ?3 and ",
        come_across!("e"),
        "
        )
        select up.id, up.depth from up cross join posts e on e.id = up.id where up.depth <= ?3 and ",
        come_across!("e")
    ),
    "page.depth desc"
);

/// From the post downwards, the shallow ones first; what the reader may not see ends its line.
const ANSWERS: &str = concat!(
    "with recursive down (id, reply_to) as (
        select e.id, e.reply_to from posts r cross join posts e on e.reply_to = r.id
        where r.id = ?2 and ",
    admitted!("r"),
    " and ",
    come_across!("e"),
    "
        union all
        select e.id, e.reply_to from down cross join posts e on e.reply_to = down.id where ",
    come_across!("e"),
    "
        limit ?3
    )
    select id, reply_to from down"
);

const THESE: &str = entries!("select value as id, key as place from json_each(?2)", "page.place");

pub(super) async fn read(
    pool: &SqlitePool,
    id: PostId,
    reader: Option<AccountId>,
    limits: ThreadLimits,
) -> sqlx::Result<Thread> {
    let reader = reader.map(AccountId::raw);
    let up = i64::try_from(limits.ancestors).unwrap_or(i64::MAX);
    let ancestors = query(ANCESTORS).bind(reader).bind(id.raw()).bind(up).fetch_all(pool).await?;
    let answers = query_as(ANSWERS).bind(reader).bind(id.raw()).bind(LOOKED_AT).fetch_all(pool).await?;
    let shown = order(id, &answers, limits.descendants);
    let descendants = if shown.is_empty() {
        vec![]
    } else {
        query(THESE).bind(reader).bind(json::list(&shown)?).fetch_all(pool).await?
    };
    Ok(Thread { ancestors: views(&ancestors)?, descendants: views(&descendants)? })
}

fn order(root: PostId, answers: &[(i64, i64)], limit: usize) -> Vec<i64> {
    let pairs: Vec<_> = answers.iter().map(|&(id, of)| (PostId::stored(id), PostId::stored(of))).collect();
    in_reading_order(root, &pairs, limit).into_iter().map(PostId::raw).collect()
}

fn views(rows: &[SqliteRow]) -> sqlx::Result<Vec<PostView>> {
    rows.iter().map(|row| Ok(entry(row)?.post)).collect()
}

//! What the log says of somebody, and what finds posts by their words.
use domain::ids::AccountId;
use domain::realtime::{Envelope, Topic};
use service::leaving::Redacted;
use sqlx::{SqliteConnection, query, query_as, query_scalar};

use crate::json;
use crate::writer::Tx;

const LOOK: &str = "
select exists (select 1 from outbox where envelope like ?2), d.redacted, d.merging, h.position, h.floor
from departures d cross join log_head h where d.account = ?1";

const NAMING: &str = "
select position, envelope from log
where position > ?1 and position <= ?2 and envelope like ?3 order by position";

const UNFILE: &str =
    "delete from log_topics where position = ?1 and topic in (select value from json_each(?2))";
const REWRITE: &str = "update log set envelope = ?2, topics = ?3 where position = ?1";

const GET_ON: &str = "update departures set redacted = ?2 where account = ?1";

/// What was deleted is only marked as such in the index of words, until parts of it are merged: all that are there now are, some
/// pages at a time.
const BEGIN_MERGING: &str = "insert into post_words (post_words, rank) values ('merge', -256)";
const MERGE: &str = "insert into post_words (post_words, rank) values ('merge', 256)";
const CHANGES: &str = "select total_changes()";
const HAS_MERGED: &str = "update departures set merging = ?2 where account = ?1";

/// How far merging got.
const NOT_BEGUN: i64 = 0;
const BEGUN: i64 = 1;
const DONE: i64 = 2;

/// Looks through some of the log, from where it got to. Nobody else writes meanwhile.
pub(super) async fn redact(tx: &mut Tx, of: AccountId, most: u16) -> sqlx::Result<Redacted> {
    let naming = format!("%{of}%");
    let look = query_as(LOOK).bind(of.raw()).bind(&naming);
    let found: Option<(bool, i64, i64, i64, i64)> = look.fetch_optional(&mut **tx).await?;
    let Some((waits, from, merging, head, floor)) = found else { return Ok(Redacted::All) };
    let from = from.max(floor);
    let through = head.min(from + i64::from(most));
    let rows = query_as(NAMING).bind(from).bind(through).bind(naming);
    let rows: Vec<(i64, String)> = rows.fetch_all(&mut **tx).await?;
    for (position, envelope) in rows {
        rewrite(tx, position, json::read(&envelope)?, of).await?;
    }
    query(GET_ON).bind(of.raw()).bind(through).execute(&mut **tx).await?;
    Ok(match (through < head, waits) {
        (true, _) => Redacted::Some,
        (false, true) => Redacted::Waiting,
        (false, false) if merge(tx, of, merging).await? => Redacted::Some,
        (false, false) => Redacted::All,
    })
}

/// Whether something was left to merge. It is begun once: what comes in meanwhile is nobody's who left.
async fn merge(tx: &mut Tx, of: AccountId, merging: i64) -> sqlx::Result<bool> {
    let (statement, begun) = match merging {
        NOT_BEGUN => (BEGIN_MERGING, true),
        BEGUN => (MERGE, false),
        _ => return Ok(false),
    };
    let before: i64 = query_scalar(CHANGES).fetch_one(&mut **tx).await?;
    query(statement).execute(&mut **tx).await?;
    let after: i64 = query_scalar(CHANGES).fetch_one(&mut **tx).await?;
    // the statement itself counts as one
    let goes_on = begun || after - before > 1;
    let state = if goes_on { BEGUN } else { DONE };
    query(HAS_MERGED).bind(of.raw()).bind(state).execute(&mut **tx).await?;
    Ok(goes_on)
}

async fn rewrite(
    connection: &mut SqliteConnection,
    position: i64,
    mut envelope: Envelope,
    of: AccountId,
) -> sqlx::Result<()> {
    let before = envelope.event.topics();
    if !envelope.forget(of) {
        return Ok(());
    }
    let topics = envelope.event.topics();
    let left = before.iter().filter(|topic| !topics.contains(topic)).map(Topic::to_string);
    let unfile = query(UNFILE).bind(position).bind(json::list(&left.collect::<Vec<_>>())?);
    unfile.execute(&mut *connection).await?;
    let topics = json::list(&topics.iter().map(Topic::to_string).collect::<Vec<_>>())?;
    let rewrite = query(REWRITE).bind(position).bind(json::list(&envelope)?).bind(topics);
    rewrite.execute(connection).await?;
    Ok(())
}

//! What the log says of somebody.
use domain::ids::AccountId;
use domain::realtime::{Envelope, Topic};
use service::leaving::Redacted;
use sqlx::{PgConnection, query, query_as};

use crate::entries::{document, read};
use crate::writer::Tx;

/// Whether something that names the account waits for its place; asked first, so that nothing slips through in between.
const LOOK: &str = "
select exists (select from outbox where envelope::text like $2), d.redacted, h.position, h.floor
from departures d cross join log_head h where d.account = $1";

/// Locked against the relay, which takes words out as well.
const NAMING: &str = "
select position, envelope::text from log
where position > $1 and position <= $2 and envelope::text like $3 order by position for update";

const REWRITE: &str = "
with filed as (
    delete from log_topics where position = $1 and topic = any($4)
)
update log set envelope = $2::json, topics = $3 where position = $1";

const GET_ON: &str = "update departures set redacted = $2 where account = $1";

/// Looks through some of the log, from where it got to.
pub(super) async fn redact(tx: &mut Tx, of: AccountId, most: u16) -> sqlx::Result<Redacted> {
    let naming = format!("%{of}%");
    let look = query_as(LOOK).bind(of.raw()).bind(&naming);
    let found: Option<(bool, i64, i64, i64)> = look.fetch_optional(&mut **tx).await?;
    let Some((waits, from, head, floor)) = found else { return Ok(Redacted::All) };
    let from = from.max(floor);
    let through = head.min(from + i64::from(most));
    let rows = query_as(NAMING).bind(from).bind(through).bind(naming);
    let rows: Vec<(i64, String)> = rows.fetch_all(&mut **tx).await?;
    for (position, envelope) in rows {
        rewrite(tx, position, read(&envelope)?, of).await?;
    }
    query(GET_ON).bind(of.raw()).bind(through).execute(&mut **tx).await?;
    Ok(match (through < head, waits) {
        (true, _) => Redacted::Some,
        (false, true) => Redacted::Waiting,
        (false, false) => Redacted::All,
    })
}

async fn rewrite(
    connection: &mut PgConnection,
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
    query(REWRITE)
        .bind(position)
        .bind(document(&envelope)?)
        .bind(topics.iter().map(Topic::to_string).collect::<Vec<_>>())
        .bind(left.collect::<Vec<_>>())
        .execute(connection)
        .await?;
    Ok(())
}

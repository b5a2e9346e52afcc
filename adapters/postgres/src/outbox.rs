//! The outbox, and the lease of the relay that empties it.
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use domain::ids::Snowflake;
use domain::realtime::{Envelope, Event, Logged, Position};
use service::PortError;
use service::realtime::{Advance, Backlog, Epoch, Outbox};
use sqlx::{PgConnection, query, query_as, query_scalar};
use uuid::Uuid;

use crate::Postgres;
use crate::array::array;
use crate::bell::CHANNEL;
use crate::failure::away;
use crate::log::{logged, raw};
use crate::time::Time;

/// Rows in the order given, and one ring for all of them: heard when the transaction commits.
const APPEND: &str = "
with rows as (
    insert into outbox (envelope, happened_at, topics, tells_of, deletes)
    select envelope::json, happened_at, topics::text[], tells_of, deletes
    from unnest($1::text[], $2::timestamptz[], $3::text[], $4::bigint[], $5::bigint[]) with ordinality
        as t (envelope, happened_at, topics, tells_of, deletes, place)
    order by place
)
select pg_notify($6, '')";

const ACQUIRE: &str = "
update log_head set epoch = epoch + 1, holder = $1, lease_until = clock_timestamp() + make_interval(secs => $2)
where holder is null or holder = $1 or lease_until <= clock_timestamp()
returning epoch";

const RENEW: &str = "
update log_head set lease_until = clock_timestamp() + make_interval(secs => $2) where epoch = $1 returning true";

const MARK: &str = "
update log_head set published = greatest(published, $2) where epoch = $1 returning true";

const BACKLOG: &str = "
select count(*), (select happened_at from outbox order by id limit 1) from outbox";

#[async_trait]
impl Outbox for Postgres {
    async fn acquire(&self, holder: Uuid, term: Duration) -> Result<Option<Epoch>, PortError> {
        let granted = query_scalar(ACQUIRE).bind(holder).bind(term.as_secs_f64());
        Ok(granted.fetch_optional(&self.background).await.map_err(away)?.map(Epoch))
    }

    async fn renew(&self, epoch: Epoch, term: Duration) -> Result<bool, PortError> {
        let renewed = query_scalar(RENEW).bind(epoch.0).bind(term.as_secs_f64());
        let renewed: Option<bool> = renewed.fetch_optional(&self.background).await.map_err(away)?;
        Ok(renewed.is_some())
    }

    async fn release(&self, epoch: Epoch) -> Result<(), PortError> {
        let given_up = query("update log_head set holder = null where epoch = $1").bind(epoch.0);
        given_up.execute(&self.background).await.map_err(away)?;
        Ok(())
    }

    async fn advance(&self, epoch: Epoch, max: usize) -> Result<Advance, PortError> {
        let max = i64::try_from(max).unwrap_or(i64::MAX);
        let rows: Vec<(bool, Option<i64>, Option<String>)> = query_as(include_str!("advance.sql"))
            .bind(epoch.0)
            .bind(max)
            .fetch_all(&self.background)
            .await
            .map_err(away)?;
        if rows.first().is_none_or(|(current, ..)| !current) {
            return Ok(Advance::Fenced);
        }
        let moved = rows.into_iter().filter_map(|(_, position, envelope)| Some((position?, envelope?)));
        let moved: serde_json::Result<Vec<Arc<Logged>>> = moved.map(logged).collect();
        moved.map(Advance::Moved).map_err(away)
    }

    async fn mark_published(&self, epoch: Epoch, position: Position) -> Result<bool, PortError> {
        let marked = query_scalar(MARK).bind(epoch.0).bind(raw(position));
        let marked: Option<bool> = marked.fetch_optional(&self.background).await.map_err(away)?;
        Ok(marked.is_some())
    }

    async fn backlog(&self) -> Result<Backlog, PortError> {
        let (waiting, oldest): (i64, Option<Time>) =
            query_as(BACKLOG).fetch_one(&self.background).await.map_err(away)?;
        let waiting = waiting.try_into().unwrap_or_default();
        Ok(Backlog { waiting, oldest: oldest.map(Timestamp::from) })
    }

    async fn rung(&self) {
        self.bell.rung().await;
    }
}

/// Puts events into the outbox, last in their transaction.
pub(crate) async fn append(connection: &mut PgConnection, events: &[Envelope]) -> sqlx::Result<()> {
    let envelopes = events.iter().map(serde_json::to_string).collect::<serde_json::Result<Vec<_>>>();
    let envelopes = envelopes.map_err(|error| sqlx::Error::Encode(error.into()))?;
    // an event is under a topic once
    let topics = |envelope: &Envelope| array(envelope.event.topics().into_iter().collect::<BTreeSet<_>>());
    let subject = |of: fn(&Event) -> Option<Snowflake>| -> Vec<Option<i64>> {
        events.iter().map(|envelope| of(&envelope.event).map(Snowflake::raw)).collect()
    };
    query(APPEND)
        .bind(envelopes)
        .bind(events.iter().map(|envelope| Time(envelope.time)).collect::<Vec<_>>())
        .bind(events.iter().map(topics).collect::<Vec<_>>())
        .bind(subject(Event::carries_text_of))
        .bind(subject(Event::deletes))
        .bind(CHANNEL)
        .execute(connection)
        .await?;
    Ok(())
}

//! The outbox, and the lease of the relay that empties it.
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::ids::Snowflake;
use domain::realtime::{Envelope, Event, Logged, Position};
use serde_json::{Value, json};
use service::PortError;
use service::realtime::{Advance, Backlog, Epoch, Outbox};
use sqlx::{SqliteConnection, query, query_as, query_scalar};
use uuid::Uuid;

use crate::failure::away;
use crate::log::{logged, raw};
use crate::time::now;
use crate::{Sqlite, json, time};

/// Rows in the order given.
const APPEND: &str = "
insert into outbox (envelope, happened_at, topics, tells_of, deletes)
select value -> 'envelope', value ->> 'happened_at', value -> 'topics', value ->> 'tells_of', value ->> 'deletes'
from json_each(?1) order by key";

const ACQUIRE: &str = concat!(
    "update log_head set epoch = epoch + 1, holder = ?1, lease_until = ",
    now!(),
    " + ?2 where holder is null or holder = ?1 or lease_until <= ",
    now!(),
    " returning epoch"
);

const RENEW: &str =
    concat!("update log_head set lease_until = ", now!(), " + ?2 where epoch = ?1 returning true");

const MARK: &str = "update log_head set published = max(published, ?2) where epoch = ?1 returning true";

const BACKLOG: &str = "select count(*), (select happened_at from outbox order by id limit 1) from outbox";

/// Whether the relay is still the one, and has something to do.
const LOOK: &str = "select epoch = ?1, exists (select 1 from outbox) from log_head";

/// Where the log ends, and the last event of the outbox to be moved.
const TAKE: &str = "
select position, (select max(id) from (select id from outbox order by id limit ?2)) from log_head where epoch = ?1";

/// Moves everything through `?1`, and takes the words of what is deleted out of all that was ever moved.
const MOVE: &str = "
insert into log (position, envelope, happened_at, topics, tells_of)
select (select position from log_head) + row_number() over (order by id), envelope, happened_at, topics, tells_of
from outbox where id <= ?1;
insert or ignore into log_topics (topic, position)
select topic.value, l.position from log l, json_each(l.topics) topic
where l.position > (select position from log_head);
update log set envelope = json_remove(
    json_replace(envelope, '$.payload.text', '', '$.payload.post.text', '', '$.payload.post.spoiler', ''),
    '$.payload.post.attachments', '$.payload.post.poll')
where tells_of in (select deletes from outbox where id <= ?1 and deletes is not null);
delete from outbox where id <= ?1;
update log_head set position = (select max(position) from log)";

const MOVED: &str = "select position, envelope from log where position > ?1 order by position";

#[async_trait]
impl Outbox for Sqlite {
    async fn acquire(&self, holder: Uuid, term: Duration) -> Result<Option<Epoch>, PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let granted = query_scalar(ACQUIRE).bind(holder).bind(micros(term));
        let granted = granted.fetch_optional(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)?;
        Ok(granted.map(Epoch))
    }

    async fn renew(&self, epoch: Epoch, term: Duration) -> Result<bool, PortError> {
        self.update_head(RENEW, epoch, micros(term)).await.map_err(away)
    }

    async fn release(&self, epoch: Epoch) -> Result<(), PortError> {
        let given_up = "update log_head set holder = null where epoch = ?1 returning true";
        self.update_head(given_up, epoch, 0).await.map_err(away)?;
        Ok(())
    }

    async fn advance(&self, epoch: Epoch, max: usize) -> Result<Advance, PortError> {
        // an outbox is mostly empty, and looking disturbs nobody
        let look = query_as(LOOK).bind(epoch.0).fetch_one(&self.readers).await.map_err(away)?;
        match look {
            (false, _) => Ok(Advance::Fenced),
            (true, false) => Ok(Advance::Moved(vec![])),
            (true, true) => self.move_on(epoch, max).await.map_err(away),
        }
    }

    async fn mark_published(&self, epoch: Epoch, position: Position) -> Result<bool, PortError> {
        self.update_head(MARK, epoch, raw(position)).await.map_err(away)
    }

    async fn backlog(&self) -> Result<Backlog, PortError> {
        let (waiting, oldest): (i64, Option<i64>) =
            query_as(BACKLOG).fetch_one(&self.readers).await.map_err(away)?;
        let waiting = waiting.try_into().unwrap_or_default();
        Ok(Backlog { waiting, oldest: oldest.map(time::read).transpose().map_err(away)? })
    }

    async fn rung(&self) {
        self.bell.rung().await;
    }
}

impl Sqlite {
    /// Changes the head, if it is still the relay's.
    async fn update_head(&self, sql: &'static str, epoch: Epoch, with: i64) -> sqlx::Result<bool> {
        let mut stroke = self.pen.begin().await?;
        let row: Option<bool> =
            query_scalar(sql).bind(epoch.0).bind(with).fetch_optional(&mut *stroke).await?;
        stroke.commit().await?;
        Ok(row.is_some())
    }

    async fn move_on(&self, epoch: Epoch, max: usize) -> sqlx::Result<Advance> {
        let mut stroke = self.pen.begin().await?;
        let max = i64::try_from(max).unwrap_or(i64::MAX);
        let found: Option<(i64, Option<i64>)> =
            query_as(TAKE).bind(epoch.0).bind(max).fetch_optional(&mut *stroke).await?;
        let advance = match found {
            None => Advance::Fenced,
            Some((_, None)) => Advance::Moved(vec![]),
            Some((head, Some(last))) => Advance::Moved(move_through(&mut stroke, head, last).await?),
        };
        stroke.commit().await?;
        Ok(advance)
    }
}

async fn move_through(
    connection: &mut SqliteConnection,
    head: i64,
    last: i64,
) -> sqlx::Result<Vec<Arc<Logged>>> {
    query(MOVE).bind(last).execute(&mut *connection).await?;
    let moved: Vec<(i64, String)> = query_as(MOVED).bind(head).fetch_all(connection).await?;
    moved.iter().map(|(position, envelope)| logged(*position, envelope)).collect()
}

/// A term as the file has it.
pub(crate) fn micros(term: Duration) -> i64 {
    i64::try_from(term.as_micros()).unwrap_or(i64::MAX >> 1)
}

/// Puts events into the outbox.
pub(crate) async fn append(connection: &mut SqliteConnection, events: &[Envelope]) -> sqlx::Result<()> {
    let rows: Vec<Value> = events.iter().map(row).collect();
    query(APPEND).bind(json::list(&rows)?).execute(connection).await?;
    Ok(())
}

fn row(envelope: &Envelope) -> Value {
    let subject = |of: fn(&Event) -> Option<Snowflake>| of(&envelope.event).map(Snowflake::raw);
    let topics = envelope.event.topics();
    json!({
        "envelope": envelope,
        "happened_at": time::stored(envelope.time),
        "topics": topics.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "tells_of": subject(Event::carries_text_of),
        "deletes": subject(Event::deletes),
    })
}

//! The log.
use std::sync::Arc;

use async_trait::async_trait;
use domain::Timestamp;
use domain::realtime::{LogId, Logged, Position, Topic};
use service::PortError;
use service::realtime::{EventLog, Head, ReadFrom, Slice, Whereabouts};
use sqlx::{query, query_as, query_scalar};
use uuid::Uuid;

use crate::failure::away;
use crate::{Sqlite, json, time};

/// Events that one transaction trims: nobody writes meanwhile.
const TRIMMED_AT_ONCE: i64 = 2_000;

const HEAD: &str = "select log, position, floor, published from log_head";

/// `?1` to `?3`: after, through, limit. Each row says where the log begins and ends; the only one has no event when there is none.
const READ: &str = "
select h.floor, h.position, e.position, e.envelope
from log_head h left join (
    select position, envelope from log where position > ?1 and position <= ?2 order by position limit ?3
) e on ?1 >= h.floor
order by e.position";

/// The same, of the topics `?4`. Each topic is asked for its first event; the first of all is taken and its topic asked for the
/// next one, until enough are found.
const READ_TOPICS: &str = "
with recursive merged (topic, position) as (
    select topic, (
        select t.position from log_topics t
        where t.topic = asked.topic and t.position > ?1 and t.position <= ?2 order by t.position limit 1
    ) from (select distinct value as topic from json_each(?4)) asked
    union all
    select topic, (
        select t.position from log_topics t
        where t.topic = merged.topic and t.position > merged.position and t.position <= ?2 order by t.position limit 1
    ) from merged where merged.position is not null
    order by 2 nulls last
), found as materialized (
    select distinct position from merged where position is not null limit ?3
)
select h.floor, h.position, e.position, e.envelope
from log_head h left join (
    select l.position, l.envelope from found cross join log l on l.position = found.position
) e on ?1 >= h.floor
order by e.position";

/// The last event that may go: the first that must stay, of those looked at, ends what goes.
const LAST_TO_GO: &str = "
with looked_at as materialized (
    select l.position, l.happened_at from log_head h cross join log l
    where l.position > h.floor and l.position <= h.published
        and l.position <= coalesce((select min(place) from duties), h.published)
    order by l.position limit ?2
)
select max(position) from looked_at
where position < coalesce((select min(position) from looked_at where happened_at >= ?1), 9223372036854775807)";

const TRIM: &str = "
delete from log_topics where (topic, position) in (
    select topic.value, l.position from log l, json_each(l.topics) topic where l.position <= ?1
);
delete from log where position <= ?1;
update log_head set floor = max(floor, ?1)";

/// The newest first, as what is asked for is hardly ever old. Of both tables at one moment: an event is in one of them.
const WHEREABOUTS: &str = "
select (
    select l.position from log_topics t join log l on l.position = t.position
    where t.topic = ?1 and json_extract(l.envelope, '$.id') = ?2 order by t.position desc limit 1
), exists (select 1 from outbox where ?1 in (select value from json_each(topics)) and json_extract(envelope, '$.id') = ?2)";

type Row = (i64, i64, Option<i64>, Option<String>);

#[async_trait]
impl EventLog for Sqlite {
    async fn head(&self) -> Result<Head, PortError> {
        let (log, head, floor, published): (Uuid, i64, i64, i64) =
            query_as(HEAD).fetch_one(&self.readers).await.map_err(away)?;
        let (position, floor, published) = (position(head), position(floor), position(published));
        Ok(Head { log: LogId(log), position, floor, published })
    }

    async fn read(&self, after: Position, through: Position, limit: usize) -> Result<ReadFrom, PortError> {
        let query = query_as(READ).bind(raw(after)).bind(raw(through)).bind(one_more(limit));
        slice(query.fetch_all(&self.readers).await.map_err(away)?, after, through, limit).map_err(away)
    }

    async fn read_topics(
        &self,
        topics: &[Topic],
        after: Position,
        through: Position,
        limit: usize,
    ) -> Result<ReadFrom, PortError> {
        let topics: Vec<String> = topics.iter().map(Topic::to_string).collect();
        let query = query_as(READ_TOPICS).bind(raw(after)).bind(raw(through)).bind(one_more(limit));
        let query = query.bind(json::list(&topics).map_err(away)?);
        slice(query.fetch_all(&self.readers).await.map_err(away)?, after, through, limit).map_err(away)
    }

    async fn whereabouts(&self, topic: &Topic, event: Uuid) -> Result<Whereabouts, PortError> {
        let found = query_as(WHEREABOUTS).bind(topic.to_string()).bind(event.to_string());
        let (at, waits): (Option<i64>, bool) = found.fetch_one(&self.readers).await.map_err(away)?;
        Ok(match at {
            Some(at) => Whereabouts::At(position(at)),
            None if waits => Whereabouts::Outbox,
            None => Whereabouts::Gone,
        })
    }

    async fn trim(&self, before: Timestamp) -> Result<Position, PortError> {
        self.forget_keys(time::stored(before)).await.map_err(away)?;
        while self.trim_some(time::stored(before)).await.map_err(away)? {}
        Ok(self.head().await?.floor)
    }
}

impl Sqlite {
    /// Under which keys something was told before then.
    async fn forget_keys(&self, before: i64) -> sqlx::Result<()> {
        let mut stroke = self.pen.begin().await?;
        query("delete from announcements where at < ?1").bind(before).execute(&mut *stroke).await?;
        stroke.commit().await
    }

    /// Trims some, if there is something to trim.
    async fn trim_some(&self, before: i64) -> sqlx::Result<bool> {
        let mut stroke = self.pen.begin().await?;
        let last = query_scalar(LAST_TO_GO).bind(before).bind(TRIMMED_AT_ONCE);
        let last: Option<i64> = last.fetch_one(&mut *stroke).await?;
        if let Some(last) = last {
            query(TRIM).bind(last).execute(&mut *stroke).await?;
        }
        stroke.commit().await?;
        Ok(last.is_some())
    }
}

/// One more than asked for tells whether that was all.
fn one_more(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}

fn slice(rows: Vec<Row>, after: Position, through: Position, limit: usize) -> sqlx::Result<ReadFrom> {
    let (floor, head) = rows.first().map_or((0, 0), |row| (row.0, row.1));
    if raw(after) < floor {
        return Ok(ReadFrom::Trimmed(position(floor)));
    }
    let found = rows.into_iter().filter_map(|(_, _, position, envelope)| Some((position?, envelope?)));
    let events = found.map(|(position, envelope)| logged(position, &envelope));
    let mut events = events.collect::<sqlx::Result<Vec<_>>>()?;
    let through = if events.len() > limit {
        events.truncate(limit);
        events.last().map_or(after, |last| last.position)
    } else {
        through.min(position(head)).max(after)
    };
    Ok(ReadFrom::Slice(Slice { events, through }))
}

/// An event as the log has it.
pub(crate) fn logged(number: i64, envelope: &str) -> sqlx::Result<Arc<Logged>> {
    Ok(Arc::new(Logged { position: position(number), envelope: json::read(envelope)? }))
}

/// A position that was stored.
pub(crate) fn position(stored: i64) -> Position {
    Position::new(stored.try_into().unwrap_or_default())
}

/// A position as it is stored; one that is out of reach stays so.
pub(crate) fn raw(position: Position) -> i64 {
    i64::try_from(position.number()).unwrap_or(i64::MAX)
}

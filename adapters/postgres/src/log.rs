//! The log.
use std::sync::Arc;

use async_trait::async_trait;
use domain::Timestamp;
use domain::realtime::{LogId, Logged, Position, Topic};
use service::PortError;
use service::realtime::{EventLog, Head, ReadFrom, Slice, Whereabouts};
use sqlx::{query, query_as};
use uuid::Uuid;

use crate::Postgres;
use crate::failure::away;
use crate::time::Time;

/// Events that one statement trims.
const TRIMMED_AT_ONCE: i64 = 5_000;

const HEAD: &str = "select log, position, floor, published from log_head";

/// $1 to $3: after, through, limit. Each row says where the log begins and ends; the last has no event when there is none.
const READ: &str = "
select h.floor, h.position, e.position, e.envelope::text
from log_head h left join lateral (
    select position, envelope from log where position > $1 and position <= $2 order by position limit $3
) e on $1 >= h.floor
order by e.position";

/// The same, of these topics: as many of each as could be wanted, then the first of all.
const READ_TOPICS: &str = "
select h.floor, h.position, e.position, e.envelope::text
from log_head h left join lateral (
    select found.position, l.envelope
    from (
        select distinct t.position from unnest($4::text[]) as asked (topic)
        cross join lateral (
            select position from log_topics
            where topic = asked.topic and position > $1 and position <= $2 order by position limit $3
        ) t
        order by t.position limit $3
    ) found
    cross join lateral (select envelope from log where position = found.position limit 1) l
) e on $1 >= h.floor
order by e.position";

/// The first event that must stay, of those looked at, ends what goes: one that is young, or not published, or not followed yet.
const TRIM: &str = "
with head as materialized (
    select floor, least(published, (select min(place) from duties)) as published from log_head for update
), looked_at as materialized (
    select l.position, l.happened_at, l.topics from log l, head
    where l.position > head.floor and l.position <= head.published order by l.position limit $2
), gone as materialized (
    select position, topics from looked_at
    where position < coalesce((select min(position) from looked_at where happened_at >= $1), 9223372036854775807)
), files as (
    delete from log_topics t using (select unnest(topics) as topic, position from gone) g
    where t.topic = g.topic and t.position = g.position
), events as (
    delete from log where position in (select position from gone)
)
update log_head set floor = greatest(floor, coalesce((select max(position) from gone), 0))
returning floor, (select count(*) from gone)";

/// The newest first, as what is asked for is hardly ever old. Of both tables at one moment: an event is in one of them.
const WHEREABOUTS: &str = "
select (
    select l.position from log_topics t join log l on l.position = t.position
    where t.topic = $1 and l.envelope->>'id' = $2 order by t.position desc limit 1
), exists (select 1 from outbox where topics @> array[$1] and envelope->>'id' = $2)";

type Row = (i64, i64, Option<i64>, Option<String>);

#[async_trait]
impl EventLog for Postgres {
    async fn head(&self) -> Result<Head, PortError> {
        let (log, head, floor, published): (Uuid, i64, i64, i64) =
            query_as(HEAD).fetch_one(&self.background).await.map_err(away)?;
        let (position, floor, published) = (position(head), position(floor), position(published));
        Ok(Head { log: LogId(log), position, floor, published })
    }

    async fn read(&self, after: Position, through: Position, limit: usize) -> Result<ReadFrom, PortError> {
        let query = query_as(READ).bind(raw(after)).bind(raw(through)).bind(one_more(limit));
        slice(query.fetch_all(&self.background).await.map_err(away)?, after, through, limit)
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
        slice(query.bind(topics).fetch_all(&self.background).await.map_err(away)?, after, through, limit)
    }

    async fn whereabouts(&self, topic: &Topic, event: Uuid) -> Result<Whereabouts, PortError> {
        let found = query_as(WHEREABOUTS).bind(topic.to_string()).bind(event.to_string());
        let (at, waits): (Option<i64>, bool) = found.fetch_one(&self.requests).await.map_err(away)?;
        Ok(match at {
            Some(at) => Whereabouts::At(position(at)),
            None if waits => Whereabouts::Outbox,
            None => Whereabouts::Gone,
        })
    }

    async fn trim(&self, before: Timestamp) -> Result<Position, PortError> {
        let keys = query("delete from announcements where at < $1").bind(Time(before));
        keys.execute(&self.background).await.map_err(away)?;
        loop {
            let trimmed = query_as(TRIM).bind(Time(before)).bind(TRIMMED_AT_ONCE);
            let (floor, count): (i64, i64) = trimmed.fetch_one(&self.background).await.map_err(away)?;
            if count < TRIMMED_AT_ONCE {
                return Ok(position(floor));
            }
        }
    }
}

/// One more than asked for tells whether that was all.
fn one_more(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}

fn slice(rows: Vec<Row>, after: Position, through: Position, limit: usize) -> Result<ReadFrom, PortError> {
    let (floor, head) = rows.first().map_or((0, 0), |row| (row.0, row.1));
    if raw(after) < floor {
        return Ok(ReadFrom::Trimmed(position(floor)));
    }
    let found = rows.into_iter().filter_map(|(_, _, position, envelope)| Some((position?, envelope?)));
    let mut events = found.map(logged).collect::<serde_json::Result<Vec<_>>>().map_err(away)?;
    let through = if events.len() > limit {
        events.truncate(limit);
        events.last().map_or(after, |last| last.position)
    } else {
        through.min(position(head)).max(after)
    };
    Ok(ReadFrom::Slice(Slice { events, through }))
}

/// An event as the log has it.
pub(crate) fn logged((number, envelope): (i64, String)) -> serde_json::Result<Arc<Logged>> {
    Ok(Arc::new(Logged { position: position(number), envelope: serde_json::from_str(&envelope)? }))
}

/// A position that was stored.
pub(crate) fn position(stored: i64) -> Position {
    Position::new(stored.try_into().unwrap_or_default())
}

/// A position as it is stored; one that is out of reach stays so.
pub(crate) fn raw(position: Position) -> i64 {
    i64::try_from(position.number()).unwrap_or(i64::MAX)
}

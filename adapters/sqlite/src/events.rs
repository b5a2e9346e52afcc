//! The events of what has nothing else.
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::json;
use sourcing::{
    Batch, Corrupt, Entry, EventStore, Fact, Head, Kind, Mark, Outcome, Position, ReadError, Sieve,
    StreamName, Stretch, Unavailable, Verdict, Version, checksum, contiguous,
};
use sqlx::{query, query_as, query_scalar};
use tokio::sync::watch;
use tokio::time::timeout;
use uuid::Uuid;

use crate::writer::Tx;
use crate::{Sqlite, json, time};

/// How long to wait for growth. Other processes that write into the file do not say so here.
const WAIT: Duration = Duration::from_millis(250);

const AT: &str = "
select value, coalesce((select max(version) from sourced_events where stream = value), 0) from json_each(?1)";

/// Which events have the places `?1`: pairs of stream and version.
const FOUND: &str = "
select e.stream, e.version, e.id, e.position from json_each(?1) place
cross join sourced_events e on e.stream = place.value ->> 0 and e.version = place.value ->> 1";

const GROW: &str = "update sourced_head set position = position + ?1 returning position";

/// `?1` and `?2`: the position before the first, and one list for each event.
const INSERT: &str = "
insert into sourced_events
    (position, stream, version, id, kind, shape, at, actor, correlation, causation, trace, payload, checksum)
select ?1 + 1 + key, value ->> 0, value ->> 1, unhex(value ->> 2), value ->> 3, value ->> 4, value ->> 5, value ->> 6,
    unhex(value ->> 7), unhex(value ->> 8), value ->> 9, value ->> 10, value ->> 11
from json_each(?2) order by key";

const READ: &str = "
select position, stream, version, id, kind, shape, at, actor, correlation, causation, trace, payload, checksum
from sourced_events where position > ?1 order by position limit ?2";

/// Of all streams.
const LOOK: &str = "
select position, stream, version, id, kind, shape, at, actor, correlation, causation, trace, payload, checksum
from sourced_events
where position > ?1 and position < ?2 and (?3 is null or kind = ?3)
    and (?4 is null or at >= ?4) and (?5 is null or at < ?5)
order by position desc limit ?6";

/// Of one: there the last version is the last position.
const LOOK_AT_STREAM: &str = "
select position, stream, version, id, kind, shape, at, actor, correlation, causation, trace, payload, checksum
from sourced_events
where stream = ?7 and position > ?1 and position < ?2 and (?3 is null or kind = ?3)
    and (?4 is null or at >= ?4) and (?5 is null or at < ?5)
order by version desc limit ?6";

const READ_STREAM: &str = "
select position, stream, version, id, kind, shape, at, actor, correlation, causation, trace, payload, checksum
from sourced_events where stream = ?1 and version > ?2 order by version limit ?3";

const MARKED: &str = "select position from sourced_marks where name = ?1";

const MARKS: &str = "select name, position from sourced_marks order by name";

const MARK: &str = "
insert into sourced_marks (name, position) values (?1, ?2) on conflict (name) do update set position = excluded.position";

type Row = (
    i64,
    String,
    i64,
    Uuid,
    String,
    i64,
    i64,
    Option<String>,
    Uuid,
    Option<Uuid>,
    Option<String>,
    String,
    i64,
);

/// How far this process knows that there are events.
#[derive(Debug, Clone, Default)]
pub(crate) struct Growth(Arc<watch::Sender<Position>>);

impl Growth {
    fn reached(&self, position: Position) {
        self.0.send_if_modified(|head| {
            let grown = position > *head;
            *head = position.max(*head);
            grown
        });
    }
}

#[async_trait]
impl EventStore for Sqlite {
    async fn append(&self, batch: Batch) -> Result<Outcome, Unavailable> {
        let outcome = self.write(move |tx| Box::pin(append(tx, batch))).await.map_err(Unavailable::new)?;
        if let Outcome::Appended(position) = &outcome {
            self.growth.reached(*position);
        }
        Ok(outcome)
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        after: Version,
        limit: usize,
    ) -> Result<Vec<Entry>, ReadError> {
        let rows = query_as(READ_STREAM).bind(stream.as_str()).bind(raw(after.number())).bind(count(limit));
        let rows: Vec<Row> = rows.fetch_all(&self.readers).await.map_err(Unavailable::new)?;
        Ok(rows.into_iter().map(entry).collect::<Result<_, _>>()?)
    }

    async fn read(&self, after: Position, limit: usize) -> Result<Vec<Entry>, ReadError> {
        let rows = query_as(READ).bind(raw(after.number())).bind(count(limit));
        let rows: Vec<Row> = rows.fetch_all(&self.readers).await.map_err(Unavailable::new)?;
        contiguous(after, rows.into_iter().map(entry))
    }

    async fn look(&self, sieve: &Sieve, stretch: Stretch, limit: usize) -> Result<Vec<Entry>, ReadError> {
        let look = query_as(if sieve.stream.is_some() { LOOK_AT_STREAM } else { LOOK })
            .bind(raw(stretch.after.number()))
            .bind(raw(stretch.before.number()))
            .bind(sieve.kind.as_ref().map(Kind::as_str))
            .bind(sieve.since.map(time::stored))
            .bind(sieve.until.map(time::stored))
            .bind(count(limit));
        let look = match &sieve.stream {
            Some(stream) => look.bind(stream.as_str()),
            None => look,
        };
        let rows: Vec<Row> = look.fetch_all(&self.readers).await.map_err(Unavailable::new)?;
        Ok(rows.into_iter().map(entry).collect::<Result<_, _>>()?)
    }

    async fn head(&self) -> Result<Head, Unavailable> {
        let head = query_as("select store, position from sourced_head");
        let (store, position) = head.fetch_one(&self.readers).await.map_err(Unavailable::new)?;
        Ok(Head { store, position: self::position(position) })
    }

    async fn mark(&self, name: &StreamName) -> Result<Position, Unavailable> {
        let marked = query_scalar(MARKED).bind(name.as_str());
        let marked: Option<i64> = marked.fetch_optional(&self.readers).await.map_err(Unavailable::new)?;
        Ok(marked.map_or(Position::START, position))
    }

    async fn marks(&self) -> Result<Vec<(StreamName, Position)>, Unavailable> {
        let marks: Vec<(String, i64)> =
            query_as(MARKS).fetch_all(&self.readers).await.map_err(Unavailable::new)?;
        Ok(marks.into_iter().map(|(name, at)| (StreamName::stored(&name), position(at))).collect())
    }

    async fn grown(&self, after: Position) {
        let mut head = self.growth.0.subscribe();
        // either way the store is worth a look
        let _ = timeout(WAIT, head.wait_for(|head| *head > after)).await;
    }
}

/// Nobody else writes meanwhile, so what is judged here stays true.
async fn append(tx: &mut Tx, batch: Batch) -> sqlx::Result<Outcome> {
    if let Some(mark) = batch.mark() {
        let marked = query_scalar(MARKED).bind(mark.name.as_str());
        let at = marked.fetch_optional(&mut **tx).await?.map_or(Position::START, position);
        if at != mark.from {
            return Ok(Outcome::Overtaken(at));
        }
    }
    let outcome = match judge(tx, &batch).await? {
        Verdict::Conflict(conflict) => return Ok(Outcome::Conflict(conflict)),
        Verdict::Repeated(position) => Outcome::Repeated(position),
        Verdict::Append => Outcome::Appended(insert(tx, &batch).await?),
    };
    if let Some(mark) = batch.mark() {
        let moved = query(MARK).bind(mark.name.as_str()).bind(raw(mark.through.number()));
        moved.execute(&mut **tx).await?;
    }
    Ok(outcome)
}

/// Moves a mark on, if it stands where it is to move from.
pub(crate) async fn move_on(tx: &mut Tx, mark: &Mark) -> sqlx::Result<bool> {
    let marked = query_scalar(MARKED).bind(mark.name.as_str());
    let at = marked.fetch_optional(&mut **tx).await?.map_or(Position::START, position);
    if at != mark.from {
        return Ok(false);
    }
    let moved = query(MARK).bind(mark.name.as_str()).bind(raw(mark.through.number()));
    moved.execute(&mut **tx).await?;
    Ok(true)
}

async fn judge(tx: &mut Tx, batch: &Batch) -> sqlx::Result<Verdict> {
    let names: Vec<&str> = batch.streams().into_iter().map(StreamName::as_str).collect();
    let at: Vec<(String, i64)> = query_as(AT).bind(json::list(&names)?).fetch_all(&mut **tx).await?;
    let at: HashMap<String, i64> = at.into_iter().collect();
    let version = |stream: &StreamName| Version::new(unsigned(at.get(stream.as_str()).copied().unwrap_or(0)));
    if let verdict @ Verdict::Append = batch.judge(version, |_, _| None) {
        return Ok(verdict);
    }
    let places: Vec<_> =
        batch.places().map(|(stream, version, _)| json!([stream.as_str(), version])).collect();
    let found: Vec<(String, i64, Uuid, i64)> =
        query_as(FOUND).bind(json::list(&places)?).fetch_all(&mut **tx).await?;
    let found: HashMap<(String, u64), (Uuid, Position)> = found
        .into_iter()
        .map(|(stream, version, id, at)| ((stream, unsigned(version)), (id, position(at))))
        .collect();
    Ok(batch.judge(version, |stream, version| {
        found.get(&(stream.as_str().to_owned(), version.number())).copied()
    }))
}

async fn insert(tx: &mut Tx, batch: &Batch) -> sqlx::Result<Position> {
    let rows: Vec<_> = batch.places().map(|(stream, version, fact)| row(stream, version, fact)).collect();
    let head: i64 = query_scalar(GROW).bind(count(rows.len())).fetch_one(&mut **tx).await?;
    let before = head - count(rows.len());
    if !rows.is_empty() {
        query(INSERT).bind(before).bind(json::list(&rows)?).execute(&mut **tx).await?;
    }
    Ok(position(head))
}

fn row(stream: &StreamName, version: Version, fact: &Fact) -> serde_json::Value {
    json!([
        stream.as_str(),
        version,
        fact.id.simple(),
        fact.kind.as_str(),
        fact.schema,
        time::stored(fact.at),
        fact.actor,
        fact.correlation.simple(),
        fact.causation.map(Uuid::simple),
        fact.trace,
        fact.payload,
        checksum(stream, version, fact),
    ])
}

fn entry(row: Row) -> Result<Entry, Corrupt> {
    let (at, stream, version, id, kind, schema, moment, actor, correlation, causation, trace, payload, kept) =
        row;
    let corrupt = Corrupt(position(at));
    let fact = Fact {
        id,
        kind: Kind::stored(&kind),
        schema: schema.try_into().map_err(|_| corrupt)?,
        at: time::read(moment).map_err(|_| corrupt)?,
        actor: actor.map(Into::into),
        correlation,
        causation,
        trace: trace.map(Into::into),
        payload: payload.into(),
    };
    let kept = kept.try_into().map_err(|_| corrupt)?;
    Entry::stored(position(at), StreamName::stored(&stream), Version::new(unsigned(version)), fact, kept)
}

fn position(stored: i64) -> Position {
    Position::new(unsigned(stored))
}

fn unsigned(stored: i64) -> u64 {
    stored.try_into().unwrap_or_default()
}

/// A place as it is stored; one that is out of reach stays so.
fn raw(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn count(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

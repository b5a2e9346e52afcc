//! The events of what has nothing else.
use std::collections::HashMap;

use async_trait::async_trait;
use sourcing::{
    Batch, Corrupt, Entry, EventStore, Fact, Head, Kind, Mark, Outcome, Position, ReadError, Sieve,
    StreamName, Stretch, Unavailable, Verdict, Version, checksum, contiguous,
};
use sqlx::{query, query_as, query_scalar};
use uuid::Uuid;

use crate::Postgres;
use crate::bell::GROWN;
use crate::time::Time;
use crate::writer::Tx;

const AT: &str = "
select s.stream, coalesce((select max(e.version) from sourced_events e where e.stream = s.stream), 0)
from unnest($1::text[]) as s (stream)";

/// Which events have these places.
const FOUND: &str = "
select e.stream, e.version, e.id, e.position from unnest($1::text[], $2::bigint[]) as place (stream, version)
join sourced_events e on e.stream = place.stream and e.version = place.version";

/// $1: how many there are. Who hears the bell knows how far there are events now.
const INSERT: &str = "
with head as (
    update sourced_head set position = position + $1::bigint returning position, position - $1::bigint as before
), rows as (
    insert into sourced_events
        (position, stream, version, id, kind, shape, at, actor, correlation, causation, trace, payload, checksum)
    select head.before + t.place, t.stream, t.version, t.id, t.kind, t.shape, t.at, t.actor, t.correlation, t.causation,
        t.trace, t.payload, t.checksum
    from head, unnest(
        $2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::bigint[], $7::timestamptz[], $8::text[], $9::uuid[],
        $10::uuid[], $11::text[], $12::text[], $13::bigint[]
    ) with ordinality as t
        (stream, version, id, kind, shape, at, actor, correlation, causation, trace, payload, checksum, place)
)
select position, pg_notify($14, position::text) from head";

const READ: &str = "
select position, stream, version, id, kind, shape, at, actor, correlation, causation, trace, payload, checksum
from sourced_events where position > $1 order by position limit $2";

/// Of all streams.
const LOOK: &str = "
select position, stream, version, id, kind, shape, at, actor, correlation, causation, trace, payload, checksum
from sourced_events
where position > $1 and position < $2 and ($3::text is null or kind = $3)
    and ($4::timestamptz is null or at >= $4) and ($5::timestamptz is null or at < $5)
order by position desc limit $6";

/// Of one: there the last version is the last position.
const LOOK_AT_STREAM: &str = "
select position, stream, version, id, kind, shape, at, actor, correlation, causation, trace, payload, checksum
from sourced_events
where stream = $7 and position > $1 and position < $2 and ($3::text is null or kind = $3)
    and ($4::timestamptz is null or at >= $4) and ($5::timestamptz is null or at < $5)
order by version desc limit $6";

const READ_STREAM: &str = "
select position, stream, version, id, kind, shape, at, actor, correlation, causation, trace, payload, checksum
from sourced_events where stream = $1 and version > $2 order by version limit $3";

const MARKED: &str = "select position from sourced_marks where name = $1";

const MARKS: &str = "select name, position from sourced_marks order by name collate \"C\"";

const MARK: &str = "
insert into sourced_marks (name, position) values ($1, $2) on conflict (name) do update set position = excluded.position";

type Row = (
    i64,
    String,
    i64,
    Uuid,
    String,
    i64,
    Time,
    Option<String>,
    Uuid,
    Option<Uuid>,
    Option<String>,
    String,
    i64,
);

#[async_trait]
impl EventStore for Postgres {
    async fn append(&self, batch: Batch) -> Result<Outcome, Unavailable> {
        let outcome = self.write(move |tx| Box::pin(append(tx, batch))).await.map_err(Unavailable::new)?;
        if let Outcome::Appended(position) = &outcome {
            self.bell.reached(*position);
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
        let rows: Vec<Row> = rows.fetch_all(&self.background).await.map_err(Unavailable::new)?;
        Ok(rows.into_iter().map(entry).collect::<Result<_, _>>()?)
    }

    async fn read(&self, after: Position, limit: usize) -> Result<Vec<Entry>, ReadError> {
        let rows = query_as(READ).bind(raw(after.number())).bind(count(limit));
        let rows: Vec<Row> = rows.fetch_all(&self.background).await.map_err(Unavailable::new)?;
        contiguous(after, rows.into_iter().map(entry))
    }

    async fn look(&self, sieve: &Sieve, stretch: Stretch, limit: usize) -> Result<Vec<Entry>, ReadError> {
        let look = query_as(if sieve.stream.is_some() { LOOK_AT_STREAM } else { LOOK })
            .bind(raw(stretch.after.number()))
            .bind(raw(stretch.before.number()))
            .bind(sieve.kind.as_ref().map(Kind::as_str))
            .bind(sieve.since.map(Time))
            .bind(sieve.until.map(Time))
            .bind(count(limit));
        let look = match &sieve.stream {
            Some(stream) => look.bind(stream.as_str()),
            None => look,
        };
        let rows: Vec<Row> = look.fetch_all(&self.background).await.map_err(Unavailable::new)?;
        Ok(rows.into_iter().map(entry).collect::<Result<_, _>>()?)
    }

    async fn head(&self) -> Result<Head, Unavailable> {
        let head = query_as("select store, position from sourced_head");
        let (store, position) = head.fetch_one(&self.background).await.map_err(Unavailable::new)?;
        Ok(Head { store, position: self::position(position) })
    }

    async fn mark(&self, name: &StreamName) -> Result<Position, Unavailable> {
        let marked = query_scalar(MARKED).bind(name.as_str());
        let marked: Option<i64> = marked.fetch_optional(&self.background).await.map_err(Unavailable::new)?;
        Ok(marked.map_or(Position::START, position))
    }

    async fn marks(&self) -> Result<Vec<(StreamName, Position)>, Unavailable> {
        let marks: Vec<(String, i64)> =
            query_as(MARKS).fetch_all(&self.background).await.map_err(Unavailable::new)?;
        Ok(marks.into_iter().map(|(name, at)| (StreamName::stored(&name), position(at))).collect())
    }

    async fn grown(&self, after: Position) {
        self.bell.grown(after).await;
    }
}

/// The clock is held, so nobody else appends meanwhile, and what is judged here stays true.
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
    let at: Vec<(String, i64)> = query_as(AT).bind(names).fetch_all(&mut **tx).await?;
    let at: HashMap<String, i64> = at.into_iter().collect();
    let version = |stream: &StreamName| Version::new(unsigned(at.get(stream.as_str()).copied().unwrap_or(0)));
    if let verdict @ Verdict::Append = batch.judge(version, |_, _| None) {
        return Ok(verdict);
    }
    let (streams, versions): (Vec<&str>, Vec<i64>) =
        batch.places().map(|(stream, version, _)| (stream.as_str(), raw(version.number()))).unzip();
    let found: Vec<(String, i64, Uuid, i64)> =
        query_as(FOUND).bind(streams).bind(versions).fetch_all(&mut **tx).await?;
    let found: HashMap<(String, u64), (Uuid, Position)> = found
        .into_iter()
        .map(|(stream, version, id, at)| ((stream, unsigned(version)), (id, position(at))))
        .collect();
    Ok(batch.judge(version, |stream, version| {
        found.get(&(stream.as_str().to_owned(), version.number())).copied()
    }))
}

async fn insert(tx: &mut Tx, batch: &Batch) -> sqlx::Result<Position> {
    let rows: Vec<(&StreamName, Version, &Fact)> = batch.places().collect();
    let facts = || rows.iter().map(|(_, _, fact)| *fact);
    let head: i64 = query_scalar(INSERT)
        .bind(count(rows.len()))
        .bind(rows.iter().map(|(stream, ..)| stream.as_str()).collect::<Vec<_>>())
        .bind(rows.iter().map(|(_, version, _)| raw(version.number())).collect::<Vec<_>>())
        .bind(facts().map(|fact| fact.id).collect::<Vec<_>>())
        .bind(facts().map(|fact| fact.kind.as_str()).collect::<Vec<_>>())
        .bind(facts().map(|fact| i64::from(fact.schema)).collect::<Vec<_>>())
        .bind(facts().map(|fact| Time(fact.at)).collect::<Vec<_>>())
        .bind(facts().map(|fact| fact.actor.as_deref()).collect::<Vec<_>>())
        .bind(facts().map(|fact| fact.correlation).collect::<Vec<_>>())
        .bind(facts().map(|fact| fact.causation).collect::<Vec<_>>())
        .bind(facts().map(|fact| fact.trace.as_deref()).collect::<Vec<_>>())
        .bind(facts().map(|fact| &*fact.payload).collect::<Vec<_>>())
        .bind(
            rows.iter()
                .map(|(stream, version, fact)| i64::from(checksum(stream, *version, fact)))
                .collect::<Vec<_>>(),
        )
        .bind(GROWN)
        .fetch_one(&mut **tx)
        .await?;
    Ok(position(head))
}

fn entry(row: Row) -> Result<Entry, Corrupt> {
    let (at, stream, version, id, kind, schema, moment, actor, correlation, causation, trace, payload, kept) =
        row;
    let corrupt = Corrupt(position(at));
    let fact = Fact {
        id,
        kind: Kind::stored(&kind),
        schema: schema.try_into().map_err(|_| corrupt)?,
        at: moment.into(),
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

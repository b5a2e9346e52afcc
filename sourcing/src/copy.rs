//! A store's events in a file, to be copied into another store: a line of JSON for each.
use std::collections::{HashSet, VecDeque};
use std::io::{self, BufRead, Write};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use crate::{
    Append, Batch, BatchRule, Conflict, Entry, EventStore, Fact, Key, Keys, Kind, Mark, NotAName, Outcome,
    Position, ReadError, Secret, StreamName, Unavailable, Version, checksum,
};

/// Events that are read at once.
const PAGE: usize = 1024;

/// Why nothing, or not all, was copied.
#[derive(Debug, Error)]
pub enum CopyError {
    /// The file can't be read or written.
    #[error("the file can't be read or written")]
    File(#[from] io::Error),
    /// It is not such a file, or not all of it.
    #[error("line {line} is not what was written there: {why}")]
    Torn {
        /// Which.
        line: u64,
        /// What is wrong with it.
        why: String,
    },
    /// The store has another past than the file.
    #[error("something else has happened in this store: {0}")]
    Elsewhere(String),
    /// What is in the store can't be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The store is away.
    #[error(transparent)]
    Away(#[from] Unavailable),
}

/// A line of such a file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    Event(Box<Written>),
    /// How far somebody had come who follows the store: never further than the file goes.
    Mark {
        name: String,
        position: Position,
    },
    /// Under which key events say who somebody is.
    Key {
        id: Uuid,
        person: Arc<str>,
        secret: [u8; 32],
    },
    /// The last line: so many events came before it.
    End {
        position: Position,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    position: Position,
    stream: String,
    version: Version,
    id: Uuid,
    kind: String,
    schema: u16,
    at: Timestamp,
    actor: Option<Arc<str>>,
    correlation: Uuid,
    causation: Option<Uuid>,
    trace: Option<Arc<str>>,
    payload: Arc<str>,
    checksum: u32,
}

/// Keys that are copied at once.
const KEYS: u16 = 1_000;

/// Writes all that has happened in a store, how far those have come who follow it, and the keys of people, if they are to be taken
/// along: without them nobody can say who anybody is in the copy. `mask` may change what is said before it is written. Gives
/// through where; `progress` is told.
pub async fn export(
    store: &dyn EventStore,
    keys: Option<&dyn Keys>,
    mask: impl Fn(&mut Entry),
    out: &mut impl Write,
    progress: impl Fn(Position, Position),
) -> Result<Position, CopyError> {
    // read first, so that no mark goes further than the events
    let marks = store.marks().await?;
    let end = store.head().await?.position;
    let mut at = Position::START;
    while at < end {
        let mut entries = store.read(at, PAGE).await?;
        entries.retain(|entry| entry.position <= end);
        at = entries.last().map_or(end, |last| last.position);
        for mut entry in entries {
            mask(&mut entry);
            put(out, &Line::Event(Box::new(entry.into())))?;
        }
        progress(at, end);
    }
    for (name, position) in marks {
        put(out, &Line::Mark { name: name.as_str().to_owned(), position })?;
    }
    if let Some(keys) = keys {
        put_keys(keys, out).await?;
    }
    put(out, &Line::End { position: end })?;
    out.flush()?;
    Ok(end)
}

async fn put_keys(keys: &dyn Keys, out: &mut impl Write) -> Result<(), CopyError> {
    let mut after = Uuid::nil();
    loop {
        let page = keys.list(after, KEYS).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        for Key { id, person, secret: Secret(secret) } in page {
            put(out, &Line::Key { id, person, secret })?;
        }
    }
}

fn put(out: &mut impl Write, line: &Line) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// Appends what a file has to a store in which nothing has happened, or nothing but what the file begins with: each event gets the
/// place that it had. The file is looked through before, so that one that is torn, or tells of another past, changes nothing.
/// Nobody else may append meanwhile. Those who follow are brought on first: what the file tells of had its effects elsewhere.
pub async fn import<R: BufRead>(
    store: &dyn EventStore,
    keys: &dyn Keys,
    open: impl Fn() -> io::Result<R>,
    progress: impl Fn(Position, Position),
) -> Result<Position, CopyError> {
    let Told { end, marks, people } = look_through(open()?)?;
    let there = store.head().await?.position;
    compare(store, open()?, there).await?;
    // a key is there before the events that name it; where all of them are, it may have been destroyed since
    for key in people.into_iter().filter(|_| there < end) {
        let known = keys.keep(key.clone()).await?;
        if known != key {
            return Err(CopyError::Elsewhere("somebody has another key here".to_owned()));
        }
    }
    for (name, position) in marks {
        bring_on(store, &name, position).await?;
    }
    let mut load = Load::default();
    for line in lines(open()?) {
        if let Line::Event(written) = line?.1
            && written.position > there
        {
            let entry = Entry::try_from(*written).map_err(CopyError::Elsewhere)?;
            if !load.has_room_for(&entry) {
                let at = std::mem::take(&mut load).append_to(store).await?;
                progress(at, end);
            }
            load.put(entry);
        }
    }
    load.append_to(store).await?;
    progress(end, end);
    Ok(end)
}

/// Refuses a store where something else happened, as far as it and the file go.
async fn compare(store: &dyn EventStore, file: impl BufRead, there: Position) -> Result<(), CopyError> {
    let mut known = VecDeque::new();
    for line in lines(file) {
        let Line::Event(written) = line?.1 else { break };
        if written.position > there {
            break;
        }
        if known.is_empty() {
            let before = Position::new(written.position.number().saturating_sub(1));
            known.extend(store.read(before, PAGE).await?);
        }
        let is_the_same = |entry: Entry| {
            let sum = checksum(&entry.stream, entry.version, &entry.fact);
            (entry.position, entry.fact.id, sum) == (written.position, written.id, written.checksum)
        };
        if !known.pop_front().is_some_and(is_the_same) {
            return Err(CopyError::Elsewhere(format!("event {} is another one", written.position)));
        }
    }
    Ok(())
}

/// Moves a mark that stands before there.
async fn bring_on(store: &dyn EventStore, name: &StreamName, through: Position) -> Result<(), CopyError> {
    let from = store.mark(name).await?;
    if let Ok(batch) = Batch::marked(vec![], Mark { name: name.clone(), from, through }) {
        store.append(batch).await?;
    }
    Ok(())
}

/// What a file tells beside its events.
struct Told {
    /// Through where it goes.
    end: Position,
    /// How far those had come who followed.
    marks: Vec<(StreamName, Position)>,
    /// The keys of people.
    people: Vec<Key>,
}

/// Whether it is all there.
fn look_through(file: impl BufRead) -> Result<Told, CopyError> {
    let (mut last, mut end, mut count) = (Position::START, None, 0);
    let (mut marks, mut people) = (vec![], vec![]);
    for line in lines(file) {
        let (number, line) = line?;
        count = number;
        let torn = |why: String| CopyError::Torn { line: number, why };
        match line {
            _ if end.is_some() => return Err(torn("it comes after the end".to_owned())),
            Line::Event(written) => {
                let entry = Entry::try_from(*written).map_err(torn)?;
                if entry.position != last.next() {
                    return Err(torn(format!("event {} is missing", last.next())));
                }
                last = entry.position;
            }
            Line::Mark { position, .. } if position > last => {
                return Err(torn("a mark goes further than the events".to_owned()));
            }
            Line::Mark { name, position } => {
                marks.push((StreamName::parse(&name).map_err(|error| torn(error.to_string()))?, position));
            }
            Line::Key { id, person, secret } => people.push(Key { id, person, secret: Secret(secret) }),
            Line::End { position } if position == last => end = Some(last),
            Line::End { .. } => return Err(torn("events are missing".to_owned())),
        }
    }
    let end = end.ok_or(CopyError::Torn { line: count + 1, why: "the end is missing".to_owned() })?;
    Ok(Told { end, marks, people })
}

fn lines(file: impl BufRead) -> impl Iterator<Item = Result<(u64, Line), CopyError>> {
    (1..).zip(file.lines()).map(|(number, line)| {
        let line = serde_json::from_str(&line?);
        line.map(|line| (number, line))
            .map_err(|error| CopyError::Torn { line: number, why: error.to_string() })
    })
}

/// Events that follow one another, to be appended at once: those of a stream stand together there.
#[derive(Default)]
struct Load {
    appends: Vec<Append>,
    streams: HashSet<StreamName>,
    count: usize,
    bytes: usize,
    last: Position,
}

impl Load {
    fn has_room_for(&self, entry: &Entry) -> bool {
        let goes_on = self.appends.last().is_some_and(|append| append.stream == entry.stream);
        let fits = self.count < Batch::MOST && self.bytes + entry.fact.payload.len() <= Batch::LARGEST;
        fits && (goes_on || !self.streams.contains(&entry.stream))
    }

    fn put(&mut self, entry: Entry) {
        let Entry { position, stream, version, fact } = entry;
        self.count += 1;
        self.bytes += fact.payload.len();
        self.last = position;
        match self.appends.last_mut() {
            Some(append) if append.stream == stream => append.facts.push(fact),
            _ => {
                self.streams.insert(stream.clone());
                let expected = Version::new(version.number().saturating_sub(1));
                self.appends.push(Append { stream, expected, facts: vec![fact] });
            }
        }
    }

    async fn append_to(self, store: &dyn EventStore) -> Result<Position, CopyError> {
        if self.appends.is_empty() {
            return Ok(self.last);
        }
        let before = store.head().await?.position.number();
        if before + self.count as u64 != self.last.number() {
            return Err(CopyError::Elsewhere(format!("something has happened at {before} meanwhile")));
        }
        let batch =
            Batch::new(self.appends).map_err(|rule: BatchRule| CopyError::Elsewhere(rule.to_string()))?;
        let at = match store.append(batch).await? {
            Outcome::Appended(at) | Outcome::Repeated(at) | Outcome::Overtaken(at) => at,
            Outcome::Conflict(conflict) => return Err(elsewhere(&conflict)),
        };
        if at == self.last {
            Ok(at)
        } else {
            Err(CopyError::Elsewhere(format!("event {} is at {at}", self.last)))
        }
    }
}

fn elsewhere(conflict: &Conflict) -> CopyError {
    CopyError::Elsewhere(conflict.to_string())
}

impl From<Entry> for Written {
    fn from(entry: Entry) -> Self {
        let checksum = checksum(&entry.stream, entry.version, &entry.fact);
        let Entry { position, stream, version, fact } = entry;
        let Fact { id, kind, schema, at, actor, correlation, causation, trace, payload } = fact;
        Self {
            position,
            stream: stream.as_str().to_owned(),
            version,
            id,
            kind: kind.as_str().to_owned(),
            schema,
            at,
            actor,
            correlation,
            causation,
            trace,
            payload,
            checksum,
        }
    }
}

impl TryFrom<Written> for Entry {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written {
            position, version, id, schema, at, actor, correlation, causation, trace, payload, ..
        } = written;
        let name = |error: NotAName| error.to_string();
        let stream = StreamName::parse(&written.stream).map_err(name)?;
        let kind = Kind::parse(&written.kind).map_err(name)?;
        let fact = Fact { id, kind, schema, at, actor, correlation, causation, trace, payload };
        Self::stored(position, stream, version, fact, written.checksum).map_err(|corrupt| corrupt.to_string())
    }
}

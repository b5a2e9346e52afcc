//! The events of what has nothing else.
use std::collections::HashMap;

use async_trait::async_trait;
use sourcing::{
    Batch, Entry, EventStore, Head, Mark, Outcome, Position, ReadError, Sieve, StreamName, Stretch,
    Unavailable, Verdict, Version,
};
use tokio::sync::watch;
use uuid::Uuid;

use crate::Memory;

/// All events in their places.
pub(crate) struct Events {
    store: Uuid,
    entries: Vec<Entry>,
    streams: HashMap<StreamName, Vec<usize>>,
    marks: HashMap<StreamName, Position>,
    head: watch::Sender<Position>,
}

impl Events {
    pub(crate) fn new(store: Uuid) -> Self {
        let head = watch::Sender::new(Position::START);
        Self { store, entries: vec![], streams: HashMap::new(), marks: HashMap::new(), head }
    }

    fn head(&self) -> Position {
        Position::START.plus(self.entries.len())
    }

    fn version(&self, stream: &StreamName) -> Version {
        Version::NONE.plus(self.streams.get(stream).map_or(0, Vec::len))
    }

    fn of<'a>(&'a self, stream: &StreamName, after: Version) -> impl Iterator<Item = &'a Entry> {
        let places = self.streams.get(stream).map_or(&[][..], Vec::as_slice);
        places.iter().skip(index(after.number())).map(|place| &self.entries[*place])
    }

    fn append(&mut self, batch: &Batch) -> Outcome {
        if let Some(mark) = batch.mark() {
            let at = self.mark(&mark.name);
            if at != mark.from {
                return Outcome::Overtaken(at);
            }
        }
        let found = |stream: &StreamName, version: Version| {
            let before = Version::new(version.number() - 1);
            self.of(stream, before).next().map(|entry| (entry.fact.id, entry.position))
        };
        let outcome = match batch.judge(|stream| self.version(stream), found) {
            Verdict::Conflict(conflict) => return Outcome::Conflict(conflict),
            Verdict::Repeated(position) => Outcome::Repeated(position),
            Verdict::Append => {
                for (stream, version, fact) in batch.places() {
                    let (position, stream, fact) = (self.head().next(), stream.clone(), fact.clone());
                    self.streams.entry(stream.clone()).or_default().push(self.entries.len());
                    self.entries.push(Entry { position, stream, version, fact });
                }
                Outcome::Appended(self.head())
            }
        };
        if let Some(mark) = batch.mark() {
            self.marks.insert(mark.name.clone(), mark.through);
        }
        self.head.send_replace(self.head());
        outcome
    }

    /// Moves a mark on, if it stands where it is to move from.
    pub(crate) fn move_on(&mut self, mark: Mark) -> bool {
        let is_there = self.mark(&mark.name) == mark.from;
        if is_there {
            self.marks.insert(mark.name, mark.through);
        }
        is_there
    }

    fn mark(&self, name: &StreamName) -> Position {
        self.marks.get(name).copied().unwrap_or_default()
    }
}

/// Where it stands in a list; one that is out of reach stays so.
fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[async_trait]
impl EventStore for Memory {
    async fn append(&self, batch: Batch) -> Result<Outcome, Unavailable> {
        Ok(self.world().events.append(&batch))
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        after: Version,
        limit: usize,
    ) -> Result<Vec<Entry>, ReadError> {
        Ok(self.world().events.of(stream, after).take(limit).cloned().collect())
    }

    async fn read(&self, after: Position, limit: usize) -> Result<Vec<Entry>, ReadError> {
        Ok(self.world().events.entries.iter().skip(index(after.number())).take(limit).cloned().collect())
    }

    async fn look(&self, sieve: &Sieve, stretch: Stretch, limit: usize) -> Result<Vec<Entry>, ReadError> {
        let entries = &self.world().events.entries;
        let known = entries.len().min(index(stretch.before.number().saturating_sub(1)));
        let behind = entries[..known].iter().skip(index(stretch.after.number()));
        let found = behind.rev().filter(|entry| sieve.lets_through(entry));
        Ok(found.take(limit).cloned().collect())
    }

    async fn head(&self) -> Result<Head, Unavailable> {
        let events = &self.world().events;
        Ok(Head { store: events.store, position: events.head() })
    }

    async fn mark(&self, name: &StreamName) -> Result<Position, Unavailable> {
        Ok(self.world().events.mark(name))
    }

    async fn marks(&self) -> Result<Vec<(StreamName, Position)>, Unavailable> {
        let mut marks: Vec<_> =
            self.world().events.marks.iter().map(|(name, position)| (name.clone(), *position)).collect();
        marks.sort_unstable();
        Ok(marks)
    }

    async fn grown(&self, after: Position) {
        let mut head = self.world().events.head.subscribe();
        // the sender lives as long as the store
        let _ = head.wait_for(|head| *head > after).await;
    }
}

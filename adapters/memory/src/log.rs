//! The log.
use std::collections::VecDeque;
use std::sync::Arc;

use async_trait::async_trait;
use domain::Timestamp;
use domain::ids::{AccountId, Snowflake};
use domain::realtime::{Envelope, LogId, Logged, Position, Topic};
use service::PortError;
use service::realtime::{EventLog, Head, ReadFrom, Slice, Whereabouts};
use uuid::Uuid;

use crate::Memory;

/// What happened, in its places: the first event stands right behind the floor.
pub(crate) struct Log {
    id: LogId,
    floor: Position,
    published: Position,
    events: VecDeque<Arc<Logged>>,
}

impl Log {
    pub(crate) fn new(id: LogId) -> Self {
        Self { id, floor: Position::START, published: Position::START, events: VecDeque::new() }
    }

    pub(crate) fn head(&self) -> Position {
        self.events.back().map_or(self.floor, |last| last.position)
    }

    /// Gives an event the next place; one that deletes something takes its words out of all before it.
    pub(crate) fn append(&mut self, envelope: Envelope) {
        if let Some(gone) = envelope.event.deletes() {
            self.blank(gone);
        }
        self.events.push_back(Arc::new(Logged { position: self.head().next(), envelope }));
    }

    fn blank(&mut self, gone: Snowflake) {
        let telling = |logged: &&mut Arc<Logged>| logged.envelope.event.carries_text_of() == Some(gone);
        for logged in self.events.iter_mut().filter(telling) {
            Arc::make_mut(logged).envelope.event.blank();
        }
    }

    /// Takes out what it says of somebody.
    pub(crate) fn forget(&mut self, who: AccountId) {
        for logged in self.events.iter_mut().filter(|logged| logged.envelope.event.speaks_of(who)) {
            let _ = Arc::make_mut(logged).envelope.forget(who);
        }
    }

    pub(crate) fn mark_published(&mut self, position: Position) {
        self.published = self.published.max(position);
    }

    /// What stands after a place.
    pub(crate) fn after(&self, position: Position) -> impl Iterator<Item = &Arc<Logged>> {
        let behind_floor = position.number().saturating_sub(self.floor.number());
        self.events.iter().skip(usize::try_from(behind_floor).unwrap_or(usize::MAX))
    }

    fn read(
        &self,
        wanted: impl Fn(&Logged) -> bool,
        after: Position,
        through: Position,
        limit: usize,
    ) -> ReadFrom {
        if after < self.floor {
            return ReadFrom::Trimmed(self.floor);
        }
        let part = self.after(after).take_while(|logged| logged.position <= through);
        let mut found = part.filter(|logged| wanted(logged)).cloned();
        let events: Vec<_> = found.by_ref().take(limit).collect();
        let end =
            if found.next().is_none() { through.min(self.head()).max(after) } else { last(&events, after) };
        ReadFrom::Slice(Slice { events, through: end })
    }

    /// Everything through this was trimmed.
    pub(crate) fn floor(&self) -> Position {
        self.floor
    }

    fn trim(&mut self, before: Timestamp, end: Position) -> Position {
        let old = |logged: &Arc<Logged>| logged.envelope.time < before && logged.position <= end;
        let dropped = self.events.iter().take_while(|logged| old(logged)).count();
        if let Some(last) = self.events.drain(..dropped).next_back() {
            self.floor = last.position;
        }
        self.floor
    }
}

fn last(events: &[Arc<Logged>], after: Position) -> Position {
    events.last().map_or(after, |logged| logged.position)
}

#[async_trait]
impl EventLog for Memory {
    async fn head(&self) -> Result<Head, PortError> {
        let log = &self.world().log;
        Ok(Head { log: log.id, position: log.head(), floor: log.floor, published: log.published })
    }

    async fn read(&self, after: Position, through: Position, limit: usize) -> Result<ReadFrom, PortError> {
        Ok(self.world().log.read(|_| true, after, through, limit))
    }

    async fn read_topics(
        &self,
        topics: &[Topic],
        after: Position,
        through: Position,
        limit: usize,
    ) -> Result<ReadFrom, PortError> {
        let wanted =
            |logged: &Logged| logged.envelope.event.topics().iter().any(|topic| topics.contains(topic));
        Ok(self.world().log.read(wanted, after, through, limit))
    }

    async fn whereabouts(&self, topic: &Topic, event: Uuid) -> Result<Whereabouts, PortError> {
        let world = self.world();
        let is_it = |envelope: &Envelope| envelope.id == event && envelope.event.topics().contains(topic);
        if let Some(logged) = world.log.events.iter().rev().find(|logged| is_it(&logged.envelope)) {
            return Ok(Whereabouts::At(logged.position));
        }
        Ok(if world.outbox.iter().any(is_it) { Whereabouts::Outbox } else { Whereabouts::Gone })
    }

    async fn trim(&self, before: Timestamp) -> Result<Position, PortError> {
        let world = &mut *self.world();
        let published = world.log.published;
        let end = world.hindmost().map_or(published, |place| place.min(published));
        world.announcements.retain(|told| told.at >= before);
        Ok(world.log.trim(before, end))
    }
}

//! The outbox, and the lease of the relay that empties it.
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use domain::realtime::{Logged, Position};
use jiff::SignedDuration;
use service::PortError;
use service::realtime::{Advance, Backlog, Epoch, Outbox};
use uuid::Uuid;

use crate::Memory;
use crate::world::World;

/// Who may empty the outbox, and until when.
#[derive(Default)]
pub(crate) struct Lease {
    epoch: i64,
    held: Option<(Uuid, Timestamp)>,
}

impl Lease {
    pub(crate) fn is_of(&self, epoch: Epoch) -> bool {
        self.epoch == epoch.0
    }

    /// Takes it, if nobody else's is running.
    pub(crate) fn acquire(&mut self, holder: Uuid, term: Duration, now: Timestamp) -> Option<Epoch> {
        if self.held.is_some_and(|(other, until)| other != holder && until > now) {
            return None;
        }
        self.held = Some((holder, end_of(term, now)));
        self.epoch += 1;
        Some(Epoch(self.epoch))
    }

    /// Prolongs it; whether it is still the one.
    pub(crate) fn renew(&mut self, epoch: Epoch, term: Duration, now: Timestamp) -> bool {
        if self.is_of(epoch) {
            self.held = self.held.map(|(holder, _)| (holder, end_of(term, now)));
        }
        self.is_of(epoch)
    }

    /// Gives it up, if it is still the one.
    pub(crate) fn release(&mut self, epoch: Epoch) {
        if self.is_of(epoch) {
            self.held = None;
        }
    }
}

pub(crate) fn end_of(term: Duration, now: Timestamp) -> Timestamp {
    SignedDuration::try_from(term).ok().and_then(|term| now.checked_add(term).ok()).unwrap_or(Timestamp::MAX)
}

#[async_trait]
impl Outbox for Memory {
    async fn acquire(&self, holder: Uuid, term: Duration) -> Result<Option<Epoch>, PortError> {
        let now = self.entropy.now();
        Ok(self.world().lease.acquire(holder, term, now))
    }

    async fn renew(&self, epoch: Epoch, term: Duration) -> Result<bool, PortError> {
        let now = self.entropy.now();
        Ok(self.world().lease.renew(epoch, term, now))
    }

    async fn release(&self, epoch: Epoch) -> Result<(), PortError> {
        self.world().lease.release(epoch);
        Ok(())
    }

    async fn advance(&self, epoch: Epoch, max: usize) -> Result<Advance, PortError> {
        let world = &mut *self.world();
        if world.lease.is_of(epoch) { Ok(Advance::Moved(world.advance(max))) } else { Ok(Advance::Fenced) }
    }

    async fn mark_published(&self, epoch: Epoch, position: Position) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let current = world.lease.is_of(epoch);
        if current {
            world.log.mark_published(position);
        }
        Ok(current)
    }

    async fn backlog(&self) -> Result<Backlog, PortError> {
        let world = self.world();
        let oldest = world.outbox.front().map(|envelope| envelope.time);
        Ok(Backlog { waiting: world.outbox.len() as u64, oldest })
    }

    async fn rung(&self) {
        self.bell.notified().await;
    }
}

impl World {
    fn advance(&mut self, max: usize) -> Vec<Arc<Logged>> {
        let before = self.log.head();
        let taken = self.outbox.len().min(max);
        for envelope in self.outbox.drain(..taken) {
            self.log.append(envelope);
        }
        self.log.after(before).cloned().collect()
    }
}

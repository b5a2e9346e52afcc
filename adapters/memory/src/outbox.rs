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
    fn is_of(&self, epoch: Epoch) -> bool {
        self.epoch == epoch.0
    }
}

fn end_of(term: Duration, now: Timestamp) -> Timestamp {
    SignedDuration::try_from(term).ok().and_then(|term| now.checked_add(term).ok()).unwrap_or(Timestamp::MAX)
}

#[async_trait]
impl Outbox for Memory {
    async fn acquire(&self, holder: Uuid, term: Duration) -> Result<Option<Epoch>, PortError> {
        let now = self.entropy.now();
        let lease = &mut self.world().lease;
        if lease.held.is_some_and(|(other, until)| other != holder && until > now) {
            return Ok(None);
        }
        lease.held = Some((holder, end_of(term, now)));
        lease.epoch += 1;
        Ok(Some(Epoch(lease.epoch)))
    }

    async fn renew(&self, epoch: Epoch, term: Duration) -> Result<bool, PortError> {
        let until = end_of(term, self.entropy.now());
        let lease = &mut self.world().lease;
        if !lease.is_of(epoch) {
            return Ok(false);
        }
        lease.held = lease.held.map(|(holder, _)| (holder, until));
        Ok(true)
    }

    async fn release(&self, epoch: Epoch) -> Result<(), PortError> {
        let lease = &mut self.world().lease;
        if lease.is_of(epoch) {
            lease.held = None;
        }
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

//! Leases by name, and where followers stand.
use std::time::Duration;

use async_trait::async_trait;
use domain::realtime::Position;
use service::PortError;
use service::duty::{Leases, Step, Stepped};
use service::realtime::Epoch;
use uuid::Uuid;

use crate::Memory;
use crate::outbox::Lease;
use crate::world::World;

/// What one at a time does.
#[derive(Default)]
pub(crate) struct Duty {
    lease: Lease,
    /// Through where it has followed the log, if it follows it.
    place: Option<Position>,
}

#[async_trait]
impl Leases for Memory {
    async fn acquire(
        &self,
        name: &'static str,
        holder: Uuid,
        term: Duration,
    ) -> Result<Option<Epoch>, PortError> {
        let now = self.entropy.now();
        Ok(self.world().duties.entry(name).or_default().lease.acquire(holder, term, now))
    }

    async fn renew(&self, name: &'static str, epoch: Epoch, term: Duration) -> Result<bool, PortError> {
        let now = self.entropy.now();
        Ok(self.world().duties.entry(name).or_default().lease.renew(epoch, term, now))
    }

    async fn release(&self, name: &'static str, epoch: Epoch) -> Result<(), PortError> {
        self.world().duties.entry(name).or_default().lease.release(epoch);
        Ok(())
    }

    async fn place(&self, follower: &'static str) -> Result<Position, PortError> {
        Ok(self.world().place(follower))
    }

    async fn step(&self, step: Step) -> Result<Stepped, PortError> {
        Ok(self.world().step(step))
    }
}

impl World {
    fn place(&self, follower: &str) -> Position {
        self.duties.get(follower).and_then(|duty| duty.place).unwrap_or(self.log.floor())
    }

    /// Takes a step, if the follower stands where it begins and its term is the newest. Whoever saves an effect looks here
    /// first.
    pub(crate) fn step(&mut self, step: Step) -> Stepped {
        let stands = self.place(step.follower) == step.from;
        match self.duties.get_mut(step.follower) {
            Some(duty) if stands && duty.lease.is_of(step.epoch) => {
                duty.place = Some(step.through);
                Stepped::Done
            }
            _ => Stepped::Fenced,
        }
    }

    /// Where the follower stands that is furthest behind.
    pub(crate) fn hindmost(&self) -> Option<Position> {
        self.duties.values().filter_map(|duty| duty.place).min()
    }
}

//! What duties ask of the world, and what a duty is.
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use domain::realtime::{Logged, Position};
use uuid::Uuid;

use crate::PortError;
use crate::realtime::Epoch;

/// Leases by name, and through where each follower has followed the log.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Leases: Send + Sync {
    /// Takes the lease of that name for `holder`, if nobody's is running, by the store's own clock. Each grant MUST have a
    /// higher epoch than all before it under that name; a holder that asks again gets a new one.
    async fn acquire(
        &self,
        name: &'static str,
        holder: Uuid,
        term: Duration,
    ) -> Result<Option<Epoch>, PortError>;

    /// Prolongs the lease; `false` if another has taken over since.
    async fn renew(&self, name: &'static str, epoch: Epoch, term: Duration) -> Result<bool, PortError>;

    /// Gives the lease up at once, unless another has taken over.
    async fn release(&self, name: &'static str, epoch: Epoch) -> Result<(), PortError>;

    /// Through where the follower of that name has followed the log; one that never took a step begins where the log does.
    /// The log is not trimmed further than its followers got.
    async fn place(&self, follower: &'static str) -> Result<Position, PortError>;

    /// Takes a step that has no effect. Of those who step from one place one gets on, and only under the newest epoch.
    async fn step(&self, step: Step) -> Result<Stepped, PortError>;
}

/// From one place in the log to another, to be saved together with the effect of what lies between.
///
/// A port that saves an effect MUST save both, or neither; and neither if the follower does not stand at `from` any more, or
/// `epoch` is not its newest. So each event has its effect exactly once, whoever was killed or overtaken meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Who follows.
    pub follower: &'static str,
    /// In which term.
    pub epoch: Epoch,
    /// Everything through this had its effect before.
    pub from: Position,
    /// Everything through this has its effect now.
    pub through: Position,
}

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stepped {
    /// It was taken, with its effect.
    Done,
    /// Another has taken over, or has been here before; nothing was saved.
    Fenced,
}

/// What follows from what happens.
#[async_trait]
pub trait Effect: Send + Sync {
    /// The name of its lease, and of its place in the log.
    fn name(&self) -> &'static str;

    /// Has the effect of these events saved, in order, together with the step.
    async fn take(&self, events: &[Arc<Logged>], step: Step) -> Result<Stepped, PortError>;
}

/// When a timer has something to do again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// At once: some of what is due was left.
    Now,
    /// Then, unless something comes up before.
    At(Timestamp),
    /// Nothing is known to come.
    Whenever,
}

/// What is done when its time has come.
#[async_trait]
pub trait Errand: Send + Sync {
    /// The name of its lease.
    fn name(&self) -> &'static str;

    /// Does some of what is due, and says when there is more. Whoever stood still and lost the lease may be at it too: what
    /// must happen once, the port that does it has to see to.
    async fn run(&self, now: Timestamp) -> Result<Due, PortError>;

    /// Why it goes on no more until somebody sees to it, if that is so.
    fn stopped_by(&self) -> Option<String> {
        None
    }
}

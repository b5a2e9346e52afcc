//! What carrying events asks of the world.
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::Recorded;
use domain::Timestamp;
use domain::identity::Digest;
use domain::ids::{AccountId, ListId};
use domain::reading::{Filters, ListFeed};
use domain::realtime::{Announcement, Handover, LogId, Logged, Passing, Position, Topic};
use uuid::Uuid;

use crate::PortError;

/// Which term of the relay: each new holder of the lease has a higher one, and what a former one still tries is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Epoch(pub i64);

/// What became of moving events into the log.
#[derive(Debug, Clone, PartialEq)]
pub enum Advance {
    /// These were moved, in the order of the outbox, with contiguous positions; none if nothing waits.
    Moved(Vec<Arc<Logged>>),
    /// Another relay has taken over; nothing was moved.
    Fenced,
}

/// What waits in the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backlog {
    /// Events.
    pub waiting: u64,
    /// Since when the oldest does.
    pub oldest: Option<Timestamp>,
}

/// The outbox, the lease of the one relay that empties it, and the log that it fills.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Takes the lease for `holder`, if nobody's is running, by the store's own clock. Each grant MUST have a higher
    /// epoch; a holder that asks again gets a new one.
    async fn acquire(&self, holder: Uuid, term: Duration) -> Result<Option<Epoch>, PortError>;

    /// Prolongs the lease; `false` if another has taken over since.
    async fn renew(&self, epoch: Epoch, term: Duration) -> Result<bool, PortError>;

    /// Gives the lease up at once, unless another has taken over.
    async fn release(&self, epoch: Epoch) -> Result<(), PortError>;

    /// Moves up to `max` events from the outbox to the log, all or nothing, giving each the next position; a fenced epoch
    /// moves nothing. In the same step the text of each post that one of them deletes is blanked wherever the log has it.
    async fn advance(&self, epoch: Epoch, max: usize) -> Result<Advance, PortError>;

    /// Remembers that everything through `position` was published; `false` if another relay has taken over.
    async fn mark_published(&self, epoch: Epoch, position: Position) -> Result<bool, PortError>;

    /// What waits.
    async fn backlog(&self) -> Result<Backlog, PortError>;

    /// Returns when something may have been put into the outbox. May return for nothing, may miss a ring: look each second as
    /// well. Dropping the future loses nothing.
    async fn rung(&self);
}

/// Where the log ends, and begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Which log.
    pub log: LogId,
    /// The last event; [`Position::START`] while there is none.
    pub position: Position,
    /// Everything through this was trimmed.
    pub floor: Position,
    /// Everything through this was published to the queue.
    pub published: Position,
}

/// A part of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// What was found, in order.
    pub events: Vec<Arc<Logged>>,
    /// Everything through this was looked at: read on from here.
    pub through: Position,
}

/// What reading from a position gave.
#[derive(Debug, Clone, PartialEq)]
pub enum ReadFrom {
    /// The part that follows it.
    Slice(Slice),
    /// What follows it was trimmed, through this.
    Trimmed(Position),
}

/// Where an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// It waits for the relay.
    Outbox,
    /// It is in the log, at this position.
    At(Position),
    /// It was trimmed, or never was.
    Gone,
}

/// The log, for readers.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Where it ends.
    async fn head(&self) -> Result<Head, PortError>;

    /// Up to `limit` events after a position and through another, contiguous. Checks the floor in the same step.
    async fn read(&self, after: Position, through: Position, limit: usize) -> Result<ReadFrom, PortError>;

    /// The same of those events only that belong to one of these topics; the work grows with what is found, not with what
    /// lies between.
    async fn read_topics(
        &self,
        topics: &[Topic],
        after: Position,
        through: Position,
        limit: usize,
    ) -> Result<ReadFrom, PortError>;

    /// Where an event of a topic is, and nothing in between. The younger it is, the less work that is.
    async fn whereabouts(&self, topic: &Topic, event: Uuid) -> Result<Whereabouts, PortError>;

    /// Drops the events before a moment, as a prefix, and gives the new floor. Never drops what was not published, or what a
    /// follower has not followed yet.
    async fn trim(&self, before: Timestamp) -> Result<Position, PortError>;
}

/// Carries events between servers, at least once, in no promised order: truth is in the log.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait EventQueue: Send + Sync {
    /// Publishes these events; returns when the queue has confirmed every one.
    async fn publish(&self, events: &[Arc<Logged>]) -> Result<(), PortError>;

    /// Tells something in passing to whoever listens now; returns when the queue took it. It may be lost, and MUST NOT take the
    /// place of an event or make one wait.
    async fn pass(&self, passing: &Arc<Passing>) -> Result<(), PortError>;

    /// Listens from now on, to everything.
    async fn subscribe(&self) -> Result<Box<dyn Subscription>, PortError>;
}

/// What a subscription gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Delivery {
    /// An event.
    Event(Arc<Logged>),
    /// Something that is kept nowhere.
    Passing(Arc<Passing>),
    /// The connection was made anew, or the queue ran over: something may be missing.
    Gap,
}

/// One listener of the queue.
#[async_trait]
pub trait Subscription: Send {
    /// The next delivery; `None` when it has ended for good and must be made anew. Dropping the future loses nothing.
    async fn next(&mut self) -> Option<Delivery>;
}

/// What people arranged for themselves that their streams go by.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Arrangements: Send + Sync {
    /// What an account filters.
    async fn filters_of(&self, owner: AccountId) -> Result<Filters, PortError>;

    /// A list with those who are in it, if it is this account's.
    async fn list_feed(&self, id: ListId, of: AccountId) -> Result<Option<ListFeed>, PortError>;
}

/// Keeps what connections to the gateway hand over, where every server finds it.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait HandoverRepository: Send + Sync {
    /// Keeps it under the digest of its key until a moment. What was kept until an earlier one than `now` goes.
    async fn hand_over(
        &self,
        digest: &Digest,
        handover: &Handover,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), PortError>;

    /// Gives what is kept under a digest, if its time is not over: once. Of many who ask at once, one MUST get it and the others
    /// nothing.
    async fn take_over(&self, digest: &Digest, now: Timestamp) -> Result<Option<Handover>, PortError>;
}

/// What a key was used for before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// The id of what was told then.
    pub id: Uuid,
    /// Its fingerprint.
    pub fingerprint: Uuid,
}

/// Tells things on topics.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait AnnouncementRepository: Send + Sync {
    /// Puts into the outbox what is told. A key that the same account used before, as far back as the log goes, answers what it was
    /// used for and MUST leave no trace: of many at once under one key, one is told.
    async fn announce(&self, announcement: Recorded<Announcement>) -> Result<Option<Earlier>, PortError>;
}

//! The event store: what contexts ask of the world that have nothing but events.
use std::error::Error;

use async_trait::async_trait;
use thiserror::Error;
use uuid::Uuid;

use crate::{Batch, Corrupt, Entry, Position, Sieve, StreamName, Stretch, Version};

/// The store is away or broken. Its words stay in the source chain.
#[derive(Debug, Error)]
#[error("the event store is not available")]
pub struct Unavailable(#[source] Box<dyn Error + Send + Sync>);

impl Unavailable {
    /// Wraps what a driver said.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(source.into())
    }
}

/// Why nothing was read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// Something was changed that must never change. Nothing after it is read.
    #[error(transparent)]
    Corrupt(#[from] Corrupt),
    /// Try again.
    #[error(transparent)]
    Away(#[from] Unavailable),
}

/// Which store, and how far it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Which: another one has other events at the same positions.
    pub store: Uuid,
    /// Of the last event.
    pub position: Position,
}

/// A stream is not where it was expected.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{stream} was expected at version {expected} and is at {current}")]
pub struct Conflict {
    /// Which.
    pub stream: StreamName,
    /// Where it was expected.
    pub expected: Version,
    /// Where it is.
    pub current: Version,
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was appended; the last event, or the head if there was none, is at this position.
    Appended(Position),
    /// It had been appended before, the last event at this position. Nothing was appended now.
    Repeated(Position),
    /// A stream is not where it was expected, or a part of the batch is there already. Nothing was appended.
    Conflict(Conflict),
    /// The mark stands here, and not where it had to. Nothing was appended.
    Overtaken(Position),
}

/// Keeps events for ever.
#[async_trait]
pub trait EventStore: Send + Sync {
    /// Appends a batch: all of it with its mark, or nothing. Positions MUST follow one another without a hole, in the order of
    /// the batch, and become visible in order: who has read up to one will never find another before it.
    ///
    /// The same ids again at the same places MUST be acknowledged, and nothing appended; a part of them, or a stream that is
    /// not where it was expected, is a conflict and MUST leave no trace. Of several that expect the same version one gets it.
    async fn append(&self, batch: Batch) -> Result<Outcome, Unavailable>;

    /// What happened in a stream after a version, in order, at most so much.
    async fn read_stream(
        &self,
        stream: &StreamName,
        after: Version,
        limit: usize,
    ) -> Result<Vec<Entry>, ReadError>;

    /// What happened anywhere after a position, in order, at most so much. An event that is not what was appended MUST be named.
    async fn read(&self, after: Position, limit: usize) -> Result<Vec<Entry>, ReadError>;

    /// What somebody looks for in a stretch, the last first, at most so much. An event that is not what was appended MUST be named.
    /// Nothing outside the stretch is read; of one stream, nothing outside that.
    async fn look(&self, sieve: &Sieve, stretch: Stretch, limit: usize) -> Result<Vec<Entry>, ReadError>;

    /// Which store it is, and how far it goes.
    async fn head(&self) -> Result<Head, Unavailable>;

    /// Where a mark stands; one that was never moved stands at the start.
    async fn mark(&self, name: &StreamName) -> Result<Position, Unavailable>;

    /// Where all marks stand that were ever moved, by their names.
    async fn marks(&self) -> Result<Vec<(StreamName, Position)>, Unavailable>;

    /// Returns soon after something was appended behind this position, by whomever; it may return without that.
    async fn grown(&self, after: Position);
}

/// What happened after a position as far as it can be read, at most so much; and what comes then that is not what was appended.
pub async fn read_to(
    store: &dyn EventStore,
    after: Position,
    limit: usize,
) -> Result<(Vec<Entry>, Option<Corrupt>), Unavailable> {
    let (mut limit, mut corrupt) = (limit, None);
    while limit > 0 {
        match store.read(after, limit).await {
            Ok(entries) => return Ok((entries, corrupt)),
            Err(ReadError::Away(error)) => return Err(error),
            // what comes before it is as it was
            Err(ReadError::Corrupt(found)) => {
                let before = found.0.before().number().saturating_sub(after.number());
                limit = usize::try_from(before).unwrap_or(usize::MAX).min(limit - 1);
                corrupt = Some(found);
            }
        }
    }
    Ok((vec![], corrupt))
}

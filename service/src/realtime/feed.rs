//! The feed: makes exactly once, in order, out of a queue that promises neither.
use std::sync::Arc;

use domain::realtime::{Event, LogId, Logged, Position};
use thiserror::Error;

use super::{EventLog, ReadFrom};
use crate::PortError;

/// Follows the log by its contiguous positions: drops what it has seen, and reads what is missing.
pub struct Feed {
    log: Arc<dyn EventLog>,
    id: LogId,
    position: Position,
}

/// Why a feed can't go on.
#[derive(Debug, Error)]
pub enum FeedError {
    /// The log is another one, or lost its end: positions of before mean nothing any more. Start anew.
    #[error("the event log is another one")]
    AnotherLog,
    /// The log can't be read now; nothing was skipped. Try again.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Feed {
    /// Events read in one step.
    const STEP: usize = 512;

    /// Begins at the end of the log. Subscribe to the queue first.
    pub async fn start(log: Arc<dyn EventLog>) -> Result<Self, PortError> {
        let head = log.head().await?;
        Ok(Self { log, id: head.log, position: head.position })
    }

    /// Which log.
    #[must_use]
    pub fn log(&self) -> LogId {
        self.id
    }

    /// The last event that was given out.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// Takes what the queue delivered, and gives out what follows now: nothing, the event, or what was missing before it too.
    /// On an error nothing is lost: the next call reads it again.
    pub async fn take(
        &mut self,
        event: Arc<Logged>,
        out: &mut impl FnMut(Arc<Logged>),
    ) -> Result<(), FeedError> {
        // a kind that is unknown here may only have been unknown to the relay, which then could not pass it on whole
        let whole = !matches!(event.envelope.event, Event::Unknown(_));
        if event.position == self.position.next() && whole {
            self.position = event.position;
            out(event);
        } else if event.position > self.position {
            self.read_through(event.position, out).await?;
        }
        Ok(())
    }

    /// Compares with the end of the log, and gives out what is missing. To be called once a second and after each gap.
    pub async fn look(&mut self, out: &mut impl FnMut(Arc<Logged>)) -> Result<(), FeedError> {
        let head = self.log.head().await?;
        if head.log != self.id || head.position < self.position {
            return Err(FeedError::AnotherLog);
        }
        self.read_through(head.position, out).await
    }

    async fn read_through(
        &mut self,
        end: Position,
        out: &mut impl FnMut(Arc<Logged>),
    ) -> Result<(), FeedError> {
        while self.position < end {
            let slice = match self.log.read(self.position, end, Self::STEP).await? {
                ReadFrom::Slice(slice) => slice,
                ReadFrom::Trimmed(_) => return Err(FeedError::AnotherLog),
            };
            if slice.events.is_empty() {
                return Ok(());
            }
            for event in slice.events {
                if event.position != self.position.next() {
                    return Err(FeedError::AnotherLog);
                }
                self.position = event.position;
                out(event);
            }
        }
        Ok(())
    }
}

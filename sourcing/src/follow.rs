//! Following the store from a place that is kept in it.
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use thiserror::Error;
use tokio::time::sleep;

use crate::store::read_to;
use crate::{
    Batch, Corrupt, Entry, EventStore, Mark, Outcome, Position, ReadError, Stopped, StreamName, Unavailable,
};

/// Why a follower did not get on.
#[derive(Debug, Error)]
pub enum Blocked {
    /// It goes on no more.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// Try again.
    #[error(transparent)]
    Away(#[from] Unavailable),
}

impl From<ReadError> for Blocked {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Corrupt(Corrupt(position)) => {
                Self::Stopped(Stopped { position, why: Corrupt(position).to_string() })
            }
            ReadError::Away(error) => Self::Away(error),
        }
    }
}

/// What a turn came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It came on, through there; there may be more.
    Moved(Position),
    /// There is nothing more at the moment.
    Idle(Position),
    /// Somebody else moved something meanwhile: it has to look again.
    Disturbed,
}

/// What became of one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// It is seen to.
    Past,
    /// It is not, because of somebody else.
    Disturbed,
}

/// What is done about each event.
#[async_trait]
pub(crate) trait Steps: Send + Sync {
    /// The name under which the store knows how far it has come.
    fn name(&self) -> StreamName;

    /// Sees to it that the place where it begins is known; whether it is.
    async fn begin(&self, follower: &Follower) -> Result<bool, Unavailable>;

    /// Sees to an event.
    async fn step(&self, entry: &Entry) -> Result<Step, Blocked>;
}

/// Goes through the store event by event, from where its mark stands.
pub(crate) struct Follower {
    pub(crate) store: Arc<dyn EventStore>,
    /// Events that are read at once.
    pub(crate) page: usize,
    /// How long a store that is away, or somebody who is at it as well, is left alone.
    pub(crate) pause: Duration,
}

impl Follower {
    pub(crate) async fn turn(&self, steps: &dyn Steps) -> Result<Turn, Blocked> {
        if !steps.begin(self).await? {
            return Ok(Turn::Disturbed);
        }
        let name = steps.name();
        let from = self.store.mark(&name).await?;
        let mut seen = from;
        let (entries, corrupt) = read_to(&*self.store, from, self.page).await?;
        for entry in entries {
            match steps.step(&entry).await {
                Ok(Step::Past) => seen = entry.position,
                Ok(Step::Disturbed) => {
                    self.pass(&name, from, seen).await?;
                    return Ok(Turn::Disturbed);
                }
                Err(blocked) => {
                    self.pass(&name, from, seen).await?;
                    return Err(blocked);
                }
            }
        }
        let came_on = self.pass(&name, from, seen).await?;
        if let Some(corrupt) = corrupt {
            return Err(ReadError::from(corrupt).into());
        }
        Ok(match came_on {
            false => Turn::Disturbed,
            true if seen == from => Turn::Idle(from),
            true => Turn::Moved(seen),
        })
    }

    /// Follows until it is dropped, or comes to something that it can't get over.
    pub(crate) async fn run(&self, steps: &dyn Steps) -> Stopped {
        loop {
            match self.turn(steps).await {
                Ok(Turn::Moved(_)) => {}
                Ok(Turn::Idle(at)) => self.store.grown(at).await,
                Ok(Turn::Disturbed) | Err(Blocked::Away(_)) => sleep(self.pause).await,
                Err(Blocked::Stopped(stopped)) => return stopped,
            }
        }
    }

    /// Past what leads to nothing more.
    pub(crate) async fn pass(
        &self,
        name: &StreamName,
        from: Position,
        through: Position,
    ) -> Result<bool, Unavailable> {
        match Batch::marked(vec![], Mark { name: name.clone(), from, through }) {
            Ok(batch) => came_on(&*self.store, batch).await,
            Err(_) => Ok(true),
        }
    }
}

/// Whether this batch brought its follower on.
pub(crate) async fn came_on(store: &dyn EventStore, batch: Batch) -> Result<bool, Unavailable> {
    Ok(match store.append(batch).await? {
        Outcome::Appended(_) | Outcome::Repeated(_) => true,
        Outcome::Conflict(_) | Outcome::Overtaken(_) => false,
    })
}

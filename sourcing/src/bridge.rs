//! Bridges: what happened next door becomes what happens here.
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use thiserror::Error;
use tokio::time::sleep;
use uuid::Uuid;

use crate::{
    Append, Batch, BatchRule, Corrupt, Entry, EventStore, Mark, Misread, Outcome, Position, ReadError,
    Stopped, StreamName, Unavailable,
};

/// Events that are read at once.
const PAGE: usize = 256;
/// How long a store that is away, or somebody who is at it as well, is left alone.
const PAUSE: Duration = Duration::from_millis(100);

/// What a neighbour's published events mean here.
#[async_trait]
pub trait Translation: Send + Sync {
    /// Its name, under which the store knows how far it has come.
    fn name(&self) -> StreamName;

    /// What is to be appended because of an event; nothing for most. It is asked again when a stream has moved on meanwhile.
    /// An event of a neighbour that it does not know MUST be an error: then it stops there.
    async fn translate(&self, entry: &Entry) -> Result<Vec<Append>, Untranslated>;
}

/// Why an event was not translated.
#[derive(Debug, Error)]
pub enum Untranslated {
    /// It can't be read, and must not be left out.
    #[error(transparent)]
    Misread(#[from] Misread),
    /// What it leads to can't be appended.
    #[error(transparent)]
    Rule(#[from] BatchRule),
    /// Try again.
    #[error(transparent)]
    Away(#[from] Unavailable),
}

/// Why a bridge did not get on.
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

/// Follows a neighbour. Its place is saved together with what it appends, so each event has its effect once, whoever is killed,
/// and however many do the same.
pub struct Bridge {
    store: Arc<dyn EventStore>,
    translation: Arc<dyn Translation>,
}

impl Bridge {
    /// A bridge within a store.
    #[must_use]
    pub fn new(store: Arc<dyn EventStore>, translation: Arc<dyn Translation>) -> Self {
        Self { store, translation }
    }

    /// Goes on from where the store says that it stands.
    pub async fn turn(&self) -> Result<Turn, Blocked> {
        let name = self.translation.name();
        let from = self.store.mark(&name).await?;
        let (mut at, mut seen) = (from, from);
        for entry in self.store.read(from, PAGE).await? {
            match self.translation.translate(&entry).await {
                Ok(appends) if appends.is_empty() => seen = entry.position,
                Ok(appends) => {
                    let mark = Mark { name: name.clone(), from: at, through: entry.position };
                    let batch = Batch::marked(appends, mark).map_err(|rule| stopped(&entry, &rule))?;
                    if !self.came_on(batch).await? {
                        return Ok(Turn::Disturbed);
                    }
                    (at, seen) = (entry.position, entry.position);
                }
                Err(Untranslated::Away(error)) => return Err(error.into()),
                Err(error) => {
                    self.pass(at, seen).await?;
                    return Err(stopped(&entry, &error).into());
                }
            }
        }
        Ok(match self.pass(at, seen).await? {
            false => Turn::Disturbed,
            true if seen == from => Turn::Idle(from),
            true => Turn::Moved(seen),
        })
    }

    /// Follows until it is dropped, or comes to something that it can't get over.
    pub async fn run(&self) -> Stopped {
        loop {
            match self.turn().await {
                Ok(Turn::Moved(_)) => {}
                Ok(Turn::Idle(at)) => self.store.grown(at).await,
                Ok(Turn::Disturbed) | Err(Blocked::Away(_)) => sleep(PAUSE).await,
                Err(Blocked::Stopped(stopped)) => return stopped,
            }
        }
    }

    /// Past what leads to nothing.
    async fn pass(&self, at: Position, through: Position) -> Result<bool, Blocked> {
        let mark = Mark { name: self.translation.name(), from: at, through };
        match Batch::marked(vec![], mark) {
            Ok(batch) => self.came_on(batch).await,
            Err(_) => Ok(true),
        }
    }

    async fn came_on(&self, batch: Batch) -> Result<bool, Blocked> {
        Ok(match self.store.append(batch).await? {
            Outcome::Appended(_) | Outcome::Repeated(_) => true,
            Outcome::Conflict(_) | Outcome::Overtaken(_) => false,
        })
    }
}

fn stopped(at: &Entry, why: &dyn std::error::Error) -> Stopped {
    Stopped { position: at.position, why: why.to_string() }
}

impl Entry {
    /// The id of event number `n` that this one leads to by somebody: the same whenever it is asked for.
    #[must_use]
    pub fn leads_to(&self, by: &StreamName, n: usize) -> Uuid {
        Uuid::new_v5(&self.fact.id, format!("{by}.{n}").as_bytes())
    }
}

//! Bridges: what happened next door becomes what happens here.
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use thiserror::Error;
use uuid::Uuid;

use crate::follow::{Follower, Step, Steps, came_on};
use crate::{
    Append, Batch, BatchRule, Blocked, Entry, EventStore, Mark, Misread, Position, Stopped, StreamName, Turn,
    Unavailable,
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

/// Follows a neighbour. Its place is saved together with what it appends, so each event has its effect once, whoever is killed,
/// and however many do the same.
pub struct Bridge {
    follower: Follower,
    translation: Arc<dyn Translation>,
}

impl Bridge {
    /// A bridge within a store.
    #[must_use]
    pub fn new(store: Arc<dyn EventStore>, translation: Arc<dyn Translation>) -> Self {
        Self { follower: Follower { store, page: PAGE, pause: PAUSE }, translation }
    }

    /// Goes on from where the store says that it stands.
    pub async fn turn(&self) -> Result<Turn, Blocked> {
        self.follower.turn(self).await
    }

    /// Follows until it is dropped, or comes to something that it can't get over.
    pub async fn run(&self) -> Stopped {
        self.follower.run(self).await
    }
}

#[async_trait]
impl Steps for Bridge {
    fn name(&self) -> StreamName {
        self.translation.name()
    }

    async fn step(&self, entry: &Entry, at: Position) -> Result<Step, Blocked> {
        let appends = match self.translation.translate(entry).await {
            Ok(appends) if appends.is_empty() => return Ok(Step::Past),
            Ok(appends) => appends,
            Err(Untranslated::Away(error)) => return Err(error.into()),
            Err(error) => return Err(stopped(entry, &error).into()),
        };
        let mark = Mark { name: self.name(), from: at, through: entry.position };
        let batch = Batch::marked(appends, mark).map_err(|rule| stopped(entry, &rule))?;
        Ok(if came_on(&*self.follower.store, batch).await? { Step::Kept } else { Step::Disturbed })
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

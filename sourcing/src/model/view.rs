//! The readers' side of a model.
use std::ops::Deref;
use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};
use tokio::sync::watch;

use super::{Model, Shown, Stopped};
use crate::Position;

/// How far a model has come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// Through where events were read; while it loads, they are not shown yet.
    pub read: Position,
    /// Through where events are shown.
    pub shown: Position,
    /// Through where it has to load before it is shown at all.
    pub goal: Position,
    /// Whether it is loaded.
    pub loaded: bool,
    /// What it could not get over, if it goes on no more.
    pub stopped: Option<Stopped>,
    /// Whether the store could not be asked when it was asked last: what is shown may be old.
    pub away: bool,
    /// How often its writer found both copies in use and made another.
    pub copies: u64,
}

impl Progress {
    /// Whether requests may be answered by it.
    #[must_use]
    pub fn ready(&self) -> bool {
        self.loaded && self.stopped.is_none()
    }
}

/// A handle to a model, for those who read it.
pub struct View<M> {
    pub(super) shown: Arc<ArcSwap<Shown<M>>>,
    pub(super) progress: watch::Receiver<Progress>,
}

impl<M> Clone for View<M> {
    fn clone(&self) -> Self {
        Self { shown: self.shown.clone(), progress: self.progress.clone() }
    }
}

/// What somebody reads. It stays as it is; to be held for a moment, never over an `await`.
pub struct Seen<M>(Guard<Arc<Shown<M>>>);

impl<M> Deref for Seen<M> {
    type Target = Shown<M>;

    fn deref(&self) -> &Shown<M> {
        &self.0
    }
}

impl<M: Model> View<M> {
    /// The model as it is: no lock, no I/O, no waiting.
    #[must_use]
    pub fn read(&self) -> Seen<M> {
        Seen(self.shown.load())
    }

    /// How far it has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress.borrow().clone()
    }

    /// Returns when it is loaded: before that it shows less than there was when it began.
    pub async fn loaded(&self) -> Result<(), Stopped> {
        let mut progress = self.progress.clone();
        let over = |progress: &Progress| progress.loaded || progress.stopped.is_some();
        let outcome = progress.wait_for(over).await.map(|progress| progress.clone());
        match outcome {
            Ok(Progress { stopped: Some(stopped), .. }) => Err(stopped),
            Ok(_) => Ok(()),
            Err(_) => Err(gone(self.progress().read)),
        }
    }

    /// Returns when it shows everything through a position: so that who has just changed something reads it.
    pub async fn reached(&self, position: Position) -> Result<(), Stopped> {
        let mut progress = self.progress.clone();
        let there = |progress: &Progress| progress.shown >= position || progress.stopped.is_some();
        let outcome = progress.wait_for(there).await.map(|progress| progress.clone());
        match outcome {
            Ok(progress) if progress.shown >= position => Ok(()),
            Ok(Progress { stopped: Some(stopped), .. }) => Err(stopped),
            Ok(Progress { read, .. }) => Err(gone(read)),
            Err(_) => Err(gone(self.progress().read)),
        }
    }
}

fn gone(read: Position) -> Stopped {
    Stopped { position: read.next(), why: "nobody brings it up to date any more".to_owned() }
}

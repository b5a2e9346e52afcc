//! The readers' side of a model.
use std::io;
use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::{ArcSwap, Guard};
use tokio::sync::watch;
use uuid::Uuid;

use super::reads::Reads;
use super::{Kept, Model, Reading, Shown, Snapshots, Stopped};
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
    /// Events that were applied.
    pub applied: u64,
    /// How often events were applied, some at once.
    pub writes: u64,
    /// How long that took in all.
    pub writing: Duration,
    /// Through where the snapshot went that it began with, if it began with one.
    pub restored: Position,
}

impl Progress {
    /// Whether requests may be answered by it.
    #[must_use]
    pub fn ready(&self) -> bool {
        self.loaded && self.stopped.is_none()
    }
}

/// How far a model has come, for those who do not read it.
#[derive(Clone)]
pub struct Pace {
    progress: watch::Receiver<Progress>,
    reads: Arc<Reads>,
}

/// A handle to a model, for those who read it.
pub struct View<M> {
    shown: Arc<ArcSwap<Shown<M>>>,
    pace: Pace,
}

impl<M> Clone for View<M> {
    fn clone(&self) -> Self {
        Self { shown: self.shown.clone(), pace: self.pace.clone() }
    }
}

/// What somebody reads. It stays as it is; to be held for a moment, never over an `await`.
pub struct Seen<M> {
    shown: Guard<Arc<Shown<M>>>,
    timed: Option<(Instant, Arc<Reads>)>,
}

impl<M> Deref for Seen<M> {
    type Target = Shown<M>;

    fn deref(&self) -> &Shown<M> {
        &self.shown
    }
}

impl<M> Drop for Seen<M> {
    fn drop(&mut self) {
        if let Some((began, reads)) = self.timed.take() {
            reads.end(began);
        }
    }
}

impl<M> Deref for View<M> {
    type Target = Pace;

    fn deref(&self) -> &Pace {
        &self.pace
    }
}

impl<M: Model> View<M> {
    pub(super) fn new(shown: Arc<ArcSwap<Shown<M>>>, progress: watch::Receiver<Progress>) -> Self {
        Self { shown, pace: Pace { progress, reads: Arc::default() } }
    }

    /// The model as it is: no lock, no I/O, no waiting.
    #[must_use]
    pub fn read(&self) -> Seen<M> {
        let timed = self.pace.reads.begin().map(|began| (began, self.pace.reads.clone()));
        Seen { shown: self.shown.load(), timed }
    }
}

impl Pace {
    /// How far it has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress.borrow().clone()
    }

    /// How often it was read.
    #[must_use]
    pub fn reading(&self) -> Reading {
        self.reads.sum()
    }

    /// Returns when it is loaded: before that it shows less than there was when it began.
    pub async fn loaded(&self) -> Result<(), Stopped> {
        self.come(|progress| progress.loaded).await
    }

    /// Returns when it shows everything through a position: so that who has just changed something reads it.
    pub async fn reached(&self, position: Position) -> Result<(), Stopped> {
        self.come(|progress| progress.shown >= position).await
    }

    async fn come(&self, there: impl Fn(&Progress) -> bool) -> Result<(), Stopped> {
        let mut progress = self.progress.clone();
        let over = |progress: &Progress| there(progress) || progress.stopped.is_some();
        let outcome = progress.wait_for(over).await.map(|progress| progress.clone());
        match outcome {
            Ok(progress) if there(&progress) => Ok(()),
            Ok(Progress { stopped: Some(stopped), .. }) => Err(stopped),
            Ok(Progress { read, .. }) => Err(gone(read)),
            Err(_) => Err(gone(self.progress().read)),
        }
    }

    /// Why it goes on no more, if it does not.
    #[must_use]
    pub fn standstill(&self) -> Option<Stopped> {
        let Progress { stopped, read, .. } = self.progress();
        // a task that ended without a word has left its model as it was
        stopped.or_else(|| self.progress.has_changed().is_err().then(|| gone(read)))
    }
}

/// A model, whatever it is: how far it has come, and what follows from what happened.
pub trait Watched: Send + Sync {
    /// What it is called.
    fn name(&self) -> &'static str;
    /// How far it has come.
    fn pace(&self) -> &Pace;
    /// How many things it knows.
    fn size(&self) -> usize;
    /// All that it knows, and through where: the same bytes wherever the same happened.
    fn written(&self) -> (Position, Vec<u8>);
    /// Keeps it; through where what was kept goes. Blocks.
    fn keep(&self, snapshots: &Snapshots, store: Uuid) -> io::Result<Position>;
}

impl<M: Kept> Watched for View<M> {
    fn name(&self) -> &'static str {
        M::NAME
    }

    fn pace(&self) -> &Pace {
        &self.pace
    }

    fn size(&self) -> usize {
        self.read().model.size()
    }

    fn written(&self) -> (Position, Vec<u8>) {
        let seen = self.read();
        (seen.at, seen.model.save())
    }

    fn keep(&self, snapshots: &Snapshots, store: Uuid) -> io::Result<Position> {
        let seen = self.read();
        snapshots.keep(&seen, store)?;
        Ok(seen.at)
    }
}

fn gone(read: Position) -> Stopped {
    Stopped { position: read.next(), why: "nobody brings it up to date any more".to_owned() }
}

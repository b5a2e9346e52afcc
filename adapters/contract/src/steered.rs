//! A store of events that does what a test says: it holds back, loses an answer, is spoilt in one place, or goes by another name.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use sourcing::{
    Batch, Corrupt, Entry, EventStore, Head, Outcome, Position, ReadError, Sieve, StreamName, Stretch,
    Unavailable, Version,
};
use tokio::sync::watch;
use uuid::Uuid;

use crate::race::soon;

/// Where everybody passes, until it is shut.
pub struct Gate {
    come: watch::Sender<usize>,
    admitted: watch::Sender<usize>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { come: watch::Sender::new(0), admitted: watch::Sender::new(usize::MAX) }
    }
}

impl Gate {
    /// How many have come so far.
    #[must_use]
    pub fn come(&self) -> usize {
        *self.come.borrow()
    }

    /// From now on so many pass; whoever comes behind them waits.
    pub fn shut_behind(&self, count: usize) {
        self.admitted.send_replace(self.come() + count);
    }

    /// All pass.
    pub fn open(&self) {
        self.admitted.send_replace(usize::MAX);
    }

    /// Returns when so many have come in all.
    pub async fn reached(&self, count: usize) {
        let mut come = self.come.subscribe();
        soon("they come", come.wait_for(|come| *come >= count)).await.unwrap();
    }

    async fn pass(&self) {
        let mut place = 0;
        self.come.send_modify(|come| {
            *come += 1;
            place = *come;
        });
        let mut admitted = self.admitted.subscribe();
        // the gate is there as long as whoever waits at it
        let _ = admitted.wait_for(|admitted| place <= *admitted).await;
    }
}

/// A store that does what a test says.
pub struct Steered {
    store: Arc<dyn EventStore>,
    name: Option<Uuid>,
    torn: Option<Position>,
    loses: AtomicBool,
    /// Through here goes whatever is to be appended.
    pub appends: Gate,
    /// And through here what a stream says, before whoever asked is told.
    pub looks: Gate,
}

impl Steered {
    /// One that does what the other does, so far.
    #[must_use]
    pub fn over(store: Arc<dyn EventStore>) -> Self {
        let (appends, looks) = (Gate::default(), Gate::default());
        Self { store, name: None, torn: None, loses: AtomicBool::new(false), appends, looks }
    }

    /// The same by another name.
    #[must_use]
    pub fn called(store: Arc<dyn EventStore>, name: Uuid) -> Self {
        Self { name: Some(name), ..Self::over(store) }
    }

    /// The same, in which what stands there was changed.
    #[must_use]
    pub fn torn(store: Arc<dyn EventStore>, at: u64) -> Self {
        Self { torn: Some(Position::new(at)), ..Self::over(store) }
    }

    /// What is appended next is so, and nobody is told.
    pub fn lose_the_next_answer(&self) {
        self.loses.store(true, Ordering::Relaxed);
    }
}

#[async_trait]
impl EventStore for Steered {
    async fn append(&self, batch: Batch) -> Result<Outcome, Unavailable> {
        self.appends.pass().await;
        let outcome = self.store.append(batch).await?;
        if self.loses.swap(false, Ordering::Relaxed) {
            return Err(Unavailable::new("the connection broke"));
        }
        Ok(outcome)
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        after: Version,
        limit: usize,
    ) -> Result<Vec<Entry>, ReadError> {
        let read = self.store.read_stream(stream, after, limit).await;
        self.looks.pass().await;
        read
    }

    async fn read(&self, after: Position, limit: usize) -> Result<Vec<Entry>, ReadError> {
        let entries = self.store.read(after, limit).await?;
        match self.torn.filter(|torn| entries.iter().any(|entry| entry.position == *torn)) {
            Some(torn) => Err(Corrupt(torn).into()),
            None => Ok(entries),
        }
    }

    async fn look(&self, sieve: &Sieve, stretch: Stretch, limit: usize) -> Result<Vec<Entry>, ReadError> {
        self.store.look(sieve, stretch, limit).await
    }

    async fn head(&self) -> Result<Head, Unavailable> {
        let head = self.store.head().await?;
        Ok(Head { store: self.name.unwrap_or(head.store), ..head })
    }

    async fn mark(&self, name: &StreamName) -> Result<Position, Unavailable> {
        self.store.mark(name).await
    }

    async fn marks(&self) -> Result<Vec<(StreamName, Position)>, Unavailable> {
        self.store.marks().await
    }

    async fn grown(&self, after: Position) {
        self.store.grown(after).await;
    }
}

//! As many write to sockets as there are cores.
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::available_parallelism;

use service::realtime::Flusher;
use tokio::task::JoinSet;

/// Those who write past the tasks of connections.
pub(crate) struct Flushing {
    flushers: Vec<Arc<Flusher>>,
    /// Connections that were given one.
    given: AtomicUsize,
}

impl Flushing {
    pub(crate) fn new() -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        let flushers = (0..cores).map(|_| Arc::default()).collect();
        Self { flushers, given: AtomicUsize::new(0) }
    }

    /// The one who writes to the next connection: each has as many as the others.
    pub(crate) fn next(&self) -> Arc<Flusher> {
        let given = self.given.fetch_add(1, Ordering::Relaxed);
        Arc::clone(&self.flushers[given % self.flushers.len()])
    }

    /// Has them write, until what this gives is dropped.
    pub(crate) fn run(&self) -> JoinSet<()> {
        let flushers = self.flushers.iter().cloned();
        flushers.map(write).collect()
    }
}

/// Writes, and lets others use the thread in between.
async fn write(flusher: Arc<Flusher>) {
    loop {
        flusher.turn().await;
        tokio::task::yield_now().await;
    }
}

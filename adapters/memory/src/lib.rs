//! The reference store, in memory.
#![doc = include_str!("../README.md")]

mod accounts;
mod announcements;
mod apps;
mod channels;
mod claims;
mod codes;
mod conversations;
mod credentials;
mod departures;
mod duties;
mod edits;
mod events;
mod eyes;
mod filters;
mod follows;
mod foreign;
mod handovers;
mod keys;
mod letters;
mod lists;
mod log;
mod marks;
mod media;
mod news;
mod notifications;
mod outbox;
mod people_keys;
mod polls;
mod portraits;
mod posts;
mod relations;
mod reports;
mod requests;
mod scheduled;
mod search;
mod sessions;
mod tag_follows;
mod timelines;
mod tokens;
mod views;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::realtime::LogId;
use service::Entropy;
use tokio::sync::Notify;

use world::World;

/// A handle to a store that lives as long as somebody holds one; clones are handles to the same store.
#[derive(Clone)]
pub struct Memory {
    world: Arc<Mutex<World>>,
    bell: Arc<Notify>,
    entropy: Arc<dyn Entropy>,
}

impl Memory {
    /// An empty store that goes by this clock.
    #[must_use]
    pub fn new(entropy: Arc<dyn Entropy>) -> Self {
        let bell = Arc::new(Notify::new());
        let world = World::new(LogId(entropy.uuid()), bell.clone());
        Self { world: Arc::new(Mutex::new(world)), bell, entropy }
    }

    /// Begins a transaction: it ends with the guard.
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! One reader for all models: what happened is read once, and each model is told what it goes by.
use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use super::{Kept, Projection, Snapshots, Stopped};
use crate::{Corrupt, Entry, EventStore, Head, Position, ReadError};

/// Events that are applied before they are shown. Some milliseconds' worth.
const PAGE: usize = 1024;
/// How long a store that is away is left alone.
const PAUSE: Duration = Duration::from_millis(250);

/// What is brought up to date, whatever its model.
pub(super) trait Follows: Send {
    /// What it is called.
    fn name(&self) -> &'static str;
    /// Through where it was told; else why it goes on no more.
    fn read(&self) -> Result<Position, Stopped>;
    /// Goes on from what was kept, if that is newer; and is loaded when it is as far as that.
    fn begin(&mut self, snapshots: Option<&Snapshots>, head: Head);
    /// Is told what happened after a place that it has come to or is past; `all` if there is no more at the moment.
    fn take(&mut self, entries: &[Entry], all: bool);
    /// Goes on no more.
    fn stop(&mut self, why: &Stopped);
    /// The store can't be asked.
    fn wait(&mut self);
}

/// Follows a store for several models.
pub struct Feed {
    store: Arc<dyn EventStore>,
    models: Vec<Box<dyn Follows>>,
    snapshots: Option<Snapshots>,
    on_stop: fn(&'static str, &Stopped),
}

impl Feed {
    /// Nobody follows yet. Of each model that goes on no more it is told why, at once.
    #[must_use]
    pub fn new(store: Arc<dyn EventStore>, on_stop: fn(&'static str, &Stopped)) -> Self {
        Self { store, models: vec![], snapshots: None, on_stop }
    }

    /// This one follows too.
    #[must_use]
    pub fn to<M: Kept>(mut self, projection: Projection<M>) -> Self {
        self.models.push(Box::new(projection));
        self
    }

    /// They begin with what was kept there.
    #[must_use]
    pub fn from(self, snapshots: Snapshots) -> Self {
        Self { snapshots: Some(snapshots), ..self }
    }

    /// Follows until it is dropped, or no model goes on: each stops at what it must not leave out and can't read, and holds up no
    /// other. Returns when the last one has stopped.
    pub async fn run(mut self) {
        let head = loop {
            match self.store.head().await {
                Ok(head) => break head,
                Err(_) => self.wait().await,
            }
        };
        for model in &mut self.models {
            model.begin(self.snapshots.as_ref(), head);
        }
        while let Some(after) = self.models.iter().filter_map(|model| model.read().ok()).min() {
            self.step(after).await;
            let on_stop = self.on_stop;
            self.models.retain(|model| {
                let stopped = model.read().err();
                if let Some(stopped) = &stopped {
                    on_stop(model.name(), stopped);
                }
                stopped.is_none()
            });
        }
    }

    async fn step(&mut self, after: Position) {
        match self.store.read(after, PAGE).await {
            Ok(entries) => {
                let all = entries.len() < PAGE;
                for model in &mut self.models {
                    model.take(&entries, all);
                }
                // who stopped is told of first
                if all && self.models.iter().all(|model| model.read().is_ok()) {
                    self.store.grown(entries.last().map_or(after, |last| last.position)).await;
                }
            }
            Err(ReadError::Away(_)) => self.wait().await,
            Err(ReadError::Corrupt(Corrupt(position))) => {
                let why = Stopped { position, why: Corrupt(position).to_string() };
                for model in &mut self.models {
                    model.stop(&why);
                }
            }
        }
    }

    async fn wait(&mut self) {
        for model in &mut self.models {
            model.wait();
        }
        sleep(PAUSE).await;
    }
}

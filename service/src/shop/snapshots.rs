//! What is read is kept in files, now and then and at the end, so that the next start need not read everything again.
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

use sourcing::{Position, Snapshots, Watched};
use tokio::sync::oneshot;
use tokio::time::sleep;
use uuid::Uuid;

use super::Shop;

/// How often models are kept that have changed. A start has to read at the most what happened in so long.
const EACH: Duration = Duration::from_mins(5);

/// Where models are kept, and how far they are.
#[derive(Clone, Default)]
pub(super) struct KeptModels {
    snapshots: Option<Snapshots>,
    through: Arc<Mutex<HashMap<&'static str, Position>>>,
}

impl KeptModels {
    pub(super) fn snapshots(&self) -> Option<&Snapshots> {
        self.snapshots.as_ref()
    }

    /// When a model was kept last.
    pub(super) fn kept_at(&self, model: &str) -> Option<SystemTime> {
        self.snapshots.as_ref()?.kept_at(model)
    }

    fn keep(&self, model: &dyn Watched, store: Uuid) -> Result<(), String> {
        let Some(snapshots) = &self.snapshots else { return Ok(()) };
        let progress = model.pace().progress();
        let known = {
            let through = self.through.lock().unwrap_or_else(PoisonError::into_inner);
            through.get(model.name()).copied().unwrap_or(progress.restored)
        };
        if !progress.loaded || progress.shown <= known {
            return Ok(());
        }
        let at = model.keep(snapshots, store).map_err(|error| format!("{}: {error}", model.name()))?;
        self.through.lock().unwrap_or_else(PoisonError::into_inner).insert(model.name(), at);
        Ok(())
    }
}

impl Shop {
    /// The same, whose models are kept in a folder; they begin with what is there.
    #[must_use]
    pub fn kept_in(self, folder: PathBuf) -> Self {
        let kept = KeptModels { snapshots: Some(Snapshots::new(folder)), ..KeptModels::default() };
        Self { kept, ..self }
    }

    /// Keeps the models that have changed. One that can't be kept is told of: the next start reads more.
    pub async fn keep(&self) {
        if self.kept.snapshots.is_none() {
            return;
        }
        let Ok(head) = self.store.head().await else { return };
        let (models, kept) = (self.models.clone(), self.kept.clone());
        let (done, over) = oneshot::channel();
        let work = move || {
            let failed = models.iter().filter_map(|model| kept.keep(&**model, head.store).err());
            // nobody waits any more, then
            let _ = done.send(failed.collect::<Vec<_>>());
        };
        // it blocks, and must not hold up a task
        let began = thread::Builder::new().name("snapshots".to_owned()).spawn(work);
        let failed = match began {
            Ok(_) => over.await.unwrap_or_default(),
            Err(error) => vec![error.to_string()],
        };
        for why in failed {
            tracing::warn!(why, "a model was not kept");
        }
    }

    pub(super) async fn keep_now_and_then(&self) {
        loop {
            sleep(EACH).await;
            self.keep().await;
        }
    }
}

//! Where pictures are developed: off the runtime, and few at once.
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use domain::media::{Extent, MediaRule};
use service::PortError;
use service::media::{Cropped, DevelopError, Developed, PictureMaker};
use thiserror::Error;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::develop::{crop, develop};

/// Pictures that are developed at once: each may take a processor and 200 MB.
const AT_ONCE: usize = 2;
/// Pictures that may wait for their turn.
const WAITING: usize = 16;

/// Develops pictures.
#[derive(Debug, Clone)]
pub struct Darkroom {
    /// A place in the line; there are few.
    line: Arc<Semaphore>,
    tables: Arc<Semaphore>,
}

#[derive(Debug, Error)]
#[error("too many pictures wait")]
struct Crowded;

fn crowded() -> PortError {
    PortError::new("the darkroom", Crowded)
}

impl Default for Darkroom {
    fn default() -> Self {
        Self { line: Arc::new(Semaphore::new(AT_ONCE + WAITING)), tables: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

#[async_trait]
impl PictureMaker for Darkroom {
    async fn develop(&self, bytes: Bytes, salt: Uuid) -> Result<Developed, DevelopError> {
        self.work(move || develop(&bytes, salt)).await
    }

    async fn crop(&self, bytes: Bytes, extent: Extent, salt: Uuid) -> Result<Cropped, DevelopError> {
        self.work(move || crop(&bytes, extent, salt)).await
    }
}

impl Darkroom {
    /// Works on a picture when there is room.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, MediaRule> + Send + 'static,
    ) -> Result<T, DevelopError> {
        let place = self.line.clone().try_acquire_owned().map_err(|_| crowded())?;
        let table = self.tables.clone().acquire_owned().await.map_err(|_| crowded())?;
        // whoever asked may leave; both are held until it is done all the same
        let working = spawn_blocking(move || {
            let _held = (place, table);
            work()
        });
        match working.await {
            Ok(made) => Ok(made?),
            Err(error) => {
                tracing::warn!(%error, "a picture could not be read");
                Err(MediaRule::NotAPicture.into())
            }
        }
    }
}

//! A lease from being taken to being lost.
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::sleep;
use uuid::Uuid;

use super::Leases;
use crate::PortError;
use crate::realtime::Epoch;

/// How long a lease runs without being prolonged.
pub const TERM: Duration = Duration::from_secs(3);
/// How often it is prolonged, and how often a duty is looked at without being woken.
pub const BEAT: Duration = Duration::from_secs(1);

/// One candidate for the lease of a duty.
pub(super) struct Tenure {
    pub(super) name: &'static str,
    pub(super) leases: Arc<dyn Leases>,
    holder: Uuid,
    epoch: Mutex<Option<Epoch>>,
}

impl Tenure {
    pub(super) fn new(name: &'static str, leases: Arc<dyn Leases>, holder: Uuid) -> Self {
        Self { name, leases, holder, epoch: Mutex::default() }
    }

    /// The running term; takes the lease if it is free.
    pub(super) async fn epoch(&self) -> Result<Option<Epoch>, PortError> {
        if let Some(epoch) = self.held() {
            return Ok(Some(epoch));
        }
        let granted = self.leases.acquire(self.name, self.holder, TERM).await?;
        *self.lock() = granted;
        if let Some(epoch) = granted {
            tracing::info!(duty = self.name, epoch = epoch.0, "this server does it now");
        }
        Ok(granted)
    }

    /// The running term, as far as this candidate knows.
    pub(super) fn held(&self) -> Option<Epoch> {
        *self.lock()
    }

    /// Prolongs the lease; to be called every [`BEAT`].
    pub(super) async fn beat(&self) -> Result<(), PortError> {
        let Some(epoch) = self.held() else { return Ok(()) };
        if !self.leases.renew(self.name, epoch, TERM).await? {
            self.end(epoch);
        }
        Ok(())
    }

    /// Prolongs the lease for as long as it runs.
    pub(super) async fn keep_beating(&self) {
        loop {
            sleep(BEAT).await;
            if let Err(error) = self.beat().await {
                tracing::warn!(duty = self.name, %error, "a lease could not be prolonged");
            }
        }
    }

    /// Forgets a term, if it is still the one.
    pub(super) fn end(&self, epoch: Epoch) {
        if self.lock().take_if(|held| *held == epoch).is_some() {
            tracing::info!(duty = self.name, epoch = epoch.0, "another server does it now");
        }
    }

    /// Gives the lease up at once.
    pub(super) async fn release(&self) -> Result<(), PortError> {
        let held = self.lock().take();
        match held {
            Some(epoch) => self.leases.release(self.name, epoch).await,
            None => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Epoch>> {
        self.epoch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! A timer: does what is due, one server at a time.
use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use super::tenure::Tenure;
use super::{BEAT, Due, Errand, Leases};
use crate::{Entropy, PortError};

/// One candidate for one errand. A machine: `turn` and `beat` are all that it does.
pub struct Timer {
    tenure: Tenure,
    errand: Arc<dyn Errand>,
    entropy: Arc<dyn Entropy>,
}

impl Timer {
    /// A candidate over these ports.
    #[must_use]
    pub fn new(leases: Arc<dyn Leases>, errand: Arc<dyn Errand>, entropy: Arc<dyn Entropy>) -> Self {
        let tenure = Tenure::new(errand.name(), leases, entropy.uuid());
        Self { tenure, errand, entropy }
    }

    /// Does some of what is due, if this candidate has the lease or can take it. Gives how long to wait before the next turn:
    /// never longer than a [`BEAT`], as something may come up.
    pub async fn turn(&self) -> Result<Duration, PortError> {
        if self.tenure.epoch().await?.is_none() {
            return Ok(BEAT);
        }
        let due = self.errand.run(self.entropy.now()).await?;
        Ok(match due {
            Due::Now => Duration::ZERO,
            Due::At(then) => {
                let wait = then.duration_since(self.entropy.now());
                Duration::try_from(wait).unwrap_or(Duration::ZERO).min(BEAT)
            }
            Due::Whenever => BEAT,
        })
    }

    /// Why the errand goes on no more, if that is so, and which it is.
    #[must_use]
    pub fn stopped_by(&self) -> Option<String> {
        self.errand.stopped_by().map(|why| format!("{}: {why}", self.tenure.name))
    }

    /// Prolongs the lease; to be called every [`BEAT`].
    pub async fn beat(&self) -> Result<(), PortError> {
        self.tenure.beat().await
    }

    /// Gives the lease up at once.
    pub async fn release(&self) -> Result<(), PortError> {
        self.tenure.release().await
    }

    /// Does what is due, until it is dropped.
    pub async fn run(&self) {
        tokio::join!(self.keep_going(), self.tenure.keep_beating());
    }

    async fn keep_going(&self) {
        loop {
            let wait = self.turn().await.unwrap_or_else(|error| {
                let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                tracing::warn!(duty = self.tenure.name, %error, source, "will be tried again");
                BEAT
            });
            sleep(wait).await;
        }
    }
}

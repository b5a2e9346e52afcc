//! What events do to the world outside, as a duty: one server at a time, and once, whoever is killed in between.
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use sourcing::{Blocked, Claims, Effect, Effects, EventStore, Turn};
use tokio::time::{sleep, timeout};

use super::standstill::Standstill;
use crate::PortError;
use crate::duty::{BEAT, Due, Errand};

/// How long one effect may take; then others look what became of it.
const TERM: Duration = Duration::from_secs(10);
/// How long whoever is at it is left alone.
const PAUSE: Duration = Duration::from_secs(1);

/// Follows the shop's events with an effect.
pub struct Outgoing {
    name: &'static str,
    effects: Effects,
    store: Arc<dyn EventStore>,
    standstill: Standstill,
}

impl Outgoing {
    /// Under the lease of that name.
    #[must_use]
    pub fn new(
        name: &'static str,
        store: Arc<dyn EventStore>,
        claims: Arc<dyn Claims>,
        effect: Arc<dyn Effect>,
    ) -> Self {
        let effects = Effects::new(store.clone(), claims, effect, TERM);
        Self { name, effects, store, standstill: Standstill::of(name) }
    }

    /// The same, for an effect that what happened before anybody ran it for the first time does not have.
    #[must_use]
    pub fn from_now_on(self) -> Self {
        Self { effects: self.effects.from_now_on(), ..self }
    }
}

#[async_trait]
impl Errand for Outgoing {
    fn name(&self) -> &'static str {
        self.name
    }

    fn stopped_by(&self) -> Option<String> {
        self.standstill.stopped().map(|stopped| stopped.to_string())
    }

    async fn run(&self, _: Timestamp) -> Result<Due, PortError> {
        let turn = match self.effects.turn().await {
            Ok(turn) => turn,
            Err(Blocked::Away(error)) => return Err(error.into()),
            Err(Blocked::Stopped(stopped)) => {
                self.standstill.note(Some(stopped));
                return Ok(Due::Whenever);
            }
        };
        self.standstill.note(None);
        match turn {
            Turn::Moved(_) => Ok(Due::Now),
            Turn::Idle(at) => {
                // the lease goes on beside this
                let grown = timeout(BEAT, self.store.grown(at)).await.is_ok();
                Ok(if grown { Due::Now } else { Due::Whenever })
            }
            Turn::Disturbed => {
                sleep(PAUSE).await;
                Ok(Due::Now)
            }
        }
    }
}

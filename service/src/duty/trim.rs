//! Trimming the log: a timer.
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use domain::Timestamp;
use jiff::SignedDuration;

use super::{Due, Errand};
use crate::PortError;
use crate::realtime::EventLog;

/// Drops what is in the log for longer than anybody may be away.
pub struct Trimming {
    log: Arc<dyn EventLog>,
    next: Mutex<Timestamp>,
}

impl Trimming {
    /// How long events are kept in the log.
    const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
    /// How often it is looked at.
    const EVERY: SignedDuration = SignedDuration::from_mins(15);

    /// Of this log.
    #[must_use]
    pub fn new(log: Arc<dyn EventLog>) -> Self {
        Self { log, next: Mutex::new(Timestamp::MIN) }
    }

    fn next(&self) -> Timestamp {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Errand for Trimming {
    fn name(&self) -> &'static str {
        "log.trim"
    }

    async fn run(&self, now: Timestamp) -> Result<Due, PortError> {
        let next = self.next();
        if now < next {
            return Ok(Due::At(next));
        }
        let floor = self.log.trim(now - Self::KEPT).await?;
        tracing::debug!(log.floor = floor.number(), "trimmed");
        let next = now + Self::EVERY;
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = next;
        Ok(Due::At(next))
    }
}

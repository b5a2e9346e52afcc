//! Forgetting challenges that nobody can meet any more: a timer.
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use domain::Timestamp;
use jiff::SignedDuration;

use super::Accounts;
use crate::PortError;
use crate::duty::{Due, Errand};

/// Forgets them now and then.
pub struct Forgetting {
    accounts: Accounts,
    next: Mutex<Timestamp>,
}

impl Forgetting {
    const EVERY: SignedDuration = SignedDuration::from_mins(15);

    /// Those of these accounts.
    #[must_use]
    pub fn of(accounts: Accounts) -> Self {
        Self { accounts, next: Mutex::new(Timestamp::MIN) }
    }
}

#[async_trait]
impl Errand for Forgetting {
    fn name(&self) -> &'static str {
        "challenges.forget"
    }

    async fn run(&self, now: Timestamp) -> Result<Due, PortError> {
        let next = *self.next.lock().unwrap_or_else(PoisonError::into_inner);
        if now < next {
            return Ok(Due::At(next));
        }
        self.accounts.credentials.forget(now).await?;
        let next = now.checked_add(Self::EVERY).unwrap_or(Timestamp::MAX);
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = next;
        Ok(Due::At(next))
    }
}

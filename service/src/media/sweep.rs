//! Pictures that no post took, or no account has any more, are let go.
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use domain::Timestamp;
use domain::media::Upload;
use jiff::SignedDuration;

use super::{Portraits, Uploads};
use crate::PortError;
use crate::duty::{Due, Errand};

impl Uploads {
    /// Pictures that are let go in one step.
    const AT_ONCE: usize = 100;
    /// Lets go some of the pictures that no post has carried for a day, and says how many. Files go before their rows, so that
    /// whatever is cut off in the middle is done again.
    pub async fn sweep(&self, now: Timestamp) -> Result<usize, PortError> {
        let expired = self.media.take_expired(now - Upload::KEPT, Self::AT_ONCE).await?;
        for media in &expired {
            self.store.delete(&media.picture.full.key).await?;
            self.store.delete(&media.picture.preview.key).await?;
        }
        let ids: Vec<_> = expired.iter().map(|media| media.id).collect();
        if !ids.is_empty() {
            self.media.forget(&ids).await?;
        }
        Ok(ids.len())
    }
}

/// Lets pictures go that no post and no account has: a timer.
pub struct Sweeping {
    uploads: Uploads,
    portraits: Portraits,
    next: Mutex<Timestamp>,
}

impl Sweeping {
    /// How often it is looked for them.
    const EVERY: SignedDuration = SignedDuration::from_mins(15);

    /// Over these.
    #[must_use]
    pub fn new(uploads: Uploads, portraits: Portraits) -> Self {
        Self { uploads, portraits, next: Mutex::new(Timestamp::MIN) }
    }

    fn next(&self) -> Timestamp {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Errand for Sweeping {
    fn name(&self) -> &'static str {
        "media.sweep"
    }

    async fn run(&self, now: Timestamp) -> Result<Due, PortError> {
        let next = self.next();
        if now < next {
            return Ok(Due::At(next));
        }
        let is_more = self.uploads.sweep(now).await? == Uploads::AT_ONCE;
        if self.portraits.sweep(now).await? || is_more {
            return Ok(Due::Now);
        }
        let next = now + Self::EVERY;
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = next;
        Ok(Due::At(next))
    }
}

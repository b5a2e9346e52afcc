//! The time of polls is over.
use async_trait::async_trait;
use domain::Timestamp;
use domain::realtime::Origin;

use super::Polls;
use crate::PortError;
use crate::duty::{Due, Errand};

impl Polls {
    /// Polls that are ended in one step.
    const AT_ONCE: usize = 100;

    /// Ends some of those whose time is over, and says how many there were.
    pub async fn end_due(&self, now: Timestamp) -> Result<usize, PortError> {
        let due = self.polls.list_due(now, Self::AT_ONCE).await?;
        let count = due.len();
        for ending in due {
            let origin =
                Origin { actor: None, correlation: self.entropy.uuid(), causation: None, trace: None };
            let cause = origin.cause(self.entropy.uuid(), now);
            self.polls.end(ending.end(&cause)).await?;
        }
        Ok(count)
    }
}

/// Ends polls when their time is over: a timer.
pub struct EndingPolls(Polls);

impl EndingPolls {
    /// Over these.
    #[must_use]
    pub fn new(polls: Polls) -> Self {
        Self(polls)
    }
}

#[async_trait]
impl Errand for EndingPolls {
    fn name(&self) -> &'static str {
        "polls.end"
    }

    async fn run(&self, now: Timestamp) -> Result<Due, PortError> {
        let all = self.0.end_due(now).await? == Polls::AT_ONCE;
        Ok(if all { Due::Now } else { Due::Whenever })
    }
}

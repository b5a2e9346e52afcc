//! The time of predictions and polls is over.
use async_trait::async_trait;
use domain::Timestamp;
use domain::channels::{PollEnding, Turn, Turning};
use domain::realtime::{Cause, Origin};

use super::Channels;
use crate::PortError;
use crate::duty::{Due, Errand};

impl Channels {
    /// Predictions and polls that are looked after in one step.
    const AT_ONCE: u16 = 100;

    /// Locks some of the predictions, and ends some of the polls, whose time is over. Whether there may be more.
    pub async fn end_due(&self, now: Timestamp) -> Result<bool, PortError> {
        let predictions = self.ports.predictions.list_due_predictions(now, Self::AT_ONCE).await?;
        for prediction in &predictions {
            let turning =
                Turning { prediction: *prediction, by: None, turn: Turn::Lock, cause: self.in_time(now) };
            // whoever was quicker did it
            let _ = self.ports.predictions.turn(turning).await?;
        }
        let polls = self.ports.polls.list_due_polls(now, Self::AT_ONCE).await?;
        for poll in &polls {
            let ending = PollEnding { poll: *poll, by: None, cause: self.in_time(now) };
            let _ = self.ports.polls.end_poll(ending).await?;
        }
        Ok(predictions.len().max(polls.len()) == usize::from(Self::AT_ONCE))
    }

    fn in_time(&self, now: Timestamp) -> Cause {
        let origin = Origin { actor: None, correlation: self.entropy.uuid(), causation: None, trace: None };
        origin.cause(self.entropy.uuid(), now)
    }
}

/// Locks predictions and ends polls when their time is over: a timer.
pub struct EndingRounds(Channels);

impl EndingRounds {
    /// Over these.
    #[must_use]
    pub fn new(channels: Channels) -> Self {
        Self(channels)
    }
}

#[async_trait]
impl Errand for EndingRounds {
    fn name(&self) -> &'static str {
        "channels.rounds"
    }

    async fn run(&self, now: Timestamp) -> Result<Due, PortError> {
        Ok(if self.0.end_due(now).await? { Due::Now } else { Due::Whenever })
    }
}

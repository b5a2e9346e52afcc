//! What becomes of channels when somebody leaves for good.
use domain::channels::{PollEnding, Round, Turn, Turning};
use domain::ids::AccountId;
use domain::page::Window;
use domain::realtime::Cause;

use super::{ChannelPollRepository, ChannelPorts, ChannelRepository, PredictionRepository, RoomRepository};
use crate::PortError;

/// All that somebody may have in channels, where others know of it.
#[derive(Clone, Copy)]
pub struct Estate<'a> {
    /// Channels, and who follows them.
    pub channels: &'a dyn ChannelRepository,
    /// What is said in their rooms.
    pub rooms: &'a dyn RoomRepository,
    /// Predictions, and what is staked on them.
    pub predictions: &'a dyn PredictionRepository,
    /// Their polls.
    pub polls: &'a dyn ChannelPollRepository,
}

impl<'a> Estate<'a> {
    /// All that is kept there.
    #[must_use]
    pub fn of(ports: &'a ChannelPorts) -> Self {
        let ChannelPorts { channels, rooms, predictions, polls, .. } = ports;
        Self { channels: &**channels, rooms: &**rooms, predictions: &**predictions, polls: &**polls }
    }

    /// Takes back up to so many of each kind of what others know of, as its owner would; whether there was anything. Each change
    /// has a cause of its own. Who has staked on a prediction of the one who leaves gets everything back.
    pub async fn leave_some(
        self,
        of: AccountId,
        most: u16,
        cause: impl Fn() -> Cause + Send + Sync,
    ) -> Result<bool, PortError> {
        let messages = self.rooms.list_said_by(of, most).await?;
        for message in &messages {
            self.rooms.unsay(message.take_back(&cause())).await?;
        }
        let staked = self.predictions.list_staked(of, most).await?;
        for prediction in &staked {
            self.predictions.withdraw(*prediction, of, cause()).await?;
        }
        let follows = self.channels.list_followed(of, most).await?;
        for follow in &follows {
            self.channels.unfollow(follow.end(&cause())).await?;
        }
        let closed = self.close(of, &cause).await?;
        Ok(closed || !messages.is_empty() || !staked.is_empty() || !follows.is_empty())
    }

    /// Nothing goes on in a channel whose owner leaves.
    async fn close(
        self,
        of: AccountId,
        cause: &(impl Fn() -> Cause + Send + Sync),
    ) -> Result<bool, PortError> {
        let latest = Window::newest(1);
        let mut closed = false;
        let predictions = self.predictions.list_predictions(of, None, latest).await?;
        for row in predictions.iter().filter(|row| row.item.prediction.is_open()) {
            let (prediction, turn) = (row.item.prediction.id, Turn::Cancel);
            let turning = Turning { prediction, by: Some(of), turn, cause: cause() };
            closed |= self.predictions.turn(turning).await?.is_ok();
        }
        let polls = self.polls.list_polls(of, None, latest).await?;
        for row in polls.iter().filter(|row| row.item.poll.is_open()) {
            let ending = PollEnding { poll: row.item.poll.id, by: Some(of), cause: cause() };
            closed |= self.polls.end_poll(ending).await?.is_ok();
        }
        Ok(closed)
    }
}

//! What predictions and polls ask of the world.
use async_trait::async_trait;
use domain::channels::{
    ChannelPoll, ChannelPollRule, PollEnding, Prediction, PredictionRule, Stake, Staking, Turning, Voting,
};
use domain::ids::{AccountId, ChannelPollId, PredictionId};
use domain::page::{Listed, Window};
use domain::realtime::Cause;
use domain::{Draft, Timestamp};

use crate::PortError;
use crate::posts::Saved;

/// A prediction, and what the reader put on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PredictionView {
    /// The prediction.
    pub prediction: Prediction,
    /// The reader's stake.
    pub stake: Option<Stake>,
}

/// A channel's poll, and what the reader chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelPollView {
    /// The poll.
    pub poll: ChannelPoll,
    /// The place of the reader's choice.
    pub choice: Option<usize>,
}

/// What came of something that the rules of a prediction may refuse.
pub type Judged<T, R> = Result<Result<T, R>, PortError>;

/// Keeps predictions, and what is staked on them.
///
/// Each method that changes something asks the prediction whether it may, and saves it, stakes, points and events, in one
/// transaction: all, or nothing. What is refused leaves no trace.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait PredictionRepository: Send + Sync {
    /// Gives a prediction its id and begins it. `Repeated` with the one that is not over, if the channel has one: of many at once
    /// one begins. `Gone` if there is no such channel.
    async fn begin_prediction(&self, draft: Draft<Prediction>) -> Result<Saved<Prediction>, PortError>;

    /// A prediction, and what the reader put on it.
    async fn find_prediction(
        &self,
        id: PredictionId,
        reader: Option<AccountId>,
    ) -> Result<Option<PredictionView>, PortError>;

    /// The predictions of a channel, the latest first.
    async fn list_predictions(
        &self,
        channel: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<PredictionView>>, PortError>;

    /// Takes points from somebody and puts them on an outcome. Nobody puts more than they have, however many of their stakes
    /// come at once.
    async fn stake(&self, staking: Staking) -> Judged<Prediction, PredictionRule>;

    /// Takes a turn. Of many at once that end a prediction one does, and pays: once.
    async fn turn(&self, turning: Turning) -> Judged<Prediction, PredictionRule>;

    /// Predictions that are open although their time is over, those that wait longest first.
    async fn list_due_predictions(&self, now: Timestamp, most: u16) -> Result<Vec<PredictionId>, PortError>;

    /// Up to so many of the predictions that are not over and that somebody has staked on.
    async fn list_staked(&self, by: AccountId, most: u16) -> Result<Vec<PredictionId>, PortError>;

    /// Takes the stake of somebody who leaves out of a prediction that is not over, and tells its new totals; `false` if there
    /// was none.
    async fn withdraw(&self, id: PredictionId, by: AccountId, cause: Cause) -> Result<bool, PortError>;
}

/// Keeps the polls of channels, and who voted in them.
///
/// Each method that changes something asks the poll whether it may, and saves it, votes and events, in one transaction: all, or
/// nothing. What is refused leaves no trace.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ChannelPollRepository: Send + Sync {
    /// Gives a poll its id and begins it. `Repeated` with the one that is not over, if the channel has one: of many at once one
    /// begins. `Gone` if there is no such channel.
    async fn begin_poll(&self, draft: Draft<ChannelPoll>) -> Result<Saved<ChannelPoll>, PortError>;

    /// A poll, and what the reader chose.
    async fn find_poll(
        &self,
        id: ChannelPollId,
        reader: Option<AccountId>,
    ) -> Result<Option<ChannelPollView>, PortError>;

    /// The polls of a channel, the latest first.
    async fn list_polls(
        &self,
        channel: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<ChannelPollView>>, PortError>;

    /// Counts a vote: of many by one account one counts.
    async fn cast_vote(&self, voting: Voting) -> Judged<ChannelPoll, ChannelPollRule>;

    /// Ends a poll, once.
    async fn end_poll(&self, ending: PollEnding) -> Judged<ChannelPoll, ChannelPollRule>;

    /// Polls that are open although their time is over, those that wait longest first.
    async fn list_due_polls(&self, now: Timestamp, most: u16) -> Result<Vec<ChannelPollId>, PortError>;
}

//! Predictions and polls of channels as clients read them.
use domain::channels::{
    ChannelPoll, ChannelPollStatus, Choice, Outcome, Prediction, PredictionStatus, Stake,
};
use domain::ids::{AccountId, ChannelPollId, PredictionId};
use domain::realtime::Cursor;
use serde::Serialize;
use service::channels::{ChannelPollView, PredictionView};

use crate::mastodon::Moment;

/// A prediction, the same for everybody.
#[derive(Debug, Clone, Serialize)]
pub struct PredictionTold {
    /// Its id.
    pub id: PredictionId,
    /// The channel.
    pub channel: AccountId,
    /// What is asked.
    pub title: String,
    /// How far it is.
    pub status: PredictionStatus,
    /// What may come true.
    pub outcomes: Vec<Outcome>,
    /// The place of what came true, counted from zero; null until that is known.
    pub winner: Option<usize>,
    /// When it began.
    pub began_at: Moment,
    /// Until when one may stake.
    pub closes_at: Moment,
}

/// A prediction, for somebody who may have a stake in it.
#[derive(Debug, Clone, Serialize)]
pub struct PredictionShown {
    /// The prediction.
    #[serde(flatten)]
    pub prediction: PredictionTold,
    /// What the reader put on it; null for nothing.
    pub stake: Option<OwnStake>,
    /// Where the log stood before: whoever listens on from there misses nothing of it.
    pub position: String,
}

/// What somebody put on a prediction.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct OwnStake {
    /// The place of the outcome.
    pub outcome: usize,
    /// How much.
    pub points: u64,
    /// What they got for it, or back; null until it is over, or for nothing.
    pub paid: Option<u64>,
}

/// A channel's poll, the same for everybody.
#[derive(Debug, Clone, Serialize)]
pub struct PollTold {
    /// Its id.
    pub id: ChannelPollId,
    /// The channel.
    pub channel: AccountId,
    /// What is asked.
    pub question: String,
    /// How far it is.
    pub status: ChannelPollStatus,
    /// What one may choose.
    pub choices: Vec<Choice>,
    /// When it began.
    pub began_at: Moment,
    /// Until when one may vote.
    pub ends_at: Moment,
}

/// A channel's poll, for somebody who may have voted.
#[derive(Debug, Clone, Serialize)]
pub struct PollShown {
    /// The poll.
    #[serde(flatten)]
    pub poll: PollTold,
    /// The place of what the reader chose, counted from zero; null for nothing.
    pub own_choice: Option<usize>,
    /// Where the log stood before: whoever listens on from there misses nothing of it.
    pub position: String,
}

impl From<&Prediction> for PredictionTold {
    fn from(prediction: &Prediction) -> Self {
        let Prediction { id, channel, title, status, outcomes, winner, began_at, closes_at } =
            prediction.clone();
        let (began_at, closes_at) = (Moment(began_at), Moment(closes_at));
        Self { id, channel, title, status, outcomes, winner, began_at, closes_at }
    }
}

impl PredictionShown {
    /// A prediction as it stood at a place of the log, or later.
    #[must_use]
    pub fn of(view: &PredictionView, position: Cursor) -> Self {
        let stake = |Stake { outcome, points, paid, .. }: Stake| OwnStake {
            outcome,
            points: points.number(),
            paid: paid.map(domain::channels::Points::number),
        };
        let (prediction, stake) = ((&view.prediction).into(), view.stake.map(stake));
        Self { prediction, stake, position: position.to_string() }
    }
}

impl From<&ChannelPoll> for PollTold {
    fn from(poll: &ChannelPoll) -> Self {
        let ChannelPoll { id, channel, question, status, choices, began_at, ends_at } = poll.clone();
        let (began_at, ends_at) = (Moment(began_at), Moment(ends_at));
        Self { id, channel, question, status, choices, began_at, ends_at }
    }
}

impl PollShown {
    /// A poll as it stood at a place of the log, or later.
    #[must_use]
    pub fn of(view: &ChannelPollView, position: Cursor) -> Self {
        Self { poll: (&view.poll).into(), own_choice: view.choice, position: position.to_string() }
    }
}

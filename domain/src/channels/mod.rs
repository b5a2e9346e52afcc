//! What a streamer has: a channel, those who follow it, their points, and a room to chat in.
mod channel;
mod event;
mod follow;
mod guest;
pub(crate) mod line;
mod message;
mod payout;
mod points;
mod poll;
mod prediction;
mod prediction_rule;
mod round;

pub use channel::{Category, Channel, Presentation, Presenting, Title};
pub use event::{ChannelEvent, ChannelFollowed, ChannelUnfollowed, ChannelUpdated, RoomSaid, RoomUnsaid};
pub use follow::{ChannelFollow, ChannelFollowRule};
pub use guest::NotWelcome;
pub use line::LineRule;
pub use message::{Message, MessageKey, MessageRule, MessageText, Unsaid};
pub use points::{Grant, GrantRule, Points, PointsRule};
pub use poll::{ChannelPoll, ChannelPollRule, ChannelPollStatus, Choice, NewChannelPoll, PollEnding, Voting};
pub use prediction::{
    NewPrediction, Outcome, Prediction, PredictionStatus, Stake, Staked, Staking, Turn, Turned, Turning,
};
pub use prediction_rule::PredictionRule;
pub use round::Round;

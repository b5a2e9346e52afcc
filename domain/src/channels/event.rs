//! What happens in channels, as contexts tell each other.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ChannelPoll, Prediction};
use crate::identity::AuthorFacts;
use crate::ids::{AccountId, MessageId, Snowflake};
use crate::realtime::{LiveTopic, Topic, TopicName};

/// Something that happened in a channel. It is written down beside all other kinds, under a name of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "payload")]
pub enum ChannelEvent {
    /// A channel was opened, or says something else than before.
    #[serde(rename = "channel.updated")]
    Updated(Box<ChannelUpdated>),
    /// An account follows a channel.
    #[serde(rename = "channel.followed")]
    Followed(Box<ChannelFollowed>),
    /// It no longer does.
    #[serde(rename = "channel.unfollowed")]
    Unfollowed(ChannelUnfollowed),
    /// Somebody said something in a channel's room.
    #[serde(rename = "room.said")]
    Said(Box<RoomSaid>),
    /// That was taken away.
    #[serde(rename = "room.unsaid")]
    Unsaid(RoomUnsaid),
    /// A prediction began.
    #[serde(rename = "prediction.created")]
    PredictionCreated(Box<Prediction>),
    /// Points were put on a prediction, or went with who leaves.
    #[serde(rename = "prediction.progressed")]
    PredictionProgressed(Box<Prediction>),
    /// Nobody stakes on a prediction any more.
    #[serde(rename = "prediction.locked")]
    PredictionLocked(Box<Prediction>),
    /// It is known what came true. Who gets what is their business.
    #[serde(rename = "prediction.resolved")]
    PredictionResolved(Box<Prediction>),
    /// All stakes of a prediction went back.
    #[serde(rename = "prediction.cancelled")]
    PredictionCancelled(Box<Prediction>),
    /// A poll began in a channel.
    #[serde(rename = "channel_poll.created")]
    PollCreated(Box<ChannelPoll>),
    /// Somebody voted in it.
    #[serde(rename = "channel_poll.progressed")]
    PollProgressed(Box<ChannelPoll>),
    /// Nobody votes in it any more.
    #[serde(rename = "channel_poll.ended")]
    PollEnded(Box<ChannelPoll>),
}

/// A channel was opened, or says something else than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelUpdated {
    /// Which.
    pub channel: AccountId,
    /// Whose.
    pub by: AuthorFacts,
    /// What is on.
    pub title: String,
    /// What kind of thing that is; empty for none.
    pub category: String,
    /// Whether something is on now.
    pub live: bool,
}

/// An account follows a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelFollowed {
    /// Which.
    pub channel: AccountId,
    /// Who.
    pub by: AuthorFacts,
}

/// An account no longer follows a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelUnfollowed {
    /// Which.
    pub channel: AccountId,
    /// Who.
    pub by: AccountId,
}

/// Somebody said something in a channel's room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomSaid {
    /// Where: the channel's id.
    pub room: AccountId,
    /// The message.
    pub id: MessageId,
    /// Who.
    pub by: AuthorFacts,
    /// What; empty once it was taken away.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// What was said in a room was taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomUnsaid {
    /// Where: the channel's id.
    pub room: AccountId,
    /// The message.
    pub id: MessageId,
}

impl ChannelEvent {
    /// The name of its kind, as in the log.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Updated(_) => "channel.updated",
            Self::Followed(_) => "channel.followed",
            Self::Unfollowed(_) => "channel.unfollowed",
            Self::Said(_) => "room.said",
            Self::Unsaid(_) => "room.unsaid",
            Self::PredictionCreated(_) => "prediction.created",
            Self::PredictionProgressed(_) => "prediction.progressed",
            Self::PredictionLocked(_) => "prediction.locked",
            Self::PredictionResolved(_) => "prediction.resolved",
            Self::PredictionCancelled(_) => "prediction.cancelled",
            Self::PollCreated(_) => "channel_poll.created",
            Self::PollProgressed(_) => "channel_poll.progressed",
            Self::PollEnded(_) => "channel_poll.ended",
        }
    }

    /// The topics that it belongs to: that of its channel, and, but for rooms, that of all channels.
    #[must_use]
    pub fn topics(&self) -> Vec<Topic> {
        let name = match self {
            Self::Updated(_) => TopicName::ChannelUpdate,
            Self::Followed(_) | Self::Unfollowed(_) => TopicName::ChannelFollow,
            Self::Said(_) | Self::Unsaid(_) => TopicName::RoomMessage,
            Self::PredictionCreated(_) => TopicName::PredictionCreate,
            Self::PredictionProgressed(_) => TopicName::PredictionProgress,
            Self::PredictionLocked(_) => TopicName::PredictionLock,
            Self::PredictionResolved(_) => TopicName::PredictionResolve,
            Self::PredictionCancelled(_) => TopicName::PredictionCancel,
            Self::PollCreated(_) => TopicName::PollCreate,
            Self::PollProgressed(_) => TopicName::PollProgress,
            Self::PollEnded(_) => TopicName::PollEnd,
        };
        let own = LiveTopic::of(name, self.channel());
        let all = name.entry().argument.admits(None).then(|| own.everywhere());
        std::iter::once(own).chain(all).map(Topic::Live).collect()
    }

    /// The channel that it happened in.
    #[must_use]
    pub fn channel(&self) -> AccountId {
        match self {
            Self::Updated(told) => told.channel,
            Self::Followed(told) => told.channel,
            Self::Unfollowed(told) => told.channel,
            Self::Said(told) => told.room,
            Self::Unsaid(told) => told.room,
            Self::PredictionCreated(told)
            | Self::PredictionProgressed(told)
            | Self::PredictionLocked(told)
            | Self::PredictionResolved(told)
            | Self::PredictionCancelled(told) => told.channel,
            Self::PollCreated(told) | Self::PollProgressed(told) | Self::PollEnded(told) => told.channel,
        }
    }

    /// The message whose text its payload carries.
    #[must_use]
    pub fn carries_text_of(&self) -> Option<Snowflake> {
        match self {
            Self::Said(told) => Some(told.id.into()),
            _ => None,
        }
    }

    /// The message that is gone with it.
    #[must_use]
    pub fn deletes(&self) -> Option<Snowflake> {
        match self {
            Self::Unsaid(told) => Some(told.id.into()),
            _ => None,
        }
    }

    /// Takes the text out of a payload that carries one; the rest stays.
    pub fn blank(&mut self) {
        if let Self::Said(told) = self {
            told.text.clear();
        }
    }

    /// Whether it says more of somebody than their number.
    #[must_use]
    pub fn speaks_of(&self, who: AccountId) -> bool {
        match self {
            Self::Updated(told) => told.by.id == who,
            Self::Followed(told) => told.by.id == who,
            Self::Said(told) => told.by.id == who,
            Self::Unfollowed(_) | Self::Unsaid(_) => false,
            // what an owner asked is theirs
            _ => self.channel() == who,
        }
    }

    /// Takes out what it says of somebody who left.
    pub(crate) fn forget(&mut self, who: AccountId) {
        if !self.speaks_of(who) {
            return;
        }
        match self {
            Self::Updated(told) => {
                told.by = AuthorFacts::of_nobody(who);
                told.title.clear();
                told.category.clear();
            }
            Self::Followed(told) => told.by = AuthorFacts::of_nobody(who),
            Self::Said(told) => {
                told.by = AuthorFacts::of_nobody(who);
                told.text.clear();
            }
            Self::Unfollowed(_) | Self::Unsaid(_) => {}
            Self::PredictionCreated(told)
            | Self::PredictionProgressed(told)
            | Self::PredictionLocked(told)
            | Self::PredictionResolved(told)
            | Self::PredictionCancelled(told) => told.blank(),
            Self::PollCreated(told) | Self::PollProgressed(told) | Self::PollEnded(told) => told.blank(),
        }
    }
}

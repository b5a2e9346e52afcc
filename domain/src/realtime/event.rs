//! All that can happen, as contexts tell each other.
use serde::{Deserialize, Serialize};

use super::{Announced, LiveTopic, Topic};
use crate::channels::ChannelEvent;
use crate::identity::{AccountChanged, AccountDeleted, Registered, TokenRevoked};
use crate::ids::Snowflake;
use crate::posts::{
    Blocked, Boosted, Conversed, Deleted, Edited, Favourited, Followed, Muted, Notified, PollEnded,
    PostFacts, Published, RequestAccepted, RequestEnded, Requested, TagFollowed, TagUnfollowed, Unblocked,
    Unboosted, Unfavourited, Unfollowed, Unmuted,
};
use crate::reading::FiltersChanged;
use crate::shop::ShopNews;

/// Something that happened. The golden files under `domain/tests/events` hold each shape: they may gain lines and never change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "payload")]
pub enum Event {
    /// An account was made.
    #[serde(rename = "account.registered")]
    Registered(Registered),
    /// An account changed.
    #[serde(rename = "account.changed")]
    AccountChanged(Box<AccountChanged>),
    /// An account was deleted, and with it all that it wrote.
    #[serde(rename = "account.deleted")]
    AccountDeleted(AccountDeleted),
    /// A post was published.
    #[serde(rename = "post.published")]
    Published(Box<Published>),
    /// A post says something else than before.
    #[serde(rename = "post.edited")]
    Edited(Box<Edited>),
    /// A post was deleted.
    #[serde(rename = "post.deleted")]
    Deleted(Deleted),
    /// A post was boosted.
    #[serde(rename = "post.boosted")]
    Boosted(Box<Boosted>),
    /// A boost was taken back.
    #[serde(rename = "post.unboosted")]
    Unboosted(Unboosted),
    /// A post was favourited.
    #[serde(rename = "post.favourited")]
    Favourited(Favourited),
    /// A favourite was taken back.
    #[serde(rename = "post.unfavourited")]
    Unfavourited(Unfavourited),
    /// Nobody votes in a poll any more.
    #[serde(rename = "poll.ended")]
    PollEnded(PollEnded),
    /// An account follows another, with these wishes.
    #[serde(rename = "account.followed")]
    Followed(Followed),
    /// It no longer does.
    #[serde(rename = "account.unfollowed")]
    Unfollowed(Unfollowed),
    /// An account asks to follow another.
    #[serde(rename = "account.follow_requested")]
    Requested(Requested),
    /// The one who was asked agreed.
    #[serde(rename = "account.follow_accepted")]
    RequestAccepted(RequestAccepted),
    /// The one who was asked did not agree.
    #[serde(rename = "account.follow_rejected")]
    RequestRejected(RequestEnded),
    /// The one who asked does not want it any more.
    #[serde(rename = "account.follow_withdrawn")]
    RequestWithdrawn(RequestEnded),
    /// An account follows a tag.
    #[serde(rename = "tag.followed")]
    TagFollowed(TagFollowed),
    /// It no longer does.
    #[serde(rename = "tag.unfollowed")]
    TagUnfollowed(TagUnfollowed),
    /// Tokens were ended.
    #[serde(rename = "token.revoked")]
    TokenRevoked(TokenRevoked),
    /// Somebody was told of what another did.
    #[serde(rename = "notification.created")]
    Notified(Box<Notified>),
    /// An account blocks another.
    #[serde(rename = "account.blocked")]
    Blocked(Blocked),
    /// It no longer does.
    #[serde(rename = "account.unblocked")]
    Unblocked(Unblocked),
    /// An account mutes another, so much of it.
    #[serde(rename = "account.muted")]
    Muted(Muted),
    /// It no longer does.
    #[serde(rename = "account.unmuted")]
    Unmuted(Unmuted),
    /// Somebody's filters are others now.
    #[serde(rename = "filters.changed")]
    FiltersChanged(FiltersChanged),
    /// Somebody said something to some people and nobody else.
    #[serde(rename = "conversation.changed")]
    Conversed(Box<Conversed>),
    /// Whoever runs the server told something on a topic.
    #[serde(rename = "topic.published")]
    Announced(Box<Announced>),
    /// Something happened in a channel.
    #[serde(untagged)]
    Channels(ChannelEvent),
    /// Something happened in the shop.
    #[serde(untagged)]
    Shop(ShopNews),
    /// A kind that a newer server told: it takes its place in the log and reaches nobody.
    #[serde(untagged)]
    Unknown(UnknownEvent),
}

/// A kind that this server does not know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnknownEvent {
    /// Its name.
    #[serde(rename = "type")]
    pub kind: String,
}

impl Event {
    /// The name of its kind, as in the log.
    #[must_use]
    pub fn kind(&self) -> &str {
        match self {
            Self::Registered(_) => "account.registered",
            Self::AccountChanged(_) => "account.changed",
            Self::AccountDeleted(_) => "account.deleted",
            Self::Published(_) => "post.published",
            Self::Edited(_) => "post.edited",
            Self::Deleted(_) => "post.deleted",
            Self::Boosted(_) => "post.boosted",
            Self::Unboosted(_) => "post.unboosted",
            Self::Favourited(_) => "post.favourited",
            Self::Unfavourited(_) => "post.unfavourited",
            Self::PollEnded(_) => "poll.ended",
            Self::Followed(_) => "account.followed",
            Self::Unfollowed(_) => "account.unfollowed",
            Self::Requested(_) => "account.follow_requested",
            Self::RequestAccepted(_) => "account.follow_accepted",
            Self::RequestRejected(_) => "account.follow_rejected",
            Self::RequestWithdrawn(_) => "account.follow_withdrawn",
            Self::TagFollowed(_) => "tag.followed",
            Self::TagUnfollowed(_) => "tag.unfollowed",
            Self::TokenRevoked(_) => "token.revoked",
            Self::Notified(_) => "notification.created",
            Self::Blocked(_) => "account.blocked",
            Self::Unblocked(_) => "account.unblocked",
            Self::Muted(_) => "account.muted",
            Self::Unmuted(_) => "account.unmuted",
            Self::FiltersChanged(_) => "filters.changed",
            Self::Conversed(_) => "conversation.changed",
            Self::Channels(told) => told.kind(),
            Self::Shop(told) => told.kind(),
            Self::Announced(_) => "topic.published",
            Self::Unknown(unknown) => &unknown.kind,
        }
    }

    /// The topics that it belongs to. Whoever reads the log by topic, or routes it live, goes by these alone.
    #[must_use]
    pub fn topics(&self) -> Vec<Topic> {
        match self {
            Self::Published(published) => published.post.topics(),
            Self::Edited(edited) => edited.post.topics(),
            Self::Deleted(deleted) => deleted.audience.topics(),
            Self::Boosted(boosted) => vec![Topic::Account(boosted.boost.by.id)],
            Self::Unboosted(unboosted) => vec![Topic::Account(unboosted.by)],
            Self::Followed(followed) => vec![Topic::Account(followed.follower)],
            Self::Unfollowed(unfollowed) => vec![Topic::Account(unfollowed.follower)],
            Self::TokenRevoked(_) => vec![Topic::Tokens],
            Self::Notified(notified) => vec![Topic::Notifications(notified.to)],
            Self::FiltersChanged(changed) => vec![Topic::Account(changed.owner)],
            Self::Conversed(conversed) => vec![Topic::Conversations(conversed.of)],
            Self::Channels(told) => told.topics(),
            Self::Shop(told) => told.topics(),
            Self::Announced(announced) => announced.topic().map_or_else(Vec::new, LiveTopic::heard_at),
            Self::Registered(_)
            | Self::AccountChanged(_)
            | Self::AccountDeleted(_)
            | Self::Favourited(_)
            | Self::Unfavourited(_)
            | Self::Requested(_)
            | Self::TagFollowed(_)
            | Self::TagUnfollowed(_)
            | Self::RequestAccepted(_)
            | Self::RequestRejected(_)
            | Self::RequestWithdrawn(_)
            | Self::Blocked(_)
            | Self::Unblocked(_)
            | Self::Muted(_)
            | Self::Unmuted(_)
            | Self::PollEnded(_)
            | Self::Unknown(_) => vec![],
        }
    }

    /// Whether it only tells something: it changes neither who is told anything nor what they see, so that events like it which
    /// follow one another on the same topics may be told together.
    #[must_use]
    pub fn only_tells(&self) -> bool {
        match self {
            Self::Published(_) | Self::Announced(_) | Self::Channels(_) | Self::Shop(_) => true,
            Self::Registered(_)
            | Self::AccountChanged(_)
            | Self::AccountDeleted(_)
            | Self::Edited(_)
            | Self::Deleted(_)
            | Self::Boosted(_)
            | Self::Unboosted(_)
            | Self::Favourited(_)
            | Self::Unfavourited(_)
            | Self::PollEnded(_)
            | Self::Followed(_)
            | Self::Unfollowed(_)
            | Self::Requested(_)
            | Self::RequestAccepted(_)
            | Self::RequestRejected(_)
            | Self::RequestWithdrawn(_)
            | Self::TagFollowed(_)
            | Self::TagUnfollowed(_)
            | Self::TokenRevoked(_)
            | Self::Notified(_)
            | Self::Blocked(_)
            | Self::Unblocked(_)
            | Self::Muted(_)
            | Self::Unmuted(_)
            | Self::FiltersChanged(_)
            | Self::Conversed(_)
            | Self::Unknown(_) => false,
        }
    }

    /// The post or message whose text its payload carries: that text is blanked in the log when it is deleted. Both are numbered
    /// by one clock, so that no post has the number of a message.
    #[must_use]
    pub fn carries_text_of(&self) -> Option<Snowflake> {
        match self {
            Self::Published(published) => Some(published.post.id.into()),
            Self::Edited(edited) => Some(edited.post.id.into()),
            Self::Boosted(boosted) => Some(boosted.post.id.into()),
            Self::Notified(notified) => notified.post.as_ref().map(|post| post.id.into()),
            Self::Conversed(conversed) => Some(conversed.post.id.into()),
            Self::Channels(told) => told.carries_text_of(),
            _ => None,
        }
    }

    /// The post or message that is gone with it.
    #[must_use]
    pub fn deletes(&self) -> Option<Snowflake> {
        match self {
            Self::Deleted(deleted) => Some(deleted.audience.post.into()),
            Self::Channels(told) => told.deletes(),
            _ => None,
        }
    }

    /// Takes the text out of a payload that carries one; the rest stays.
    pub fn blank(&mut self) {
        match self {
            Self::Published(published) => published.post.blank(),
            Self::Edited(edited) => edited.post.blank(),
            Self::Boosted(boosted) => boosted.post.blank(),
            Self::Notified(notified) => notified.post.iter_mut().for_each(PostFacts::blank),
            Self::Conversed(conversed) => conversed.post.blank(),
            Self::Channels(told) => told.blank(),
            _ => {}
        }
    }
}

//! Something that is told on a topic of the gateway by whoever runs the server.
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use super::{Argument, Cause, Class, Event, LiveTopic};
use crate::ids::AccountId;
use crate::recorded::Recorded;

/// A message as listeners get it: the text of a JSON object, which nobody changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveMessage(String);

/// The name that a client gives to one attempt, so that it may try again.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AnnouncementKey(String);

/// What is told, but for the message: that is in its event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// The id of its event.
    pub id: Uuid,
    /// Who tells it.
    pub by: AccountId,
    /// What the client calls it.
    pub key: Option<AnnouncementKey>,
    /// What is the same for the same topic and message, and for no others.
    pub fingerprint: Uuid,
    /// When it was told.
    pub at: Timestamp,
}

/// Something was told on a topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// The topic, as clients name it.
    pub topic: String,
    /// The text that listeners get; empty where whoever told it has left for good.
    pub message: String,
    /// Who told it; listeners do not learn that.
    pub by: AccountId,
}

/// Why something was not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AnnouncementRule {
    /// It is too long.
    #[error("message is too long (maximum is {max} bytes)")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// The key is not as keys are.
    #[error("id has 1 to {max} characters, letters, digits and -_.: alone")]
    Key {
        /// The limit.
        max: usize,
    },
    /// Nothing that is told there is kept.
    #[error("topic is one that keeps nothing")]
    Ephemeral,
    /// What is heard there is made of what people do.
    #[error("topic is one of what people do, and nobody else tells anything there")]
    OfPeople,
    /// It is a topic of many, and does not say which.
    #[error("topic must say of what, with a number after a dot")]
    OfWhat,
}

impl LiveMessage {
    /// Bytes at the most.
    pub const MAX: usize = 32 * 1024;

    /// The text of a JSON object: whoever calls this has read it as one.
    pub fn of_object(text: &str) -> Result<Self, AnnouncementRule> {
        if text.len() > Self::MAX {
            return Err(AnnouncementRule::TooLong { max: Self::MAX });
        }
        Ok(Self(text.to_owned()))
    }
}

impl AnnouncementKey {
    /// Characters at the most.
    pub const MAX: usize = 64;

    /// Checks a key.
    pub fn parse(raw: &str) -> Result<Self, AnnouncementRule> {
        let legal = |b: u8| b.is_ascii_alphanumeric() || b"-_.:".contains(&b);
        if raw.is_empty() || raw.len() > Self::MAX || !raw.bytes().all(legal) {
            return Err(AnnouncementRule::Key { max: Self::MAX });
        }
        Ok(Self(raw.to_owned()))
    }

    /// As the client wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Announcement {
    /// Tells a message on a topic: one of a channel or a room, that keeps what it carries.
    pub fn tell(
        by: AccountId,
        topic: LiveTopic,
        message: LiveMessage,
        key: Option<AnnouncementKey>,
        cause: &Cause,
    ) -> Result<Recorded<Self>, AnnouncementRule> {
        let entry = topic.name.entry();
        match entry.class {
            Class::Durable => {}
            Class::Ephemeral => return Err(AnnouncementRule::Ephemeral),
        }
        match entry.argument {
            Argument::Channel | Argument::Room if topic.of.is_none() => return Err(AnnouncementRule::OfWhat),
            Argument::Channel | Argument::Room => {}
            Argument::None | Argument::Account | Argument::Oneself | Argument::Tag | Argument::Product => {
                return Err(AnnouncementRule::OfPeople);
            }
        }
        let LiveMessage(message) = message;
        let fingerprint = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{topic}\n{message}").as_bytes());
        let told = Announced { topic: topic.to_string(), message, by };
        let announcement = Self { id: cause.id, by, key, fingerprint, at: cause.at };
        Ok(Recorded::new(announcement, cause, [Event::Announced(Box::new(told))]))
    }
}

impl Announced {
    /// Where it is heard; nowhere if the topic is one that a newer server knows, or the words are gone.
    #[must_use]
    pub fn topic(&self) -> Option<LiveTopic> {
        if self.message.is_empty() { None } else { self.topic.parse().ok() }
    }

    /// Takes the words out, if they are somebody's who left.
    pub(super) fn forget(&mut self, who: AccountId) {
        if self.by == who {
            self.message.clear();
        }
    }
}

impl fmt::Display for LiveMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::realtime::Origin;

    fn tell(topic: &str, message: &str) -> Result<Recorded<Announcement>, AnnouncementRule> {
        let origin = Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None };
        let cause = origin.cause(Uuid::from_u128(7), Timestamp::UNIX_EPOCH);
        let message = LiveMessage::of_object(message).unwrap();
        Announcement::tell(AccountId::stored(1), topic.parse().unwrap(), message, None, &cause)
    }

    #[test]
    fn it_is_told_where_it_is_kept_and_of_one_thing() {
        let told = tell("channel:update.42", "{ }").unwrap();
        assert_eq!(told.id, told.events()[0].id);
        let Event::Announced(announced) = &told.events()[0].event else { panic!("{told:?}") };
        assert_eq!((announced.topic.as_str(), announced.message.as_str()), ("channel:update.42", "{ }"));
        assert!(tell("room:message.42", "{}").is_ok());
        for people in
            ["timeline:public", "account:post.42", "user:notification.42", "timeline:tag.7", "stock:update.7"]
        {
            assert_eq!(tell(people, "{}").unwrap_err(), AnnouncementRule::OfPeople);
        }
        assert_eq!(tell("channel:update", "{}").unwrap_err(), AnnouncementRule::OfWhat);
        assert_eq!(tell("room:typing.42", "{}").unwrap_err(), AnnouncementRule::Ephemeral);
    }

    #[test]
    fn the_same_has_one_fingerprint_and_nothing_else_has_it() {
        let of = |topic, message| tell(topic, message).unwrap().fingerprint;
        let one = of("channel:update.42", "{}");
        assert_eq!(of("channel:update.42", "{}"), one);
        assert_ne!(of("channel:update.42", "{ }"), one);
        assert_ne!(of("channel:update.43", "{}"), one);
    }

    #[test]
    fn what_is_too_long_or_has_no_proper_name_is_refused() {
        assert!(LiveMessage::of_object(&"x".repeat(LiveMessage::MAX)).is_ok());
        assert!(LiveMessage::of_object(&"x".repeat(LiveMessage::MAX + 1)).is_err());
        for good in ["a", "01J:x_y-z.9", &"k".repeat(64)] {
            assert_eq!(AnnouncementKey::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", " ", "a b", "é", "a\n", &"k".repeat(65)] {
            assert!(AnnouncementKey::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn who_leaves_takes_their_words_along() {
        let told = tell("channel:update.42", "{}").unwrap();
        let mut envelope = told.events()[0].clone();
        assert_eq!(envelope.event.topics().len(), 2, "its own, and the one of all channels");
        assert!(!envelope.forget(AccountId::stored(2)));
        assert!(envelope.forget(AccountId::stored(1)));
        assert!(envelope.event.topics().is_empty());
    }
}

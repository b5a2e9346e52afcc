//! What is said in a channel's room.
use jiff::Timestamp;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;
use uuid::Uuid;

use super::{ChannelEvent, RoomSaid, RoomUnsaid};
use crate::identity::{Profile, Role};
use crate::ids::{AccountId, MessageId};
use crate::posts::is_forbidden_control;
use crate::realtime::{Cause, Event, Fleeting, Passing, Typing};
use crate::recorded::{Draft, Numbered, Recorded};

/// The text of a message: normalised (NFC), neither blank nor long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageText(String);

/// A client's own name for a message: the same of the same author in the same room is the same message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageKey(String);

/// Something that was said in a room. A room has the id of its channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id: a room is paged by it.
    pub id: MessageId,
    /// Where.
    pub room: AccountId,
    /// Who said it.
    pub by: AccountId,
    /// What.
    pub text: MessageText,
    /// When.
    pub at: Timestamp,
    /// The id of the event that told of it.
    pub event: Uuid,
}

/// Why nothing was said, or unsaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MessageRule {
    /// It says nothing.
    #[error("Text can't be blank")]
    Blank,
    /// It is too long.
    #[error("Text character limit of {max} exceeded")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// It holds control characters.
    #[error("Text contains control characters")]
    Control,
    /// Its name is too long, or no name.
    #[error("Id must have at most {max} bytes and no control characters")]
    Key {
        /// The limit.
        max: usize,
    },
    /// Their author said something else under this name.
    #[error("Another message has this id")]
    Taken,
    /// Whoever has the channel, or runs the server, does not want to hear them.
    #[error("You may not say anything here")]
    NotHere,
    /// It is somebody else's, and so is the room.
    #[error("This action is not allowed")]
    NotTheirs,
}

impl MessageText {
    /// Characters at the most, as people see them.
    pub const MAX: usize = 500;
    /// Bytes that a character may take: one can hold 100,000 combining marks.
    const BYTES_EACH: usize = 8;

    /// Checks what somebody wrote.
    pub fn parse(raw: &str) -> Result<Self, MessageRule> {
        let too_long = MessageRule::TooLong { max: Self::MAX };
        if raw.len() > Self::MAX * Self::BYTES_EACH {
            return Err(too_long);
        }
        let text: String = raw.replace("\r\n", "\n").trim().nfc().collect();
        if text.chars().any(is_forbidden_control) {
            return Err(MessageRule::Control);
        }
        match text.graphemes(true).count() {
            0 => Err(MessageRule::Blank),
            long if long > Self::MAX => Err(too_long),
            _ => Ok(Self(text)),
        }
    }

    /// A text as an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl MessageKey {
    /// Bytes at the most.
    pub const MAX: usize = 64;

    /// Checks a name; an empty one is none.
    pub fn parse(raw: &str) -> Result<Option<Self>, MessageRule> {
        if raw.len() > Self::MAX || raw.chars().any(char::is_control) {
            return Err(MessageRule::Key { max: Self::MAX });
        }
        Ok((!raw.is_empty()).then(|| Self(raw.to_owned())))
    }

    /// As the client wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Numbered for Message {
    type Id = MessageId;
}

/// A message that was taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsaid {
    /// Where it was.
    pub room: AccountId,
    /// Which.
    pub id: MessageId,
}

impl Message {
    /// `by` says something in a room; `kept_away` if its owner wants nothing to do with them.
    pub fn say(
        room: AccountId,
        by: Profile,
        text: MessageText,
        kept_away: bool,
        cause: Cause,
    ) -> Result<Draft<Self>, MessageRule> {
        is_heard(&by, kept_away)?;
        Ok(Draft::new(move |id| {
            let said = RoomSaid { room, id, by: (&by).into(), text: text.as_str().to_owned(), at: cause.at };
            let message = Self { id, room, by: by.account.id, text, at: cause.at, event: cause.id };
            Recorded::new(message, &cause, [Event::Channels(ChannelEvent::Said(Box::new(said)))])
        }))
    }

    /// `by` is about to say something in a room, and may.
    pub fn write(
        room: AccountId,
        by: &Profile,
        kept_away: bool,
        cause: &Cause,
    ) -> Result<Passing, MessageRule> {
        is_heard(by, kept_away)?;
        let what = Fleeting::Typing(Typing { room, by: by.into() });
        Ok(Passing { id: cause.id, time: cause.at, what })
    }

    /// It is taken away: by its author, by whoever has the room, or by those who look after all.
    pub fn unsay(&self, by: &Profile, cause: &Cause) -> Result<Recorded<Unsaid>, MessageRule> {
        let account = &by.account;
        if account.id == self.by || account.id == self.room || account.role >= Role::Moderator {
            Ok(self.take_back(cause))
        } else {
            Err(MessageRule::NotTheirs)
        }
    }

    /// It goes with its author.
    pub fn take_back(&self, cause: &Cause) -> Recorded<Unsaid> {
        let (room, id) = (self.room, self.id);
        let told = ChannelEvent::Unsaid(RoomUnsaid { room, id });
        Recorded::new(Unsaid { room, id }, cause, [Event::Channels(told)])
    }
}

fn is_heard(by: &Profile, kept_away: bool) -> Result<(), MessageRule> {
    if kept_away || by.account.suspended { Err(MessageRule::NotHere) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Account, Username};
    use crate::realtime::Origin;

    fn cause() -> Cause {
        let origin = Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None };
        origin.cause(Uuid::nil(), Timestamp::UNIX_EPOCH)
    }

    fn somebody(id: i64, role: Role) -> Profile {
        let account = Account::plain(AccountId::stored(id), Username::stored("crow"), Timestamp::UNIX_EPOCH);
        Profile::of_new(Account { role, ..account })
    }

    #[test]
    fn a_message_is_short_and_says_something() {
        assert_eq!(MessageText::parse(" caw\r\ncaw ").unwrap().as_str(), "caw\ncaw");
        assert!(MessageText::parse(&"👩‍👩‍👧".repeat(200)).is_ok());
        for (bad, rule) in [
            (" \n", MessageRule::Blank),
            ("a\0", MessageRule::Control),
            (&*"x".repeat(501), MessageRule::TooLong { max: 500 }),
            (&*"x".repeat(4_001), MessageRule::TooLong { max: 500 }),
        ] {
            assert_eq!(MessageText::parse(bad), Err(rule), "{bad:?}");
        }
        assert_eq!(MessageKey::parse(""), Ok(None));
        assert!(MessageKey::parse(&"k".repeat(64)).unwrap().is_some());
        assert_eq!(MessageKey::parse(&"k".repeat(65)), Err(MessageRule::Key { max: 64 }));
        assert_eq!(MessageKey::parse("a\n"), Err(MessageRule::Key { max: 64 }));
    }

    #[test]
    fn only_some_may_take_a_message_away() {
        let say = |by: Profile, away| {
            Message::say(AccountId::stored(1), by, MessageText::stored("caw"), away, cause())
        };
        let message =
            say(somebody(2, Role::Member), false).unwrap().with_id(MessageId::stored(9)).into_state();
        for (by, role) in [(2, Role::Member), (1, Role::Member), (3, Role::Moderator), (4, Role::Admin)] {
            assert!(message.unsay(&somebody(by, role), &cause()).is_ok(), "{by}");
        }
        let other = message.unsay(&somebody(3, Role::Member), &cause());
        assert_eq!(other.unwrap_err(), MessageRule::NotTheirs);
    }

    #[test]
    fn who_is_kept_away_or_shut_out_says_nothing() {
        let say = |by: Profile, away| {
            Message::say(AccountId::stored(1), by, MessageText::stored("caw"), away, cause()).map(drop)
        };
        let mut crow = somebody(2, Role::Member);
        assert_eq!(say(crow.clone(), false), Ok(()));
        assert_eq!(say(crow.clone(), true), Err(MessageRule::NotHere));
        crow.account.suspended = true;
        assert_eq!(say(crow.clone(), false), Err(MessageRule::NotHere));
        let write = |by: &Profile, away| Message::write(AccountId::stored(1), by, away, &cause()).map(drop);
        assert_eq!(write(&crow, false), Err(MessageRule::NotHere));
        crow.account.suspended = false;
        assert_eq!([write(&crow, true), write(&crow, false)], [Err(MessageRule::NotHere), Ok(())]);
    }
}

//! Public ids: 64 bits that grow with time, as Mastodon clients compare them.
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use thiserror::Error;

/// Milliseconds since 1970 in the upper 48 bits, a sequence in the lower 16; never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Snowflake(i64);

impl Snowflake {
    /// The smallest id of a moment.
    #[must_use]
    pub fn at(time: Timestamp) -> Self {
        Self(time.as_millisecond().max(0) << 16)
    }

    /// An id as an adapter stored it.
    #[must_use]
    pub const fn stored(raw: i64) -> Self {
        Self(raw)
    }

    /// The number to store.
    #[must_use]
    pub const fn raw(self) -> i64 {
        self.0
    }

    /// The id after this one, and not before those of `now`: a clock that jumps back never repeats an id.
    #[must_use]
    pub fn next(self, now: Timestamp) -> Self {
        Self(self.0 + 1).max(Self::at(now))
    }
}

/// Not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("an id is a decimal number")]
pub struct NotAnId;

impl FromStr for Snowflake {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if digits { text.parse().map(Self).map_err(|_| NotAnId) } else { Err(NotAnId) }
    }
}

impl fmt::Display for Snowflake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Defines an id type over [`Snowflake`], shown and serialized as a decimal string.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Snowflake);

        impl $name {
            /// An id as an adapter stored it.
            #[must_use]
            pub const fn stored(raw: i64) -> Self {
                Self(Snowflake::stored(raw))
            }

            /// The number to store.
            #[must_use]
            pub const fn raw(self) -> i64 {
                self.0.raw()
            }
        }

        impl From<Snowflake> for $name {
            fn from(id: Snowflake) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Snowflake {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                text.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(
    /// Whose: an account, a person's or a bot's.
    AccountId
);
id!(
    /// An app that asks for tokens: counted by the store, because nobody compares these.
    AppId
);
id!(
    /// A report: counted by the store, because nobody compares these.
    ReportId
);
id!(
    /// A post, or a boost of one: timelines hold both, so they share one sequence.
    PostId
);
id!(
    /// A picture that somebody uploaded.
    MediaId
);
id!(
    /// That one account follows another; followers are paged by it.
    FollowId
);
id!(
    /// That one account asks to follow another; those who ask are paged by it.
    FollowRequestId
);
id!(
    /// That an account follows a tag; those that one follows are paged by it.
    TagFollowId
);
id!(
    /// That an account favourited a post; those who did are paged by it.
    FavouriteId
);
id!(
    /// What somebody wants to be warned of, or not to see.
    FilterId
);
id!(
    /// A word of a filter.
    KeywordId
);
id!(
    /// That a post is filtered by itself.
    FilteredPostId
);
id!(
    /// A timeline that somebody made of some of those whom they follow.
    ListId
);
id!(
    /// That one account blocks another; those whom one blocks are paged by it.
    BlockId
);
id!(
    /// That one account mutes another; those whom one mutes are paged by it.
    MuteId
);

id!(
    /// That somebody is told of what another did; notifications are paged by it.
    NotificationId
);
id!(
    /// What people say to each other: the id of the first post of its thread.
    ConversationId
);
id!(
    /// What is to be published later: the post gets an id of its own.
    ScheduledPostId
);
id!(
    /// Something that was said in a channel's room; rooms are paged by it.
    MessageId
);
id!(
    /// A guess at what will happen in a channel; those of a channel are paged by it.
    PredictionId
);
id!(
    /// A question to those who watch a channel; those of a channel are paged by it.
    ChannelPollId
);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).unwrap()
    }

    #[test]
    fn ids_grow_even_when_the_clock_jumps_back() {
        let first = Snowflake::default().next(at(1_000));
        assert_eq!(first.raw(), 1_000 << 16);
        assert_eq!(first.next(at(1_000)).raw(), (1_000 << 16) + 1);
        assert!(first.next(at(5)) > first);
    }

    #[test]
    fn only_plain_decimal_numbers_are_ids() {
        for bad in ["", "abc", "-1", "+1", "1 ", "9223372036854775808", "0x10"] {
            assert_eq!(bad.parse::<PostId>(), Err(NotAnId), "{bad:?}");
        }
        assert_eq!("42".parse::<PostId>().unwrap().to_string(), "42");
    }
}

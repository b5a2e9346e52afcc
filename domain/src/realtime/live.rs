//! The topics of the gateway: what one can listen to by name.
use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use uuid::Uuid;

use super::{Topic, TopicName};
use crate::ids::AccountId;
use crate::posts::Hashtag;

/// A topic as clients name it: a name of the catalogue and what of it, `channel:update.42`. Without a number it means all that
/// there is of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LiveTopic {
    /// Which kind.
    pub name: TopicName,
    /// Of what: an account, a channel, a tag.
    pub of: Option<u64>,
}

/// Why a text names no topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoTopic {
    /// It is not written as topics are.
    #[error("a topic is a name of the catalogue, and a number after a dot: channel:update.42")]
    Malformed,
    /// There is none of this name.
    #[error("there is no topic of this name")]
    Unknown,
    /// It says of what although there is only one, or does not say it although it has to.
    #[error("this topic is called otherwise: see the catalogue for its example")]
    Argument,
}

impl LiveTopic {
    /// Bytes of the longest.
    pub const LONGEST: usize = 128;

    /// A topic of one thing.
    #[must_use]
    pub fn of(name: TopicName, id: AccountId) -> Self {
        Self { name, of: u64::try_from(id.raw()).ok() }
    }

    /// The topic of a tag. Names of topics have no Unicode, so a tag has a number there: the first 53 bits of its UUID version 5,
    /// which every client can count with.
    #[must_use]
    pub fn tag(tag: &Hashtag) -> Self {
        let (high, _) = Uuid::new_v5(&Uuid::NAMESPACE_OID, tag.as_str().as_bytes()).as_u64_pair();
        Self { name: TopicName::TimelineTag, of: Some(high >> 11) }
    }

    /// The same of everything.
    #[must_use]
    pub fn everywhere(self) -> Self {
        Self { of: None, ..self }
    }

    /// Where something that is told on it is heard: there, and where all of its name is.
    #[must_use]
    pub fn heard_at(self) -> Vec<Topic> {
        let everywhere = self.name.entry().argument.admits(None).then(|| self.everywhere());
        let everywhere = everywhere.filter(|everywhere| *everywhere != self);
        [Some(self), everywhere].into_iter().flatten().map(Topic::Live).collect()
    }

    /// The account or channel that it is of.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.of.and_then(|of| i64::try_from(of).ok()).map(AccountId::stored)
    }
}

impl FromStr for LiveTopic {
    type Err = NoTopic;

    /// `resource:subresource:action`, up to four parts of `a-z0-9_-`, then up to three of `A-Za-z0-9_-`, each after a dot.
    fn from_str(text: &str) -> Result<Self, NoTopic> {
        let word = |part: &str, legal: fn(u8) -> bool| !part.is_empty() && part.bytes().all(legal);
        let lower = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
        let any = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        let mut parts = text.split('.');
        let name = parts.next().unwrap_or_default();
        let of: Vec<&str> = parts.collect();
        let well_formed = text.len() <= Self::LONGEST
            && name.split(':').count() <= 4
            && name.split(':').all(|part| word(part, lower))
            && of.len() <= 3
            && of.iter().all(|part| word(part, any));
        if !well_formed {
            return Err(NoTopic::Malformed);
        }
        let name = TopicName::find(name).ok_or(NoTopic::Unknown)?;
        let number = |part: &str| match part.parse::<u64>() {
            Ok(number) if number.to_string() == part && i64::try_from(number).is_ok() => Ok(Some(number)),
            _ => Err(NoTopic::Argument),
        };
        let of = match of[..] {
            [] => None,
            [one] => number(one)?,
            _ => return Err(NoTopic::Argument),
        };
        if name.entry().argument.admits(of) { Ok(Self { name, of }) } else { Err(NoTopic::Argument) }
    }
}

impl fmt::Display for LiveTopic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name.as_str())?;
        self.of.map_or(Ok(()), |of| write!(f, ".{of}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_survives_its_journey() {
        for entry in TopicName::catalogue() {
            let topic: LiveTopic = entry.example_topic.parse().unwrap();
            assert_eq!(topic.to_string(), entry.example_topic);
            assert_eq!(topic.name, entry.name);
        }
        let all: LiveTopic = "channel:update".parse().unwrap();
        assert_eq!(all, LiveTopic::of(TopicName::ChannelUpdate, AccountId::stored(42)).everywhere());
    }

    #[test]
    fn what_is_told_of_one_channel_is_heard_by_those_who_listen_to_all() {
        let check = |topic: &str, expected: &[&str]| {
            let heard_at = topic.parse::<LiveTopic>().unwrap().heard_at();
            assert_eq!(heard_at.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
        };
        check("channel:update.42", &["channel:update.42", "channel:update"]);
        check("room:message.42", &["room:message.42"]);
        check("timeline:public", &["timeline:public"]);
    }

    #[test]
    fn what_names_no_topic_says_why() {
        let check = |text: &str, why| assert_eq!(text.parse::<LiveTopic>(), Err(why), "{text:?}");
        for bad in [
            "",
            ".",
            "channel:update.",
            ":x",
            "a:",
            "a:b:c:d:e",
            "Channel:update.1",
            "a b",
            "ä.1",
            "x.1.2.3.4",
        ] {
            check(bad, NoTopic::Malformed);
        }
        check(&format!("channel:update.{}", "1".repeat(200)), NoTopic::Malformed);
        check("channel:updates.1", NoTopic::Unknown);
        check("whispers.42", NoTopic::Unknown);
        let huge = u64::MAX.to_string();
        for bad in [
            "channel:update.x",
            "channel:update.-1",
            "channel:update.01",
            "channel:update.1.2",
            "timeline:public.1",
        ] {
            check(bad, NoTopic::Argument);
        }
        check(&format!("channel:update.{huge}"), NoTopic::Argument);
        check("user:notification", NoTopic::Argument);
    }

    #[test]
    fn a_tag_has_one_number_however_it_is_written_and_every_client_can_count_with_it() {
        let topic = |tag: &str| LiveTopic::tag(&Hashtag::parse(tag).unwrap());
        assert_eq!(topic("#RuSt"), topic("rust"));
        assert_ne!(topic("rust"), topic("rüst"));
        assert!(topic("rust").of.unwrap() < 1 << 53);
        assert_eq!(topic("rust").to_string().parse(), Ok(topic("rust")));
    }
}

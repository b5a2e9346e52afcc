//! What is told to whoever listens right now, and kept nowhere.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{LiveTopic, TopicName};
use crate::identity::AuthorFacts;
use crate::ids::AccountId;

/// Something that is told in passing: it is in no log and has no position there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passing {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub time: Timestamp,
    /// What.
    #[serde(flatten)]
    pub what: Fleeting,
}

/// What is told in passing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "payload")]
pub enum Fleeting {
    /// Somebody writes in a room.
    #[serde(rename = "room.typing")]
    Typing(Typing),
}

/// Somebody writes in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typing {
    /// Where.
    pub room: AccountId,
    /// Who.
    pub by: AuthorFacts,
}

impl Passing {
    /// Where it is heard.
    #[must_use]
    pub fn topic(&self) -> LiveTopic {
        match &self.what {
            Fleeting::Typing(typing) => LiveTopic::of(TopicName::RoomTyping, typing.room),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::realtime::Class;

    #[test]
    fn what_passes_survives_its_journey_to_a_topic_that_keeps_nothing() {
        let by = AuthorFacts::of_nobody(AccountId::stored(2));
        let what = Fleeting::Typing(Typing { room: AccountId::stored(42), by });
        let passing = Passing { id: Uuid::from_u128(1), time: Timestamp::UNIX_EPOCH, what };
        let read: Passing = serde_json::from_str(&serde_json::to_string(&passing).unwrap()).unwrap();
        assert_eq!(read, passing);
        assert_eq!(passing.topic().to_string(), "room:typing.42");
        assert_eq!(passing.topic().name.entry().class, Class::Ephemeral);
    }
}

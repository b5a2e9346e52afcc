//! What is told to whoever listens right now, and kept nowhere.
use std::collections::BTreeSet;

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
    /// Who listens to rooms at one server; for servers alone.
    #[serde(rename = "rooms.attended")]
    Attended(Attended),
    /// How many listen to a room, at all servers.
    #[serde(rename = "room.present")]
    Present(Present),
}

/// Somebody writes in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typing {
    /// Where.
    pub room: AccountId,
    /// Who.
    pub by: AuthorFacts,
}

/// Who listens to rooms at one server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attended {
    /// The server: it is another one each time that it starts.
    pub server: Uuid,
    /// Those rooms of which there is something new, or nothing was said for a while.
    pub rooms: Vec<RoomAttended>,
}

/// Who listens to a room at one server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomAttended {
    /// Which room.
    pub room: AccountId,
    /// The members, each once and in order; up to [`Self::MEMBERS`] of them.
    pub members: Vec<AccountId>,
    /// All others.
    pub visitors: u32,
}

/// How many listen to a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// Which room.
    pub room: AccountId,
    /// Members, each counted once.
    pub members: u32,
    /// All others, each as often as they listen.
    pub visitors: u32,
}

impl RoomAttended {
    /// Members that one server names of a room; the rest are counted as visitors.
    pub const MEMBERS: usize = 1_000;

    /// Those who listen to a room at a server: the members among them, and nothing of the others.
    #[must_use]
    pub fn by(room: AccountId, listeners: impl IntoIterator<Item = Option<AccountId>>) -> Self {
        let (mut members, mut visitors) = (BTreeSet::new(), 0);
        for listener in listeners {
            match listener {
                Some(member) if members.contains(&member) => {}
                Some(member) if members.len() < Self::MEMBERS => {
                    members.insert(member);
                }
                Some(_) | None => visitors += 1,
            }
        }
        Self { room, members: members.into_iter().collect(), visitors }
    }

    /// Whether nobody does.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty() && self.visitors == 0
    }
}

impl Passing {
    /// Where it is heard; nowhere what is for servers alone.
    #[must_use]
    pub fn topic(&self) -> Option<LiveTopic> {
        match &self.what {
            Fleeting::Typing(typing) => Some(LiveTopic::of(TopicName::RoomTyping, typing.room)),
            Fleeting::Present(present) => Some(LiveTopic::of(TopicName::RoomPresence, present.room)),
            Fleeting::Attended(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::realtime::Class;

    #[test]
    fn what_passes_survives_its_journey_to_a_topic_that_keeps_nothing() {
        let (room, by) = (AccountId::stored(42), AuthorFacts::of_nobody(AccountId::stored(2)));
        let attended = RoomAttended::by(room, [None, Some(room)]);
        for (what, topic) in [
            (Fleeting::Typing(Typing { room, by }), Some("room:typing.42")),
            (Fleeting::Present(Present { room, members: 1, visitors: 1 }), Some("room:presence:update.42")),
            (Fleeting::Attended(Attended { server: Uuid::nil(), rooms: vec![attended] }), None),
        ] {
            let passing = Passing { id: Uuid::from_u128(1), time: Timestamp::UNIX_EPOCH, what };
            let read: Passing = serde_json::from_str(&serde_json::to_string(&passing).unwrap()).unwrap();
            assert_eq!(read, passing);
            assert_eq!(passing.topic().map(|topic| topic.to_string()).as_deref(), topic);
            assert!(passing.topic().is_none_or(|topic| topic.name.entry().class == Class::Ephemeral));
        }
    }

    #[test]
    fn a_member_is_named_once_and_not_many_are() {
        let ids = |ids: &[i64]| ids.iter().map(|&id| AccountId::stored(id)).collect::<Vec<_>>();
        let by = |listeners: Vec<Option<AccountId>>| RoomAttended::by(AccountId::stored(42), listeners);
        let few = by(vec![
            Some(AccountId::stored(7)),
            None,
            Some(AccountId::stored(3)),
            Some(AccountId::stored(7)),
        ]);
        assert_eq!((few.members, few.visitors), (ids(&[3, 7]), 1));
        let many = by((0..1_500).map(|id| Some(AccountId::stored(id))).collect());
        assert_eq!((many.members.len(), many.visitors), (RoomAttended::MEMBERS, 500));
        assert!(by(vec![]).is_empty() && !by(vec![None]).is_empty());
    }
}

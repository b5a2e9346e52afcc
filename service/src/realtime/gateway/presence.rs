//! How many listen to a room, for those who ask: who listens is told when that changes.
use domain::ids::AccountId;
use domain::realtime::TopicName;

use super::machine::topic;
use super::{Act, Answer, Code, Presence, Refused};

/// What is to be done about a PRESENCE.
pub(super) fn ask(presence: Presence) -> Act {
    let Presence { nonce, topic } = presence;
    match room(&topic) {
        Ok(room) => Act::Presence(nonce, room),
        Err(reason) => {
            let refused = Refused { topic, code: Code::BadTopic, reason: reason.to_owned() };
            Act::Answer(Answer::refusing_topic(nonce, refused))
        }
    }
}

/// The room that a topic is of.
fn room(label: &str) -> Result<AccountId, &'static str> {
    let topic = topic(label)?;
    match topic.name {
        TopicName::RoomMessage | TopicName::RoomTyping | TopicName::RoomPresence => {
            topic.account().ok_or("topic_argument")
        }
        _ => Err("topic_without_presence"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(label: &str) -> Result<AccountId, String> {
        match ask(Presence { nonce: "n".to_owned(), topic: label.to_owned() }) {
            Act::Presence(_, room) => Ok(room),
            Act::Answer(Answer { refused, .. }) => Err(refused[0].reason.clone()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn rooms_are_asked_about_by_their_topics_and_nothing_else_is() {
        for label in ["room:message.42", "room:typing.42", "room:presence:update.42"] {
            assert_eq!(asked(label), Ok(AccountId::stored(42)), "{label}");
        }
        for (label, reason) in [
            ("channel:update.42", "topic_without_presence"),
            ("timeline:public", "topic_without_presence"),
            ("room:message", "topic_argument"),
            ("nobody:knows.1", "topic_unknown"),
            ("Room:message.42", "topic_malformed"),
        ] {
            assert_eq!(asked(label), Err(reason.to_owned()), "{label}");
        }
    }
}

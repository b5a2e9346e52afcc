//! What happens in channels, as those who listen are told.
use domain::channels::{
    ChannelEvent, ChannelFollowed, ChannelUnfollowed, ChannelUpdated, RoomSaid, RoomUnsaid,
};
use domain::identity::AuthorFacts;
use domain::realtime::{Fleeting, Present, Typing};
use serde::Serialize;
use serde_json::{Value, json};

use super::round::{PollTold, PredictionTold};
use crate::mastodon::Moment;

/// The `type` and the `data` of a message, as the catalogue of topics has them; nothing of what was taken away since.
#[must_use]
pub fn told(event: &ChannelEvent) -> Option<(&'static str, Value)> {
    Some(match event {
        ChannelEvent::Updated(told) => {
            let ChannelUpdated { channel, by, title, category, live } = &**told;
            let data = json!({ "channel": channel, "by": person(by), "title": title, "category": category, "live": live });
            ("channel:update", data)
        }
        ChannelEvent::Followed(told) => {
            let ChannelFollowed { channel, by } = &**told;
            ("channel:follow", json!({ "channel": channel, "by": person(by) }))
        }
        ChannelEvent::Unfollowed(ChannelUnfollowed { channel, by }) => {
            ("channel:unfollow", json!({ "channel": channel, "by": { "id": by } }))
        }
        ChannelEvent::Said(told) if told.text.is_empty() => return None,
        ChannelEvent::Said(told) => {
            let RoomSaid { room, id, by, text, at } = &**told;
            let data = json!({ "id": id, "room": room, "by": person(by), "text": text, "at": Moment(*at) });
            ("room:message", data)
        }
        ChannelEvent::Unsaid(RoomUnsaid { room, id }) => ("room:delete", json!({ "id": id, "room": room })),
        ChannelEvent::PredictionCreated(told) => {
            return asked("channel:prediction:create", &PredictionTold::from(&**told));
        }
        ChannelEvent::PredictionProgressed(told) => {
            return asked("channel:prediction:progress", &PredictionTold::from(&**told));
        }
        ChannelEvent::PredictionLocked(told) => {
            return asked("channel:prediction:lock", &PredictionTold::from(&**told));
        }
        ChannelEvent::PredictionResolved(told) => {
            return asked("channel:prediction:resolve", &PredictionTold::from(&**told));
        }
        ChannelEvent::PredictionCancelled(told) => {
            return asked("channel:prediction:cancel", &PredictionTold::from(&**told));
        }
        ChannelEvent::PollCreated(told) => return asked("channel:poll:create", &PollTold::from(&**told)),
        ChannelEvent::PollProgressed(told) => {
            return asked("channel:poll:progress", &PollTold::from(&**told));
        }
        ChannelEvent::PollEnded(told) => return asked("channel:poll:end", &PollTold::from(&**told)),
    })
}

/// The same of what is kept nowhere; nothing of what is for servers alone.
#[must_use]
pub fn told_in_passing(what: &Fleeting) -> Option<(&'static str, Value)> {
    match what {
        Fleeting::Typing(Typing { room, by }) => {
            Some(("room:typing", json!({ "room": room, "by": person(by) })))
        }
        Fleeting::Present(Present { room, members, visitors }) => {
            let data = json!({ "room": room, "members": members, "visitors": visitors });
            Some(("room:presence:update", data))
        }
        Fleeting::Attended(_) => None,
    }
}

/// A prediction or a poll is told as it stands, and as REST shows it.
fn asked(kind: &'static str, round: &impl Serialize) -> Option<(&'static str, Value)> {
    Some((kind, serde_json::to_value(round).ok()?))
}

fn person(facts: &AuthorFacts) -> Value {
    json!({ "id": facts.id, "username": facts.username, "display_name": facts.display_name })
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;
    use domain::ids::{AccountId, MessageId};
    use domain::realtime::Topic;

    use super::*;

    fn said(text: &str) -> ChannelEvent {
        ChannelEvent::Said(Box::new(RoomSaid {
            room: AccountId::stored(42),
            id: MessageId::stored(9),
            by: AuthorFacts::of_nobody(AccountId::stored(43)),
            text: text.to_owned(),
            at: Timestamp::UNIX_EPOCH,
        }))
    }

    #[test]
    fn each_message_has_a_type_that_its_topics_promise() {
        let (channel, by) = (AccountId::stored(42), AuthorFacts::of_nobody(AccountId::stored(43)));
        let update = ChannelUpdated {
            channel,
            by: by.clone(),
            title: "rooks".to_owned(),
            category: String::new(),
            live: true,
        };
        for event in [
            ChannelEvent::Updated(Box::new(update)),
            ChannelEvent::Followed(Box::new(ChannelFollowed { channel, by })),
            ChannelEvent::Unfollowed(ChannelUnfollowed { channel, by: AccountId::stored(43) }),
            said("caw"),
            ChannelEvent::Unsaid(RoomUnsaid { room: channel, id: MessageId::stored(9) }),
        ] {
            let (kind, data) = told(&event).unwrap();
            assert!(data.is_object());
            for topic in event.topics() {
                let Topic::Live(topic) = topic else { panic!("{topic:?}") };
                assert!(topic.name.entry().types.contains(&kind), "{topic} carries {kind}");
            }
        }
    }

    #[test]
    fn what_was_taken_away_is_not_told() {
        assert_eq!(told(&said("")), None);
    }
}

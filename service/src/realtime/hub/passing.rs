//! What is kept nowhere, to those who listen right now.
use std::collections::{BTreeSet, HashMap};

use domain::realtime::{Passing, RoomAttended, Topic, TopicName};

use super::super::outbound::Of;
use super::super::{Channel, Label};
use super::{ConnectionId, Hub};

impl Hub {
    /// Gives it to everybody who listens to its topic, has caught up and is not behind; nobody is cut off for it, and nobody gets
    /// it later. Gives the number of connections that got it.
    pub fn pass(&self, passing: &Passing) -> usize {
        let (Some(topic), state) = (passing.topic(), self.state()) else { return 0 };
        let mut made: HashMap<&Label, Option<bytes::Bytes>> = HashMap::new();
        let mut reached = 0;
        for id in state.connections.of_topic(&Topic::Live(topic)) {
            let Some(connection) = state.connections.get(id).filter(|one| one.follows.is_some()) else {
                continue;
            };
            let held = &connection.subscriptions;
            for held in held.iter().filter(|held| held.listening.channel == Channel::Live(topic)) {
                let label = &held.listening.label;
                let frame = made.entry(label).or_insert_with(|| self.renderer.pass(passing, label));
                let of = Of { connection: id, stream: held.number };
                let taken = frame.clone().is_some_and(|frame| connection.outbound.pass(of, frame));
                reached += usize::from(taken);
            }
        }
        reached
    }
}

impl Hub {
    /// Who listens to what is said in rooms, at this server.
    #[must_use]
    pub fn attended(&self) -> Vec<RoomAttended> {
        let state = self.state();
        let room = |topic: &Topic| match topic {
            Topic::Live(topic) if topic.name == TopicName::RoomMessage => topic.account(),
            _ => None,
        };
        let listeners = |ids: &BTreeSet<ConnectionId>| {
            let of = |id: &ConnectionId| state.connections.get(*id).map(|connection| connection.viewer);
            ids.iter().filter_map(of).collect::<Vec<_>>()
        };
        let rooms = state.connections.topics().filter_map(|(topic, ids)| Some((room(topic)?, ids)));
        rooms.map(|(room, ids)| RoomAttended::by(room, listeners(ids))).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::Timestamp;
    use domain::identity::AuthorFacts;
    use domain::ids::AccountId;
    use domain::realtime::{Fleeting, LiveTopic, LogId, Position, Typing};
    use uuid::Uuid;

    use super::super::tests::Plain;
    use super::super::{NewConnection, Page};
    use super::*;
    use crate::realtime::{Format, Listening, Outbound};

    const ROOM: AccountId = AccountId::stored(1);

    fn typing() -> Passing {
        let by = AuthorFacts::of_nobody(AccountId::stored(2));
        let what = Fleeting::Typing(Typing { room: ROOM, by });
        Passing { id: Uuid::nil(), time: Timestamp::UNIX_EPOCH, what }
    }

    fn listening(hub: &Hub, room: AccountId, follows: bool) -> Arc<Outbound> {
        let new =
            NewConnection { viewer: None, held: None, format: Format::Gateway, since: None, lane_of: None };
        let started = hub.connect(new);
        let channel = Channel::Live(LiveTopic::of(TopicName::RoomTyping, room));
        hub.subscribe(started.id, &Listening { channel, label: Label("t".into()) });
        assert!(!follows || matches!(hub.page(started.id, Position::START), Page::Follows));
        started.outbound
    }

    #[test]
    fn who_follows_and_keeps_up_gets_it_and_nobody_else() {
        let hub = Hub::new(Arc::new(Plain));
        hub.start_over(LogId(Uuid::from_u128(9)), Position::START);
        let here = listening(&hub, ROOM, true);
        let elsewhere = listening(&hub, AccountId::stored(3), true);
        let catching_up = listening(&hub, ROOM, false);
        assert_eq!(hub.pass(&typing()), 1);
        assert_eq!(here.try_take().unwrap().frames, ["t passing"]);
        assert_eq!((elsewhere.try_take(), catching_up.try_take()), (None, None));
        let taken = (0..Outbound::FRAMES).take_while(|_| hub.pass(&typing()) == 1).count();
        assert_eq!(taken, Outbound::PASSING, "what is kept nowhere does not fill a queue");
        assert_eq!(here.try_take().unwrap().cut, None, "and cuts nobody off");
    }

    #[test]
    fn who_listens_to_a_room_is_there() {
        let hub = Hub::new(Arc::new(Plain));
        let listen = |viewer: Option<i64>, name| {
            let viewer = viewer.map(AccountId::stored);
            let new =
                NewConnection { viewer, held: None, format: Format::Gateway, since: None, lane_of: None };
            let started = hub.connect(new);
            let channel = Channel::Live(LiveTopic::of(name, ROOM));
            hub.subscribe(started.id, &Listening { channel, label: Label("t".into()) });
            started.id
        };
        listen(Some(3), TopicName::RoomTyping);
        assert_eq!(hub.attended(), []);
        listen(Some(3), TopicName::RoomMessage);
        let visitor = listen(None, TopicName::RoomMessage);
        let members = vec![AccountId::stored(3)];
        assert_eq!(hub.attended(), [RoomAttended { room: ROOM, members: members.clone(), visitors: 1 }]);
        hub.disconnect(visitor);
        assert_eq!(hub.attended(), [RoomAttended { room: ROOM, members, visitors: 0 }]);
    }
}

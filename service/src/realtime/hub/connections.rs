//! The open connections of one server, and what they listen to.
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use domain::identity::{Grantee, TokenId, TokenRevoked};
use domain::ids::AccountId;
use domain::realtime::{Cursor, Position, Topic};

use super::super::outbound::Of;
use super::super::{Channel, Cut, Format, Listening, Outbound};

/// One connection of this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(u64);

impl ConnectionId {
    /// The first that a server opens.
    pub const FIRST: Self = Self(1);

    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// A connection that is about to open.
#[derive(Debug, Clone)]
pub struct NewConnection {
    /// Who listens, if they said so.
    pub viewer: Option<AccountId>,
    /// By which token they said so: the connection ends with it.
    pub held: Option<(TokenId, Grantee)>,
    /// How they want their frames.
    pub format: Format,
    /// Where they left off, if they did; a position that the log has.
    pub since: Option<Cursor>,
    /// What waits for the client, if this is one of its lanes.
    pub lane_of: Option<Arc<Outbound>>,
}

/// A connection that has opened.
#[derive(Debug, Clone)]
pub struct Started {
    /// Its id.
    pub id: ConnectionId,
    /// What waits for it once it follows.
    pub outbound: Arc<Outbound>,
    /// Where it begins to catch up.
    pub cursor: Cursor,
    /// Whether that is where it left off; always so if it left off nowhere.
    pub recovered: bool,
}

#[derive(Debug)]
pub(super) struct Connection {
    pub(super) viewer: Option<AccountId>,
    held: Option<(TokenId, Grantee)>,
    pub(super) format: Format,
    pub(super) outbound: Arc<Outbound>,
    pub(super) subscriptions: Vec<Subscription>,
    /// Subscriptions that there were.
    subscribed: u32,
    /// Whether another connection stands for the client.
    is_lane: bool,
    is_sent_off: bool,
    /// Whether it left off somewhere.
    pub(super) resumes: bool,
    /// Since when it follows: what came before, it has seen. Another server may have shown it more than this one has got yet.
    pub(super) follows: Option<Position>,
}

#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) listening: Listening,
    /// The topic that holds all of it, where there is one.
    pub(super) topic: Option<Topic>,
    /// Which one of its connection.
    pub(super) number: u32,
}

#[derive(Default)]
pub(super) struct Connections {
    last: Option<ConnectionId>,
    open: BTreeMap<ConnectionId, Connection>,
    topics: HashMap<Topic, BTreeSet<ConnectionId>>,
}

impl Connections {
    /// Clients that are connected.
    pub(super) fn len(&self) -> usize {
        self.open.values().filter(|connection| !connection.is_lane).count()
    }

    pub(super) fn token_of(&self, id: ConnectionId) -> Option<TokenId> {
        let (token, _) = self.open.get(&id)?.held?;
        Some(token)
    }

    pub(super) fn open(&mut self, new: NewConnection, here: Cursor) -> Started {
        let id = self.last.map_or(ConnectionId::FIRST, ConnectionId::next);
        self.last = Some(id);
        let honest = new.since.is_none_or(|since| since.log == here.log);
        let cursor = new.since.filter(|_| honest).unwrap_or(here);
        let is_lane = new.lane_of.is_some();
        let outbound = new.lane_of.unwrap_or_default();
        if !is_lane {
            outbound.begin(cursor.position);
        }
        let connection = Connection {
            viewer: new.viewer,
            held: new.held,
            format: new.format,
            outbound: Arc::clone(&outbound),
            subscriptions: vec![],
            subscribed: 0,
            is_lane,
            is_sent_off: false,
            resumes: honest && new.since.is_some(),
            follows: None,
        };
        self.open.insert(id, connection);
        Started { id, outbound, cursor, recovered: honest }
    }

    pub(super) fn get(&self, id: ConnectionId) -> Option<&Connection> {
        self.open.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: ConnectionId) -> Option<&mut Connection> {
        self.open.get_mut(&id)
    }

    /// Gives the viewer if the stream was added.
    pub(super) fn subscribe(&mut self, id: ConnectionId, listening: &Listening) -> Option<AccountId> {
        let connection = self.open.get_mut(&id)?;
        if connection.subscriptions.iter().any(|held| held.listening == *listening) {
            return None;
        }
        connection.subscribed += 1;
        let number = connection.subscribed;
        let topic = topic_of(&listening.channel, connection.viewer);
        if let Some(topic) = &topic {
            self.topics.entry(topic.clone()).or_default().insert(id);
        }
        // most lanes have one
        connection.subscriptions.reserve_exact(1);
        connection.subscriptions.push(Subscription { listening: listening.clone(), topic, number });
        connection.viewer
    }

    /// Gives the viewer if none of the connection's streams is of those whom they follow any more, and one was.
    pub(super) fn unsubscribe(&mut self, id: ConnectionId, listening: &Listening) -> Option<AccountId> {
        let connection = self.open.get_mut(&id)?;
        let before = connection.subscriptions.len();
        for ended in connection.subscriptions.extract_if(.., |held| held.listening == *listening) {
            connection.outbound.purge_of(Of { connection: id, stream: ended.number });
        }
        let last = before > connection.subscriptions.len()
            && connection.subscriptions.iter().all(|held| held.listening.channel != listening.channel);
        let none_left = connection.subscriptions.iter().all(|held| !held.listening.channel.is_of_followed());
        let viewer = connection.viewer.filter(|_| last && none_left && listening.channel.is_of_followed());
        let topic = topic_of(&listening.channel, connection.viewer);
        if let Some(topic) = topic.filter(|_| last) {
            self.leave(&topic, id);
        }
        viewer
    }

    /// Gives the viewer, whose home may have been among the streams.
    pub(super) fn close(&mut self, id: ConnectionId) -> Option<AccountId> {
        let connection = self.open.remove(&id)?;
        let viewer = connection.viewer;
        for topic in connection.subscriptions.into_iter().filter_map(|held| held.topic) {
            self.leave(&topic, id);
        }
        viewer
    }

    pub(super) fn of_topic(&self, topic: &Topic) -> impl Iterator<Item = ConnectionId> {
        self.topics.get(topic).into_iter().flatten().copied()
    }

    pub(super) fn topics(&self) -> impl Iterator<Item = (&Topic, &BTreeSet<ConnectionId>)> {
        self.topics.iter()
    }

    pub(super) fn cut_all(&self, why: Cut) {
        for connection in self.open.values() {
            connection.outbound.cut(why);
        }
    }

    /// Cuts those off that were opened with a token that has ended; gives the lanes among them, of which their clients hear.
    pub(super) fn end(&self, revoked: &TokenRevoked) -> Vec<ConnectionId> {
        let ended = |held: &(TokenId, Grantee)| revoked.ends(held.0, &held.1);
        let of_it = |connection: &Connection| connection.held.as_ref().is_some_and(ended);
        let mut lanes = vec![];
        for (&id, connection) in self.open.iter().filter(|(_, connection)| of_it(connection)) {
            if connection.is_lane {
                connection.outbound.revoke(id);
                lanes.push(id);
            } else {
                connection.outbound.end();
            }
        }
        lanes
    }

    /// Has connections end with another token.
    pub(super) fn hold(&mut self, connections: &[ConnectionId], by: (TokenId, Grantee)) {
        for id in connections {
            if let Some(connection) = self.open.get_mut(id) {
                connection.held = Some(by);
            }
        }
    }

    /// Has the client of a lane hear that its token has ended.
    pub(super) fn revoke(&self, lane: ConnectionId) {
        if let Some(connection) = self.open.get(&lane) {
            connection.outbound.revoke(lane);
        }
    }

    /// Takes out of all queues what waits of somebody who left.
    pub(super) fn purge(&self, whose: AccountId) {
        for connection in self.open.values() {
            connection.outbound.purge(whose);
        }
    }

    pub(super) fn cut_some(&mut self, most: usize, why: Cut) -> usize {
        let mut open: Vec<_> = self.open.values_mut().filter(|connection| connection.is_here()).collect();
        let left = open.len().saturating_sub(most);
        open.truncate(most);
        for connection in open {
            connection.send_off(why);
        }
        left
    }

    fn leave(&mut self, topic: &Topic, id: ConnectionId) {
        if let Some(listeners) = self.topics.get_mut(topic) {
            listeners.remove(&id);
            if listeners.is_empty() {
                self.topics.remove(topic);
            }
        }
    }
}

impl Connection {
    /// Whether it stands for a client that stays.
    fn is_here(&self) -> bool {
        !self.is_lane && !self.is_sent_off && self.outbound.is_cut().is_none()
    }

    /// Those of the gateway go by themselves when they are told to, and get what happens until then.
    fn send_off(&mut self, why: Cut) {
        self.is_sent_off = true;
        match self.format {
            Format::Gateway | Format::Replayed => self.outbound.send_off(),
            Format::Plain | Format::Resumable | Format::Sse => self.outbound.cut(why),
        }
    }
}

/// The topic that holds a stream, where it is one.
fn topic_of(channel: &Channel, viewer: Option<AccountId>) -> Option<Topic> {
    match channel {
        Channel::Public => Some(Topic::Public),
        Channel::PublicMedia => Some(Topic::PublicMedia),
        Channel::Hashtag(tag) => Some(Topic::Hashtag(tag.clone())),
        Channel::Notifications => viewer.map(Topic::Notifications),
        Channel::Conversations => viewer.map(Topic::Conversations),
        Channel::Author(author) => Some(Topic::Account(*author)),
        Channel::Live(topic) => Some(Topic::Live(*topic)),
        Channel::Home | Channel::List(_) | Channel::Silent => None,
    }
}

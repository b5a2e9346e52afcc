//! From an event to the connections that get it.
use std::collections::HashMap;

use bytes::Bytes;
use domain::Timestamp;
use domain::ids::{AccountId, ListId};
use domain::posts::{Hashtag, Home, Post, Shown};
use domain::reading::{Filter, ListFeed, Readable};
use domain::realtime::{Cursor, Event, LogId, Logged, Topic};

use super::super::outbound::{Of, Parties};
use super::super::{Channel, Format, Label, Renderer, Told};
use super::connections::{Connection, Subscription, topic_of};
use super::readers::Readers;
use super::{Fanned, State};

/// Gives the event to every connection that follows.
pub(super) fn fan_out(state: &mut State, renderer: &dyn Renderer, event: &Logged) -> Fanned {
    let Some(told) = renderer.tell(event, &[]) else { return Fanned::default() };
    let State { log, now, connections, readers, .. } = state;
    let now = *now;
    let topics = event.envelope.event.topics();
    let mut ids: Vec<_> = topics.iter().flat_map(|topic| connections.of_topic(topic)).collect();
    ids.extend(topics.iter().filter_map(author).flat_map(|author| readers.of_author(author)));
    ids.extend(topics.iter().filter_map(tag).flat_map(|tag| readers.of_tag(tag)));
    ids.sort_unstable();
    ids.dedup();

    let mut frames = Frames::new(renderer, &told, event, *log);
    let parties = parties(&event.envelope.event);
    let mut fanned = Fanned::default();
    for id in ids {
        let due = |connection: &&Connection| connection.follows.is_some_and(|seen| event.position > seen);
        let Some(connection) = connections.get(id).filter(due) else { continue };
        let own =
            frames.of(connection, connection.format, &Eyes::of(readers, connection.viewer, now), &topics);
        if own.is_empty() {
            continue;
        }
        let own = own.into_iter().map(|(stream, frame)| (Of { connection: id, stream }, frame));
        if connection.outbound.push(own, parties, event.position) {
            fanned.reached += 1;
        } else {
            fanned.cut += 1;
        }
    }
    fanned
}

/// The frames of one event; each is made once, however many get it.
pub(super) struct Frames<'a> {
    renderer: &'a dyn Renderer,
    told: &'a Told,
    event: &'a Logged,
    cursor: Cursor,
    made: HashMap<(Format, bool, Label), Bytes>,
    /// What filters read of it.
    readable: Option<Readable>,
}

impl<'a> Frames<'a> {
    pub(super) fn new(renderer: &'a dyn Renderer, told: &'a Told, event: &'a Logged, log: LogId) -> Self {
        let cursor = Cursor { log, position: event.position };
        let readable = readable(&event.envelope.event);
        Self { renderer, told, event, cursor, made: HashMap::new(), readable }
    }

    /// What a connection gets, live and when it catches up: one frame for each of its streams that the event belongs to. Only the last carries the position,
    /// so that whoever is cut off between two of them and resumes gets them all.
    pub(super) fn of(
        &mut self,
        connection: &Connection,
        format: Format,
        eyes: &Eyes<'_>,
        topics: &[Topic],
    ) -> Vec<(u32, Bytes)> {
        let event = &self.event.envelope.event;
        let matching = |channel: &Channel| match topic_of(channel, connection.viewer) {
            Some(topic) => {
                topics.contains(&topic)
                    && eyes.are_offered(event)
                    && (!matches!(channel, Channel::Author(_)) || is_written_for_everybody(event))
            }
            None => eyes.see(event, channel),
        };
        let held: Vec<&Subscription> =
            connection.subscriptions.iter().filter(|held| matching(&held.listening.channel)).collect();
        let last = held.len().saturating_sub(1);
        let own = if held.is_empty() { None } else { self.told_to(eyes) };
        // whoever listens to the gateway resumes topic by topic
        let each = matches!(format, Format::Gateway | Format::Replayed);
        let frame = |(n, held): (usize, &Subscription)| {
            let (label, placed) = (&held.listening.label, each || n == last);
            let frame = match &own {
                Some(told) => {
                    self.renderer.frame(self.event, told, label, format, placed.then_some(self.cursor))
                }
                None => self.frame(label, format, placed),
            };
            (held.number, frame)
        };
        held.into_iter().enumerate().map(frame).collect()
    }

    /// What is told to somebody alone, because filters of theirs match.
    fn told_to(&self, eyes: &Eyes<'_>) -> Option<Told> {
        let (readable, now) = (self.readable.as_ref()?, self.event.envelope.time);
        let hits: Vec<_> = eyes.filters().iter().filter_map(|filter| filter.hit(readable, now)).collect();
        if hits.is_empty() { None } else { self.renderer.tell(self.event, &hits) }
    }

    fn frame(&mut self, label: &Label, format: Format, last: bool) -> Bytes {
        let Self { renderer, told, event, cursor, made, .. } = self;
        let make = || renderer.frame(event, told, label, format, last.then_some(*cursor));
        made.entry((format, last, label.clone())).or_insert_with(make).clone()
    }
}

/// Whose eyes an event is shown to, and when.
pub(super) struct Eyes<'a> {
    viewer: Option<AccountId>,
    readers: &'a Readers,
    /// What the rules need to know of the viewer.
    home: Option<&'a Home>,
    now: Timestamp,
}

impl<'a> Eyes<'a> {
    pub(super) fn of(readers: &'a Readers, viewer: Option<AccountId>, now: Timestamp) -> Self {
        Self { viewer, readers, home: viewer.and_then(|viewer| readers.home(viewer)), now }
    }

    fn filters(&self) -> &'a [Filter] {
        self.viewer.map_or(&[], |viewer| self.readers.filters(viewer))
    }

    fn list(&self, id: ListId) -> Option<&'a ListFeed> {
        self.readers.list(id, self.viewer?)
    }

    /// Whether they are offered an event that a topic tells: nothing of those whom they keep away, and nothing at all to
    /// somebody of whom too little is known.
    fn are_offered(&self, event: &Event) -> bool {
        let written = match event {
            Event::Published(told) => Some((&told.post, &told.author)),
            Event::Edited(told) => Some((&told.post, &told.author)),
            _ => None,
        };
        match (event, written, self.viewer, self.home) {
            (_, Some((_, author)), None, _) => !author.silenced,
            (Event::Notified(_) | Event::Conversed(_), _, Some(_), None) | (_, Some(_), Some(_), None) => {
                false
            }
            (_, Some((post, author)), Some(_), Some(home)) => {
                let shown = Shown { audience: &post.audience(), booster: None };
                home.is_offered(shown, author.silenced, self.now)
            }
            (Event::Notified(notified), _, _, Some(home)) => home.ties.let_tell(notified.by.id, self.now),
            (Event::Conversed(told), _, _, Some(home)) => home.ties.let_tell(told.author.id, self.now),
            _ => true,
        }
    }

    /// Whether a stream that is made of those whom they follow shows an event.
    fn see(&self, event: &Event, channel: &Channel) -> bool {
        let Some(home) = self.home else { return false };
        match channel {
            Channel::Home => is_shown(event, home, self.now),
            Channel::List(id) => {
                is_of_followed(event, home, self.now)
                    && self.list(*id).is_some_and(|feed| is_picked(event, feed))
            }
            Channel::Public
            | Channel::PublicMedia
            | Channel::Hashtag(_)
            | Channel::Notifications
            | Channel::Conversations
            | Channel::Author(_)
            | Channel::Live(_)
            | Channel::Silent => false,
        }
    }

    /// Whose doings a stream is made of, where it has no topic of its own.
    pub(super) fn authors(&self, channel: &Channel) -> Vec<AccountId> {
        match (channel, self.home) {
            (Channel::Home, Some(home)) => home.follows.keys().chain([&home.reader]).copied().collect(),
            (Channel::List(id), Some(_)) => {
                self.list(*id).into_iter().flat_map(|feed| &feed.members).copied().collect()
            }
            _ => vec![],
        }
    }

    /// The tags that a stream is made of too.
    pub(super) fn tags(&self, channel: &Channel) -> Vec<Hashtag> {
        match (channel, self.home) {
            (Channel::Home, Some(home)) => home.tags.iter().map(|tag| Hashtag::stored(tag)).collect(),
            _ => vec![],
        }
    }
}

/// Whether a list picks an event out of those that the home of its owner shows.
fn is_picked(event: &Event, feed: &ListFeed) -> bool {
    match event {
        Event::Published(published) => {
            feed.picks(Shown { audience: &published.post.audience(), booster: None })
        }
        Event::Edited(edited) => feed.picks(Shown { audience: &edited.post.audience(), booster: None }),
        Event::Deleted(deleted) => feed.picks(Shown { audience: &deleted.audience, booster: None }),
        Event::Boosted(boosted) => {
            let booster = Some(boosted.boost.by.id);
            feed.picks(Shown { audience: &boosted.post.audience(), booster })
        }
        Event::Unboosted(unboosted) => feed.members.contains(&unboosted.by),
        _ => false,
    }
}

/// Whether it is about a post that everybody may read.
fn is_written_for_everybody(event: &Event) -> bool {
    match event {
        Event::Published(told) => told.post.visibility.is_open(),
        Event::Edited(told) => told.post.visibility.is_open(),
        Event::Deleted(told) => told.audience.visibility.is_open(),
        _ => false,
    }
}

/// The post of an event as filters read it.
fn readable(event: &Event) -> Option<Readable> {
    let facts = match event {
        Event::Published(published) => &published.post,
        Event::Boosted(boosted) => &boosted.post,
        Event::Edited(edited) => &edited.post,
        Event::Notified(notified) => notified.post.as_ref()?,
        Event::Conversed(conversed) => &conversed.post,
        _ => return None,
    };
    Some(Readable::from(&Post::from(facts)))
}

/// Whether a home shows an event; of what is gone, whatever it might have shown.
fn is_shown(event: &Event, home: &Home, now: Timestamp) -> bool {
    let written = match event {
        Event::Published(told) => Some((&told.post, &told.author)),
        Event::Edited(told) => Some((&told.post, &told.author)),
        _ => None,
    };
    match written {
        Some((post, author)) => {
            home.shows(Shown { audience: &post.audience(), booster: None }, author.silenced, now)
        }
        None => is_of_followed(event, home, now),
    }
}

/// The same, of what those do whom its owner follows.
fn is_of_followed(event: &Event, home: &Home, now: Timestamp) -> bool {
    let reads = |account| account == home.reader || home.follows.contains_key(&account);
    let shows = |audience, booster| home.shows_of_followed(Shown { audience, booster }, now);
    match event {
        Event::Published(published) => shows(&published.post.audience(), None),
        Event::Edited(edited) => shows(&edited.post.audience(), None),
        Event::Deleted(deleted) => home.would_show(Shown { audience: &deleted.audience, booster: None }),
        Event::Boosted(boosted) => shows(&boosted.post.audience(), Some(boosted.boost.by.id)),
        Event::Unboosted(unboosted) => reads(unboosted.by),
        Event::FiltersChanged(changed) => changed.owner == home.reader,
        _ => false,
    }
}

/// Takes out of all queues what an event ends: those who are kept apart, or one from the other, have seen the last of them.
pub(super) fn purge(state: &State, event: &Event) {
    let ends = match event {
        Event::Blocked(told) => vec![(told.blocker, told.blocked), (told.blocked, told.blocker)],
        Event::Muted(told) => vec![(told.muter, told.muted)],
        _ => return,
    };
    for (reader, whose) in ends {
        for connection in state.readers.listeners(reader).filter_map(|id| state.connections.get(id)) {
            connection.outbound.purge(whose);
        }
    }
}

/// Those who have a part in what an event tells.
fn parties(event: &Event) -> Parties {
    match event {
        Event::Published(published) => [Some(published.post.author), None],
        Event::Edited(edited) => [Some(edited.post.author), None],
        Event::Boosted(boosted) => [Some(boosted.post.author), Some(boosted.boost.by.id)],
        Event::Notified(notified) => [Some(notified.by.id), None],
        Event::Conversed(conversed) => [Some(conversed.author.id), None],
        _ => [None, None],
    }
}

fn author(topic: &Topic) -> Option<AccountId> {
    match topic {
        Topic::Account(author) => Some(*author),
        Topic::Public
        | Topic::PublicMedia
        | Topic::Hashtag(_)
        | Topic::Notifications(_)
        | Topic::Conversations(_)
        | Topic::Live(_)
        | Topic::Tokens => None,
    }
}

fn tag(topic: &Topic) -> Option<&Hashtag> {
    match topic {
        Topic::Hashtag(tag) => Some(tag),
        Topic::Public
        | Topic::PublicMedia
        | Topic::Account(_)
        | Topic::Notifications(_)
        | Topic::Conversations(_)
        | Topic::Live(_)
        | Topic::Tokens => None,
    }
}

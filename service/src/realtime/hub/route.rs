//! From an event to the connections that get it.
use std::sync::Arc;

use domain::Timestamp;
use domain::ids::{AccountId, ListId};
use domain::posts::{Hashtag, Home, Shown};
use domain::reading::{Filter, ListFeed};
use domain::realtime::{Event, Logged, Topic};

use super::super::outbound::{Of, Pushed, Waiting};
use super::super::{Channel, Renderer};
use super::frames::Frames;
use super::readers::Readers;
use super::{Fanned, State};

/// Whether the same connections are told two events, one after the other, and neither changes who they are or what they see.
pub(super) fn go_together(one: &Logged, next: &Logged) -> bool {
    let (one, next) = (&one.envelope.event, &next.envelope.event);
    one.only_tells() && next.only_tells() && one.topics() == next.topics()
}

/// Gives events that go together to every connection that follows.
pub(super) fn fan_out(state: &State, renderer: &dyn Renderer, run: &[Arc<Logged>]) -> Fanned {
    let State { log, now, connections, readers, .. } = state;
    let run = run.iter().map(|event| Frames::of(renderer, event, *log));
    let mut run: Vec<_> = run.filter(Frames::tell).collect();
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return Fanned::default() };
    let (topics, through) = (&first.topics, last.event.position);
    let mut ids: Vec<_> = topics.iter().flat_map(|topic| connections.of_topic(topic)).collect();
    ids.extend(topics.iter().filter_map(author).flat_map(|author| readers.of_author(author)));
    ids.extend(topics.iter().filter_map(tag).flat_map(|tag| readers.of_tag(tag)));
    ids.sort_unstable();
    ids.dedup();

    let mut fanned = Fanned::default();
    let mut own = vec![];
    for id in ids {
        let Some(connection) = connections.get(id) else { continue };
        let Some(seen) = connection.follows else { continue };
        let eyes = Eyes::of(readers, connection.viewer, *now);
        let mut reached = 0;
        for frames in run.iter_mut().filter(|frames| frames.event.position > seen) {
            let (by, before) = (frames.parties, own.len());
            frames.give(connection, connection.format, &eyes, |stream, frame| {
                own.push(Waiting { frame, by, of: Some(Of { connection: id, stream }) });
            });
            reached += usize::from(own.len() > before);
        }
        if own.is_empty() {
            continue;
        }
        match connection.outbound.push(own.drain(..), through) {
            Some(Pushed::Waits) => fanned.reached += reached,
            Some(Pushed::CutsOff) => fanned.cut += 1,
            None => {}
        }
    }
    fanned
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

    pub(super) fn filters(&self) -> &'a [Filter] {
        self.viewer.map_or(&[], |viewer| self.readers.filters(viewer))
    }

    fn list(&self, id: ListId) -> Option<&'a ListFeed> {
        self.readers.list(id, self.viewer?)
    }

    /// Whether they are offered an event that a topic tells: nothing of those whom they keep away, and nothing at all to
    /// somebody of whom too little is known.
    pub(super) fn are_offered(&self, event: &Event) -> bool {
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
    pub(super) fn see(&self, event: &Event, channel: &Channel) -> bool {
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

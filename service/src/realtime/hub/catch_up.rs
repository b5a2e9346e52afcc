//! Catching up: a connection reads pages until it stands where the hub stands, and then follows.
use bytes::Bytes;
use domain::realtime::{Logged, Position, Topic};

use super::super::{Format, Renderer, Slice};
use super::route::{Eyes, Frames};
use super::{ConnectionId, Hub, State};

/// The next step of a connection that catches up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// Write these frames, then ask again from `through`.
    Frames {
        /// What the connection missed.
        frames: Vec<Bytes>,
        /// Everything up to here is among them.
        through: Position,
    },
    /// Too long ago for memory: read these topics from the log, after the position asked for and through this one, and give the slice to [`Hub::render`].
    Older {
        /// What the connection listens to.
        topics: Vec<Topic>,
        /// Where the hub stands.
        through: Position,
    },
    /// It follows now: take frames from its [`super::super::Outbound`].
    Follows,
    /// It is not open any more.
    Closed,
}

impl Hub {
    /// Events looked at in one step.
    const STEP: usize = 256;

    /// What a connection missed after a position, or that it missed nothing and follows from here on.
    pub fn page(&self, id: ConnectionId, after: Position) -> Page {
        let mut state = self.state();
        let here = state.position;
        let Some(connection) = state.connections.get_mut(id) else { return Page::Closed };
        if after >= here {
            connection.follows = Some(after);
            connection.outbound.begin(after);
            return Page::Follows;
        }
        match state.ring.after(after, Self::STEP) {
            Some(events) => {
                let through = events.last().map_or(here, |last| last.position);
                let frames = frames(&state, &*self.renderer, id, events.iter().map(AsRef::as_ref));
                Page::Frames { frames, through }
            }
            None => Page::Older { topics: topics(&state, id), through: here },
        }
    }

    /// The frames of a part of the log, as this connection may see them today.
    pub fn render(&self, id: ConnectionId, slice: &Slice) -> Page {
        let state = self.state();
        let frames = frames(&state, &*self.renderer, id, slice.events.iter().map(AsRef::as_ref));
        Page::Frames { frames, through: slice.through }
    }
}

fn frames<'a>(
    state: &State,
    renderer: &dyn Renderer,
    id: ConnectionId,
    events: impl Iterator<Item = &'a Logged>,
) -> Vec<Bytes> {
    let Some(connection) = state.connections.get(id) else { return vec![] };
    let eyes = Eyes::of(&state.readers, connection.viewer, state.now);
    let format = match connection.format {
        Format::Gateway if connection.resumes => Format::Replayed,
        format => format,
    };
    let mut given = vec![];
    for event in events {
        if let Some(mut frames) = Frames::of(renderer, event, state.log) {
            frames.give(connection, format, &eyes, |_, frame| given.push(frame));
        }
    }
    given
}

/// The topics of the log that hold all that a connection listens to.
fn topics(state: &State, id: ConnectionId) -> Vec<Topic> {
    let Some(connection) = state.connections.get(id) else { return vec![] };
    let mut topics: Vec<_> = connection.subscriptions.iter().filter_map(|held| held.topic.clone()).collect();
    let held = || connection.subscriptions.iter().map(|held| &held.listening.channel);
    let eyes = Eyes::of(&state.readers, connection.viewer, state.now);
    topics.extend(held().flat_map(|channel| eyes.authors(channel)).map(Topic::Account));
    topics.extend(held().flat_map(|channel| eyes.tags(channel)).map(Topic::Hashtag));
    topics.sort_unstable();
    topics.dedup();
    topics
}

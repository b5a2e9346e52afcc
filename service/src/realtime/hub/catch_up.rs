//! Catching up: a connection reads pages until it stands where the hub stands, and then follows.
use bytes::Bytes;
use domain::realtime::{LogId, Logged, Position, Topic};

use super::super::{Format, Renderer, Slice};
use super::connections::Connection;
use super::frames::Frames;
use super::rendered::Rendered;
use super::route::Eyes;
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
    /// It is not open any more, or was cut off.
    Closed,
}

impl Hub {
    /// Events looked at in one step.
    const STEP: usize = 256;

    /// What a connection missed after a position, or that it missed nothing and follows from here on. The hub serves nobody else
    /// meanwhile, so it gives a little at a time.
    pub fn page(&self, id: ConnectionId, after: Position) -> Page {
        let state = &mut *self.state();
        let here = state.position;
        let Some(connection) = state.connections.get_mut(id) else { return Page::Closed };
        if connection.outbound.is_cut().is_some() {
            return Page::Closed;
        }
        if after >= here {
            connection.follows = Some(after);
            connection.outbound.begin(after);
            return Page::Follows;
        }
        let State { log, now, ring, connections, readers, rendered, .. } = state;
        let (Some(connection), Some(missed)) = (connections.get(id), ring.after(after)) else {
            return Page::Older { topics: topics(state, id), through: here };
        };
        let eyes = Eyes::of(readers, connection.viewer, *now);
        let mut glance = Glance { renderer: &*self.renderer, log: *log, connection, eyes, rendered };
        glance.over(missed.take(Self::STEP).map(AsRef::as_ref), after)
    }

    /// The frames of a part of the log after a position, as this connection may see them today; a little at a time, too. It was
    /// read when the hub had come as far `as_of`: what was taken back since then may stand in it still.
    pub fn render(&self, id: ConnectionId, slice: &Slice, after: Position, as_of: Position) -> Page {
        let State { log, now, connections, readers, rendered, .. } = &mut *self.state();
        let connection = connections.get(id).filter(|connection| connection.outbound.is_cut().is_none());
        let Some(connection) = connection else { return Page::Closed };
        let mut for_itself = Rendered::default();
        let rendered = if rendered.is_true_of(as_of) { rendered } else { &mut for_itself };
        let eyes = Eyes::of(readers, connection.viewer, *now);
        let mut glance = Glance { renderer: &*self.renderer, log: *log, connection, eyes, rendered };
        let begin = slice.events.partition_point(|event| event.position <= after);
        let last = slice.events.last().map(|last| last.position);
        match glance.over(slice.events[begin..].iter().map(AsRef::as_ref), after) {
            Page::Frames { frames, through } if last.is_none_or(|last| last <= through) => {
                Page::Frames { frames, through: slice.through }
            }
            page => page,
        }
    }
}

/// What one connection sees of the past.
struct Glance<'a> {
    renderer: &'a dyn Renderer,
    log: LogId,
    connection: &'a Connection,
    eyes: Eyes<'a>,
    rendered: &'a mut Rendered,
}

impl Glance<'_> {
    /// Frames made in one step that nobody had made before.
    const MADE: usize = 16;
    /// Bytes given in one step.
    const BYTES: usize = 64 * 1024;

    /// The frames of events that follow a position, up to where it has done enough for one step.
    fn over<'e>(&mut self, events: impl Iterator<Item = &'e Logged>, after: Position) -> Page {
        let (mut frames, mut through) = (vec![], after);
        let (mut made, mut bytes) = (0, 0);
        for event in events {
            if made >= Self::MADE || bytes >= Self::BYTES {
                break;
            }
            let given = frames.len();
            made += self.at(event, &mut frames);
            bytes += frames[given..].iter().map(Bytes::len).sum::<usize>();
            through = event.position;
        }
        Page::Frames { frames, through }
    }

    /// Gives the frames of an event, and how many of them had to be made.
    fn at(&mut self, event: &Logged, given: &mut Vec<Bytes>) -> usize {
        let mut frames = Frames::of(self.renderer, event, self.log);
        if !frames.concern(self.connection, &self.eyes) {
            return 0;
        }
        let format = match self.connection.format {
            Format::Gateway if self.connection.resumes => Format::Replayed,
            format => format,
        };
        frames.made = self.rendered.take(event.position);
        let made = frames.give(self.connection, format, &self.eyes, |_, frame| given.push(frame));
        self.rendered.keep(event.position, frames.made);
        made
    }
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

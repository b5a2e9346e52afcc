//! What is written of one event, for whoever gets it.
use std::cell::OnceCell;
use std::collections::HashMap;

use bytes::Bytes;
use domain::posts::Post;
use domain::reading::Readable;
use domain::realtime::{Cursor, Event, LogId, Logged, Topic};

use super::super::outbound::Parties;
use super::super::{Channel, Format, Label, Renderer, Told};
use super::connections::{Connection, Subscription};
use super::route::Eyes;

/// The frames of one event; each is made once, however many get it.
pub(super) struct Frames<'a> {
    renderer: &'a dyn Renderer,
    /// What is told of it, if anything is.
    told: OnceCell<Option<Told>>,
    pub(super) event: &'a Logged,
    pub(super) topics: Vec<Topic>,
    pub(super) parties: Parties,
    cursor: Cursor,
    pub(super) made: Made,
    /// The one that was given last: most listeners call a stream by the same name.
    latest: Option<(Kind, Bytes)>,
    /// What filters read of it.
    readable: OnceCell<Option<Readable>>,
}

/// Listeners with the same of these get the same bytes.
type Kind = (Format, bool, Label);

/// Frames of one event.
pub(super) type Made = HashMap<Kind, Bytes>;

impl<'a> Frames<'a> {
    /// Those of an event.
    pub(super) fn of(renderer: &'a dyn Renderer, event: &'a Logged, log: LogId) -> Self {
        let kind = &event.envelope.event;
        Self {
            renderer,
            told: OnceCell::new(),
            event,
            topics: kind.topics(),
            parties: parties(kind),
            cursor: Cursor { log, position: event.position },
            made: Made::new(),
            latest: None,
            readable: OnceCell::new(),
        }
    }

    /// Whether anybody is told of it.
    pub(super) fn tell(&self) -> bool {
        self.told.get_or_init(|| self.renderer.tell(self.event, &[])).is_some()
    }

    /// Whether it belongs to any stream of a connection.
    pub(super) fn concern(&self, connection: &Connection, eyes: &Eyes<'_>) -> bool {
        connection
            .subscriptions
            .iter()
            .any(|held| is_of(&self.event.envelope.event, &self.topics, held, eyes))
    }

    /// What a connection gets, live and when it catches up: one frame for each of its streams that the event belongs to. Only the last carries the position,
    /// so that whoever is cut off between two of them and resumes gets them all. Gives how many had to be made.
    pub(super) fn give(
        &mut self,
        connection: &Connection,
        format: Format,
        eyes: &Eyes<'_>,
        mut put: impl FnMut(u32, Bytes),
    ) -> usize {
        let Self { renderer, told, event, topics, cursor, made, latest, .. } = self;
        let matching = |held: &&Subscription| is_of(&event.envelope.event, topics, held, eyes);
        let mut held = connection.subscriptions.iter().filter(matching).peekable();
        if held.peek().is_none() {
            return 0;
        }
        let Some(told) = told.get_or_init(|| renderer.tell(event, &[])) else { return 0 };
        let own = told_to(*renderer, event, &self.readable, eyes);
        // whoever listens to the gateway resumes topic by topic
        let each = matches!(format, Format::Gateway | Format::Replayed);
        let mut count = 0;
        while let Some(Subscription { listening, number, .. }) = held.next() {
            let placed = each || held.peek().is_none();
            let mut frame = |told| {
                count += 1;
                renderer.frame(event, told, &listening.label, format, placed.then_some(*cursor))
            };
            let frame = match &own {
                Some(told) => frame(told),
                None => shared(made, latest, (format, placed, &listening.label), || frame(told)),
            };
            put(*number, frame);
        }
        count
    }
}

/// What is told to somebody alone, because filters of theirs match.
fn told_to(
    renderer: &dyn Renderer,
    event: &Logged,
    read: &OnceCell<Option<Readable>>,
    eyes: &Eyes<'_>,
) -> Option<Told> {
    let (filters, now) = (eyes.filters(), event.envelope.time);
    if filters.is_empty() {
        return None;
    }
    let readable = read.get_or_init(|| readable(&event.envelope.event)).as_ref()?;
    let hits: Vec<_> = filters.iter().filter_map(|filter| filter.hit(readable, now)).collect();
    if hits.is_empty() { None } else { renderer.tell(event, &hits) }
}

/// Whether an event that is told on these topics belongs to a stream, for these eyes.
fn is_of(event: &Event, topics: &[Topic], held: &Subscription, eyes: &Eyes<'_>) -> bool {
    match &held.topic {
        Some(topic) => {
            topics.contains(topic)
                && eyes.are_offered(event)
                && (!matches!(held.listening.channel, Channel::Author(_)) || is_written_for_everybody(event))
        }
        None => eyes.see(event, &held.listening.channel),
    }
}

/// The frame that all listeners of a kind get; made for the first of them.
fn shared(
    made: &mut Made,
    latest: &mut Option<(Kind, Bytes)>,
    (format, placed, label): (Format, bool, &Label),
    make: impl FnOnce() -> Bytes,
) -> Bytes {
    match latest {
        Some(((of, at, name), frame)) if (*of, *at) == (format, placed) && name == label => frame.clone(),
        _ => {
            let kind = (format, placed, label.clone());
            let frame = made.entry(kind.clone()).or_insert_with(make).clone();
            *latest = Some((kind, frame.clone()));
            frame
        }
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

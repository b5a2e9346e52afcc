//! What may come over one session, in one strand that must be complete in itself: all of it, or one stream's frames.
use std::slice;

use super::index::{Due, Index};
use crate::history::{Frame, Framing, Listener, Position, Start, Stream};
use crate::violation::DeliveryFault;

/// One strand of a listener's frames.
pub(super) struct Lane<'h> {
    /// The stream that its frames must name, if they must name one.
    label: Option<&'h Stream>,
    due: Vec<Due>,
    /// Where in `due` the session begins.
    first: usize,
    /// Where in `due` the next frame would be if all goes well.
    next: usize,
    /// From `first` on, what came.
    seen: Vec<bool>,
}

/// How a frame stands to what came before it in its lane.
pub(super) enum Sighting {
    New,
    Again,
    TooOld,
}

impl<'h> Lane<'h> {
    pub(super) fn all(index: &Index<'h>, listener: &'h Listener) -> Vec<Self> {
        let lane = |label, streams| {
            let mut due = index.due(streams, listener.viewer.as_ref());
            due.retain(|due| !listener.had_ended(due.position));
            Self { label, due, first: 0, next: 0, seen: Vec::new() }
        };
        match listener.framing {
            Framing::Once => vec![lane(None, &listener.streams)],
            Framing::PerStream => {
                listener.streams.iter().map(|stream| lane(Some(stream), slice::from_ref(stream))).collect()
            }
        }
    }

    /// Makes ready for a session.
    pub(super) fn open(&mut self, start: Start) {
        self.first = self.slot_after(start.not_before());
        self.next = self.first;
        self.seen.clear();
    }

    pub(super) fn carries(&self, frame: &Frame) -> bool {
        self.label.is_none_or(|label| frame.stream.as_ref() == Some(label))
    }

    /// Where this frame is in the log, if it is the one that should come next: spares the look-up.
    pub(super) fn expects(&self, index: &Index, frame: &Frame) -> Option<usize> {
        let due = self.due.get(self.next)?;
        (index.entry(due.at).event.seen_as() == Some((frame.kind, frame.id))).then_some(due.at)
    }

    /// Notes that this entry came; `None` if it is not on this lane.
    pub(super) fn see(&mut self, at: usize) -> Option<Sighting> {
        let slot = match self.due.get(self.next) {
            Some(due) if due.at == at => self.next,
            _ => self.due.binary_search_by_key(&at, |due| due.at).ok()?,
        };
        let Some(place) = slot.checked_sub(self.first) else { return Some(Sighting::TooOld) };
        if place >= self.seen.len() {
            self.seen.resize(place + 1, false);
        }
        if self.seen[place] {
            return Some(Sighting::Again);
        }
        self.seen[place] = true;
        self.next = self.next.max(slot + 1);
        Some(Sighting::New)
    }

    /// The holes in what came, if all up to `until` was owed.
    pub(super) fn holes(&self, start: Start, until: Position) -> Vec<DeliveryFault> {
        let mut holes = Vec::new();
        let mut open: Option<(Position, Position, usize)> = None;
        for slot in self.begin(start)..self.slot_after(until) {
            let Due { position, owed, .. } = self.due[slot];
            if self.seen.get(slot - self.first) == Some(&true) {
                holes.extend(open.take());
            } else if owed {
                let (from, _, count) = open.unwrap_or((position, position, 0));
                open = Some((from, position, count + 1));
            }
        }
        holes.extend(open);
        holes.into_iter().map(|(from, to, count)| DeliveryFault::Missed { from, to, count }).collect()
    }

    /// From where on all was owed: the first that came shows where the server began, if that is earlier than it had to be.
    fn begin(&self, start: Start) -> usize {
        let owed = self.slot_after(start.not_after()).max(self.first);
        self.seen.iter().position(|seen| *seen).map_or(owed, |place| owed.min(self.first + place))
    }

    fn slot_after(&self, position: Position) -> usize {
        self.due.partition_point(|due| due.position <= position)
    }
}

//! Each session got the log, filtered, from its start to its end.
use super::index::Index;
use super::lane::{Lane, Sighting};
use crate::history::{End, Frame, Listener, Position, Session, Sight, Start};
use crate::violation::{DeliveryFault, Violation};

pub(super) fn check(index: &Index, listener: &Listener, found: &mut Vec<Violation>) {
    let mut lanes = Lane::all(index, listener);
    for (number, session) in listener.sessions.iter().enumerate() {
        let mut walk = Walk { index, listener, start: session.start, latest: None, faults: Vec::new() };
        walk.within_log(session);
        for lane in &mut lanes {
            lane.open(session.start);
        }
        for frame in &session.frames {
            walk.frame(&mut lanes, frame);
        }
        let until = walk.owed_until(session, listener.sessions.get(number + 1));
        for lane in &lanes {
            walk.faults.extend(lane.holes(session.start, until));
        }
        let name = || listener.name.clone();
        found.extend(walk.faults.into_iter().map(|fault| Violation::Delivery {
            listener: name(),
            session: number,
            fault,
        }));
    }
}

/// One session, frame by frame.
struct Walk<'a, 'h> {
    index: &'a Index<'h>,
    listener: &'a Listener,
    start: Start,
    /// Where in the log the frames have come to, over all lanes.
    latest: Option<usize>,
    faults: Vec<DeliveryFault>,
}

impl Walk<'_, '_> {
    fn within_log(&mut self, session: &Session) {
        let reached = match session.end {
            End::Reached(position) => position,
            End::Cut => Position::default(),
        };
        let (position, head) = (reached.max(session.start.not_after()), self.index.head());
        if position > head {
            self.faults.push(DeliveryFault::BeyondLog { position, head });
        }
    }

    fn frame(&mut self, lanes: &mut [Lane], frame: &Frame) {
        let (kind, id) = (frame.kind, frame.id);
        let mut lane = lanes.iter_mut().find(|lane| lane.carries(frame));
        let expected = lane.as_ref().and_then(|lane| lane.expects(self.index, frame));
        let Some(at) = expected.or_else(|| self.index.find(kind, id)) else {
            self.faults.push(DeliveryFault::Phantom { kind, id });
            return;
        };
        let entry = self.index.entry(at);
        let position = entry.position;
        if let Some(told) = frame.position.filter(|told| *told != position) {
            self.faults.push(DeliveryFault::WrongPosition { kind, id, told, position });
        }
        if entry.sight(self.listener.viewer.as_ref()) == Sight::Forbidden {
            self.faults.push(DeliveryFault::Unauthorised { kind, id, position });
            return;
        }
        if let Some(ended) = self.listener.ended.filter(|ended| position >= *ended) {
            self.faults.push(DeliveryFault::AfterTheEnd { kind, id, position, ended });
            return;
        }
        match lane.as_mut().and_then(|lane| lane.see(at)) {
            None => self.faults.push(DeliveryFault::Unasked { kind, id, position }),
            Some(Sighting::Again) => self.faults.push(DeliveryFault::Repeated { kind, id, position }),
            Some(Sighting::TooOld) => {
                self.faults.push(DeliveryFault::TooOld {
                    kind,
                    id,
                    position,
                    start: self.start.not_before(),
                });
            }
            Some(Sighting::New) => match self.latest {
                Some(latest) if latest > at => {
                    let after = self.index.entry(latest).position;
                    self.faults.push(DeliveryFault::OutOfOrder { kind, id, position, after });
                }
                _ => self.latest = Some(at),
            },
        }
    }

    /// All up to here was owed: what the session reached, what the next one builds on, and all before the last frame, since
    /// frames come in the order of the log. (Not at the last frame's own position: a cut may part its frames under several streams.)
    fn owed_until(&self, session: &Session, next: Option<&Session>) -> Position {
        let reached = match session.end {
            End::Reached(position) => position,
            End::Cut => Position::default(),
        };
        let resumed = match next.map(|next| next.start) {
            Some(Start::After(position)) => position,
            Some(Start::Now { .. }) | None => Position::default(),
        };
        let passed = self.latest.map_or(Position::default(), |at| self.index.entry(at).position.before());
        reached.max(resumed).max(passed)
    }
}

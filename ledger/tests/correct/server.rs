//! A server that keeps every promise, as simple as it can be.
use std::collections::BTreeMap;

use ledger::{
    Audience, End, Entry, Event, Frame, Framing, History, Id, Key, Listener, Operation, Outcome, Position,
    Session, Start, Stream, Viewer,
};

use super::plan::{ListenerPlan, Plan, SessionPlan, WritePlan};

const STREAMS: [&str; 6] = ["public", "hashtag:a", "hashtag:b", "home:0", "home:1", "home:2"];

pub(crate) fn run(plan: &Plan) -> History {
    let mut server = Server { plan, history: History::default(), deletes: BTreeMap::new() };
    server.history.after = Position(plan.after);
    server.history.owes_deleted = plan.owes_deleted;
    for (n, write) in plan.writes.iter().enumerate() {
        server.write(n, write);
        server.delete_due(n);
    }
    server.delete_due(usize::MAX);
    if plan.looked {
        server.history.stored = Some(server.stored());
    }
    let listeners =
        plan.listeners.iter().enumerate().map(|(n, listener)| server.listen(n, listener)).collect();
    server.history.listeners = listeners;
    server.history
}

struct Server<'p> {
    plan: &'p Plan,
    history: History,
    /// After which write, what, with which answer.
    deletes: BTreeMap<usize, Vec<(Entry, u8)>>,
}

fn person(number: u8) -> Viewer {
    format!("{number}").into()
}

impl Server<'_> {
    fn append(&mut self, entry: Entry) {
        let position = self.history.head().next();
        self.history.log.push(Entry { position, ..entry });
    }

    fn write(&mut self, n: usize, plan: &WritePlan) {
        let key: Key = format!("write {n}").into();
        let id = Id(1000 + 7 * n as u64);
        let mut told =
            |outcome| self.history.operations.push(Operation::Publish { key: key.clone(), outcome });
        match plan.outcome {
            0 => told(Outcome::Ok(id)),
            1 => [Outcome::Info, Outcome::Fail, Outcome::Ok(id), Outcome::Ok(id)]
                .map(told)
                .into_iter()
                .collect(),
            2 | 3 => told(Outcome::Info),
            _ => told(Outcome::Fail),
        }
        if plan.silent {
            self.append(entry(Event::Silent, plan));
        }
        if plan.outcome < 3 {
            self.append(entry(Event::Update { id, key }, plan));
            if let Some((later, answer)) = plan.deleted {
                let delete = entry(Event::Delete { id }, plan);
                self.deletes.entry(n + usize::from(later)).or_default().push((delete, answer));
            }
        }
    }

    fn delete_due(&mut self, n: usize) {
        let later = if n == usize::MAX { BTreeMap::new() } else { self.deletes.split_off(&(n + 1)) };
        for (entry, answer) in std::mem::replace(&mut self.deletes, later).into_values().flatten() {
            let Event::Delete { id } = entry.event else { unreachable!("only deletes wait") };
            let mut told = |outcome| self.history.operations.push(Operation::Delete { id, outcome });
            match answer {
                0 => told(Outcome::Ok(())),
                1 => told(Outcome::Info),
                _ => [Outcome::Info, Outcome::Fail, Outcome::Ok(())].map(told).into_iter().collect(),
            }
            self.append(entry);
        }
    }

    fn stored(&self) -> Vec<Id> {
        let deleted: Vec<Id> = self.history.log.iter().filter_map(|entry| deletes(&entry.event)).collect();
        let made = self.history.log.iter().filter_map(|entry| match entry.event {
            Event::Update { id, .. } => Some(id),
            _ => None,
        });
        made.filter(|id| !deleted.contains(id)).collect()
    }

    fn listen(&self, n: usize, plan: &ListenerPlan) -> Listener {
        let streams =
            (0..6).filter(|bit| plan.streams >> bit & 1 == 1).map(|bit| STREAMS[bit].into()).collect();
        let framing = if plan.per_stream { Framing::PerStream } else { Framing::Once };
        let viewer = (plan.viewer < 3).then(|| person(plan.viewer));
        let (floor, head) = (self.history.after.0, self.history.head().0);
        let ended = plan.ended.map(|part| Position(floor + 1 + (head - floor) * u64::from(part) / 255));
        let name = format!("listener {n}");
        let mut listener = Listener { name, viewer, streams, framing, ended, sessions: Vec::new() };
        let mut at = self.history.after;
        for session in &plan.sessions {
            let (session, seen) = self.connect(plan, &listener, session, at);
            listener.sessions.push(session);
            at = seen;
        }
        listener
    }

    /// A session, and the position up to which its client has everything.
    fn connect(
        &self,
        plan: &ListenerPlan,
        listener: &Listener,
        session: &SessionPlan,
        at: Position,
    ) -> (Session, Position) {
        let (floor, head) = (self.history.after.0, self.history.head().0);
        let (begin, start) = if session.now {
            let begin = floor + (head - floor) * u64::from(session.from) / 255;
            let not_before = Position(begin.saturating_sub(session.slack.0.into()).max(floor));
            let not_after = Position((begin + u64::from(session.slack.1)).min(head));
            (begin, Start::Now { not_before, not_after })
        } else {
            (at.0, Start::After(at))
        };
        let to = begin + (head - begin) * u64::from(session.reached) / 255;
        let room = session.cut.map_or(usize::MAX, usize::from);
        let mut frames = Vec::new();
        let mut until = begin;
        for entry in self.history.log.iter().filter(|entry| entry.position.0 > begin) {
            if session.cut.is_none() && entry.position.0 > to {
                break;
            }
            if !listener.had_ended(entry.position) {
                frames.extend(self.frames(plan, listener, entry));
            }
            if frames.len() > room {
                break;
            }
            until = entry.position.0;
        }
        frames.truncate(room);
        let end = if session.cut.is_some() { End::Cut } else { End::Reached(Position(to)) };
        (Session { start, frames, end }, Position(until))
    }

    fn frames(&self, plan: &ListenerPlan, listener: &Listener, entry: &Entry) -> Vec<Frame> {
        let Some((kind, id)) = entry.event.seen_as() else { return Vec::new() };
        let unsettled = listener.viewer.as_ref().is_some_and(|viewer| entry.unsettled.contains(viewer));
        let shown = match &entry.audience {
            Audience::Everyone => true,
            Audience::Only(these) => listener.viewer.as_ref().is_some_and(|viewer| these.contains(viewer)),
        };
        let blanked = !self.plan.owes_deleted
            && matches!(entry.event, Event::Update { .. })
            && self.history.log.iter().any(|other| deletes(&other.event) == Some(id));
        let whim = plan.whims >> (entry.position.0 % 64) & 1 == 1;
        if (unsettled && !whim) || (!unsettled && !shown) || (blanked && whim) {
            return Vec::new();
        }
        let position = plan.positions.then_some(entry.position);
        let on = listener.streams.iter().filter(|stream| entry.streams.contains(stream));
        match listener.framing {
            Framing::PerStream => {
                on.map(|stream| Frame { kind, id, position, stream: Some(stream.clone()) }).collect()
            }
            Framing::Once => on.take(1).map(|_| Frame { kind, id, position, stream: None }).collect(),
        }
    }
}

fn deletes(event: &Event) -> Option<Id> {
    match event {
        Event::Delete { id } => Some(*id),
        _ => None,
    }
}

fn entry(event: Event, plan: &WritePlan) -> Entry {
    let is = |bit: u8| plan.traits >> bit & 1 == 1;
    let names =
        [!is(2), is(0), is(1), plan.author == 0 || is(0), plan.author == 1 || is(1), plan.author == 2];
    let streams: Vec<Stream> =
        STREAMS.iter().zip(names).filter(|(_, on)| *on).map(|(name, _)| Stream::from(*name)).collect();
    let both = [person(plan.author), person(plan.reader)];
    let audience = if is(2) { Audience::Only(both.into()) } else { Audience::Everyone };
    let unsettled = if is(3) { [person(plan.reader)].into() } else { [].into() };
    Entry { position: Position(0), event, streams, audience, unsettled }
}

//! From what a crowd wrote and heard to what the ledger judges.
use std::collections::{BTreeMap, BTreeSet, HashMap};

use ledger::{
    Audience, End, Entry, Event, Framing, History, Id, Kind, Listener, Operation, Outcome, Position,
};

use super::hand::{Draft, Pages};
use super::member::Member;
use super::notes::{Heard, Notebook, Rumour};

/// Everything that is known at the end.
pub(super) struct Books<'a> {
    pub(super) pages: &'a Pages,
    /// The log, as far as anybody was told of it.
    pub(super) lines: &'a BTreeMap<Position, Rumour>,
    pub(super) members: &'a [(Member, Notebook)],
    /// Up to where each topic must have come.
    pub(super) marks: &'a BTreeMap<String, Position>,
    /// What surely followed the end of the guests' right to listen, if they were shown out.
    pub(super) shown_out: Option<Position>,
}

impl Books<'_> {
    pub(super) fn history(&self) -> History {
        let starts = self.members.iter().filter_map(|(_, notebook)| notebook.notes().first_start());
        let last = self.lines.keys().next_back().copied().unwrap_or_default();
        let after = starts.min().unwrap_or_default();
        let keys = self.keys();
        let entry = |at| self.entry(Position(at), &keys);
        History {
            operations: self.operations(),
            after,
            log: (after.0 + 1..=last.0).map(entry).collect(),
            stored: None,
            owes_deleted: false,
            listeners: self.members.iter().flat_map(|who| self.listeners(who)).collect(),
        }
    }

    /// By which key each thing was written.
    fn keys(&self) -> HashMap<Id, &str> {
        let told = self.lines.values().filter_map(|line| Some((line.id, line.key.as_deref()?)));
        let answered = self.pages.operations.iter().filter_map(|operation| match operation {
            Operation::Publish { key, outcome: Outcome::Ok(id) } => Some((*id, key.as_str())),
            _ => None,
        });
        told.chain(answered).collect()
    }

    fn entry(&self, position: Position, keys: &HashMap<Id, &str>) -> Entry {
        let mut entry = Entry {
            position,
            event: Event::Silent,
            streams: vec![],
            audience: Audience::Everyone,
            unsettled: BTreeSet::new(),
        };
        let Some(line) = self.lines.get(&position) else { return entry };
        let key = keys.get(&line.id).copied();
        entry.event = match line.kind {
            Kind::Update => Event::Update { id: line.id, key: key.unwrap_or_default().into() },
            Kind::Delete => Event::Delete { id: line.id },
        };
        if let Some(Draft { streams, only }) = key.and_then(|key| self.pages.drafts.get(key)) {
            entry.streams = streams.iter().map(|stream| stream.as_str().into()).collect();
            entry.audience = only.clone().map_or(Audience::Everyone, Audience::Only);
        }
        entry
    }

    /// What was deleted before anybody was told of it stands nowhere with its place: it is left out.
    fn operations(&self) -> Vec<Operation> {
        let of = |kind| {
            let of_kind = self.lines.values().filter(move |line| line.kind == kind);
            of_kind.map(|line| line.id).collect::<BTreeSet<Id>>()
        };
        let (made, gone) = (of(Kind::Update), of(Kind::Delete));
        let kept = |operation: &&Operation| match operation {
            Operation::Publish { outcome: Outcome::Ok(id), .. } => made.contains(id) || !gone.contains(id),
            _ => true,
        };
        self.pages.operations.iter().filter(kept).cloned().collect()
    }

    /// Each topic of somebody's stands for itself: it has a place of its own to go on from.
    fn listeners(&self, (member, notebook): &(Member, Notebook)) -> Vec<Listener> {
        let notes = notebook.notes();
        notes.topics.iter().map(|heard| self.listener(member, heard)).collect()
    }

    fn listener(&self, member: &Member, heard: &Heard) -> Listener {
        let ended = self.shown_out.filter(|_| member.is_guest());
        let mut sessions = heard.sessions.clone();
        if let (Some(session), Some(mark), None) =
            (sessions.last_mut(), self.marks.get(heard.topic.as_str()), ended)
        {
            session.end = End::Reached(*mark);
        }
        Listener {
            name: format!("{} on {}", member.name, heard.topic),
            viewer: member.viewer.clone(),
            streams: vec![heard.topic.clone()],
            framing: Framing::PerStream,
            ended,
            sessions,
        }
    }
}

//! From what was said and heard to what the ledger judges.
use std::collections::{BTreeMap, BTreeSet};

use ledger::{
    Audience, End, Entry, Event, Framing, History, Id, Key, Kind, Listener, Operation, Outcome, Position,
    Stream, Viewer,
};

use super::listening::{Listening, Notebook, Notes, Seen};
use super::town::Town;
use super::writing::{Act, Draft, Pages};

/// Everything that is known at the end of a round.
pub(super) struct Books<'a> {
    pub(super) town: &'a Town,
    pub(super) pages: &'a Pages,
    /// Those who came afterwards and read the log from before the round; what they were told is believed first.
    pub(super) replays: &'a [(Listening, std::sync::Arc<Notebook>)],
    pub(super) listeners: &'a [(Listening, std::sync::Arc<Notebook>)],
    /// Where the round began.
    pub(super) after: Position,
    /// The first and the last post of it.
    pub(super) opening: Id,
    pub(super) closing: Id,
    /// What each writer sees of their own posts, all of them.
    pub(super) stored: Vec<Id>,
}

impl Books<'_> {
    pub(super) fn history(&self) -> History {
        let told = self.told();
        let last = told.iter().find(|(_, seen)| seen.id == self.closing).map_or(self.after, |(at, _)| *at);
        let log =
            (self.after.0 + 1..=last.0).map(|at| self.entry(Position(at), told.get(&Position(at)))).collect();
        let listener = |(listening, notebook): &(Listening, std::sync::Arc<Notebook>)| {
            listener(listening, &notebook.notes(), last)
        };
        let mut stored: Vec<Id> =
            self.stored.iter().copied().filter(|id| (self.opening..=self.closing).contains(id)).collect();
        stored.sort_unstable();
        History {
            operations: self.operations(&told),
            after: self.after,
            log,
            stored: Some(stored),
            owes_deleted: false,
            listeners: self.replays.iter().chain(self.listeners).map(listener).collect(),
        }
    }

    /// The log, as far as anybody was told of it.
    fn told(&self) -> BTreeMap<Position, Seen> {
        let mut told = BTreeMap::new();
        let mut known = BTreeSet::new();
        for (_, notebook) in self.replays.iter().chain(self.listeners) {
            for seen in &notebook.notes().seen {
                if known.insert((seen.kind == Kind::Update, seen.id)) {
                    told.entry(seen.position).or_insert_with(|| seen.clone());
                }
            }
        }
        told
    }

    fn entry(&self, position: Position, seen: Option<&Seen>) -> Entry {
        let mut entry = Entry {
            position,
            event: Event::Silent,
            streams: vec![],
            audience: Audience::Everyone,
            unsettled: BTreeSet::new(),
        };
        let Some(seen) = seen else { return entry };
        let key = seen.key.clone().or_else(|| self.key_of(seen.id));
        entry.event = match seen.kind {
            Kind::Update => Event::Update { id: seen.id, key: key.clone().unwrap_or_default().into() },
            Kind::Delete => Event::Delete { id: seen.id },
        };
        if let Some(draft) = key.and_then(|key| self.pages.drafts.get(&key)) {
            self.tell(draft, &mut entry);
        }
        entry
    }

    /// Who hears of a post.
    fn tell(&self, draft: &Draft, entry: &mut Entry) {
        let readers =
            self.town.readers.iter().enumerate().filter(|(_, reader)| reader.follows.contains(&draft.writer));
        let readers: Vec<usize> = readers.map(|(nth, _)| nth).collect();
        entry.streams.extend(readers.iter().map(|nth| Stream::from(format!("home:{nth}"))));
        if draft.private {
            entry.audience = Audience::Only(readers.iter().map(|nth| viewer(*nth)).collect());
        } else {
            entry.streams.push("public".into());
            entry.streams.extend(draft.tagged.then(|| Stream::from("hashtag")));
        }
    }

    fn key_of(&self, id: Id) -> Option<String> {
        self.pages.acts.iter().find_map(|act| match act {
            Act::Publish { key, outcome: Outcome::Ok(this) } if *this == id => Some(key.clone()),
            _ => None,
        })
    }

    /// What was deleted before anybody was told of it stands nowhere with its place: it is left out.
    fn operations(&self, told: &BTreeMap<Position, Seen>) -> Vec<Operation> {
        let made: BTreeSet<Id> =
            told.values().filter(|seen| seen.kind == Kind::Update).map(|seen| seen.id).collect();
        let gone: BTreeSet<Id> =
            told.values().filter(|seen| seen.kind == Kind::Delete).map(|seen| seen.id).collect();
        let untold = |id: &Id| gone.contains(id) && !made.contains(id);
        let kept = |act: &&Act| match act {
            Act::Publish { outcome: Outcome::Ok(id), .. } => !untold(id),
            Act::Publish { .. } | Act::Delete { .. } => true,
        };
        self.pages
            .acts
            .iter()
            .filter(kept)
            .map(|act| match act {
                Act::Publish { key, outcome } => {
                    Operation::Publish { key: Key::from(key.as_str()), outcome: *outcome }
                }
                Act::Delete { id, outcome } => Operation::Delete { id: *id, outcome: *outcome },
            })
            .collect()
    }
}

fn listener(listening: &Listening, notes: &Notes, last: Position) -> Listener {
    let mut sessions = notes.sessions.clone();
    if let Some(session) = sessions.last_mut() {
        session.end = End::Reached(last);
    }
    Listener {
        name: listening.name.clone(),
        viewer: listening.reader.map(viewer),
        streams: vec![listening.ledger_stream()],
        framing: Framing::PerStream,
        ended: None,
        sessions,
    }
}

fn viewer(nth: usize) -> Viewer {
    format!("reader {nth}").into()
}

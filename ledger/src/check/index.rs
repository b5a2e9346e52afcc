//! The log, made ready to be asked what a listener was owed.
use std::collections::{HashMap, HashSet};

use crate::history::{Entry, Event, History, Id, Kind, Position, Sight, Stream, Viewer};

/// The log, made ready to be asked.
pub(crate) struct Index<'h> {
    log: &'h [Entry],
    head: Position,
    by_event: HashMap<(Kind, Id), usize>,
    by_stream: HashMap<&'h Stream, Vec<usize>>,
    /// Entries that replay may leave out.
    optional: HashSet<usize>,
}

/// One entry that a lane may bring.
#[derive(Clone, Copy)]
pub(super) struct Due {
    /// Where it is in the log.
    pub(super) at: usize,
    /// Its position.
    pub(super) position: Position,
    /// Whether it must come.
    pub(super) owed: bool,
}

impl<'h> Index<'h> {
    pub(crate) fn of(history: &'h History) -> Self {
        let mut index = Self {
            log: &history.log,
            head: history.head(),
            by_event: HashMap::with_capacity(history.log.len()),
            by_stream: HashMap::new(),
            optional: HashSet::new(),
        };
        for (at, entry) in history.log.iter().enumerate() {
            index.add(at, entry, history.owes_deleted);
        }
        index
    }

    fn add(&mut self, at: usize, entry: &'h Entry, owes_deleted: bool) {
        let Some(event) = entry.event.seen_as() else { return };
        self.by_event.entry(event).or_insert(at);
        if let Event::Delete { id } = entry.event
            && !owes_deleted
            && let Some(made) = self.find(Kind::Update, id)
        {
            self.optional.insert(made);
        }
        for stream in &entry.streams {
            let on = self.by_stream.entry(stream).or_default();
            if on.last() != Some(&at) {
                on.push(at);
            }
        }
    }

    pub(crate) fn head(&self) -> Position {
        self.head
    }

    pub(crate) fn entry(&self, at: usize) -> &'h Entry {
        &self.log[at]
    }

    pub(crate) fn find(&self, kind: Kind, id: Id) -> Option<usize> {
        self.by_event.get(&(kind, id)).copied()
    }

    /// Whether this entry must be shown to this viewer, if it listens.
    pub(crate) fn owes(&self, at: usize, viewer: Option<&Viewer>) -> bool {
        !self.optional.contains(&at) && self.log[at].sight(viewer) == Sight::Owed
    }

    /// What this viewer may get on these streams, in the order of the log.
    pub(super) fn due(&self, streams: &[Stream], viewer: Option<&Viewer>) -> Vec<Due> {
        let mut on: Vec<usize> =
            streams.iter().filter_map(|stream| self.by_stream.get(stream)).flatten().copied().collect();
        if streams.len() > 1 {
            on.sort_unstable();
            on.dedup();
        }
        on.retain(|&at| self.log[at].sight(viewer) != Sight::Forbidden);
        on.into_iter()
            .map(|at| Due { at, position: self.log[at].position, owed: self.owes(at, viewer) })
            .collect()
    }
}

//! One line of the log, and who may see it.
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Id, Key, Position, Stream, Viewer};

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place.
    pub position: Position,
    /// What it says.
    pub event: Event,
    /// The streams that it belongs to. A home timeline is one like the others: `home:7` on what 7 follows.
    #[serde(default)]
    pub streams: Vec<Stream>,
    /// Who may see it there.
    #[serde(default)]
    pub audience: Audience,
    /// Whose right to see it, or whose following, changed while it travelled: neither owed to them nor forbidden.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unsettled: BTreeSet<Viewer>,
}

/// What a line of the log says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Something new.
    Update {
        /// The id that the store gave it.
        id: Id,
        /// The mark that its client gave it.
        key: Key,
    },
    /// Something is gone.
    Delete {
        /// What.
        id: Id,
    },
    /// Anything that takes a position and is not listened for.
    Silent,
}

impl Event {
    /// What a listener sees of it.
    #[must_use]
    pub const fn seen_as(&self) -> Option<(Kind, Id)> {
        match self {
            Self::Update { id, .. } => Some((Kind::Update, *id)),
            Self::Delete { id } => Some((Kind::Delete, *id)),
            Self::Silent => None,
        }
    }
}

/// The kinds of event that are listened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something new.
    Update,
    /// Something is gone.
    Delete,
}

/// Who may see a thing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everyone, also without a name.
    #[default]
    Everyone,
    /// These and nobody else.
    Only(BTreeSet<Viewer>),
}

/// What a viewer may expect of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// It must be shown.
    Owed,
    /// It may be shown or not.
    Allowed,
    /// It must not be shown.
    Forbidden,
}

impl Entry {
    /// What this viewer, or somebody without a name, may expect of it.
    #[must_use]
    pub fn sight(&self, viewer: Option<&Viewer>) -> Sight {
        if viewer.is_some_and(|viewer| self.unsettled.contains(viewer)) {
            return Sight::Allowed;
        }
        match &self.audience {
            Audience::Everyone => Sight::Owed,
            Audience::Only(these) if viewer.is_some_and(|viewer| these.contains(viewer)) => Sight::Owed,
            Audience::Only(_) => Sight::Forbidden,
        }
    }
}

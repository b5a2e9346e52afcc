//! All that is known when a run is over.
mod entry;
mod listener;
mod names;
mod operation;

use serde::{Deserialize, Serialize};

pub use entry::{Audience, Entry, Event, Kind, Sight};
pub use listener::{End, Frame, Framing, Listener, Session, Start};
pub use names::{Id, Key, NotAnId, Position, Stream, Viewer};
pub use operation::{Operation, Outcome};

/// What clients were told, what the store holds and what every listener got.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct History {
    /// What clients did, in any order. Several with one key are attempts at one write.
    #[serde(default)]
    pub operations: Vec<Operation>,
    /// The log is given from after this position: 0 for all of it.
    #[serde(default)]
    pub after: Position,
    /// The log at the end, in its order. It holds every position, also of what nobody hears.
    #[serde(default)]
    pub log: Vec<Entry>,
    /// What the store lists at the end of the things in `log`, oldest first; `None` where nobody looked.
    #[serde(default)]
    pub stored: Option<Vec<Id>>,
    /// Whether a post that was deleted later is owed all the same. It is not where the text is blanked in the log
    /// on deletion, since whoever reads it from there afterwards is shown the deletion only.
    #[serde(default)]
    pub owes_deleted: bool,
    /// Who listened, and what came.
    #[serde(default)]
    pub listeners: Vec<Listener>,
}

impl History {
    /// The last position there is.
    #[must_use]
    pub fn head(&self) -> Position {
        self.log.last().map_or(self.after, |entry| entry.position)
    }
}

//! Read models: what follows from all that happened, kept in memory, read without waiting.
mod feed;
mod projection;
mod reads;
mod snapshot;
mod twin;
mod view;

use thiserror::Error;

use crate::{Entry, Kind, Position};

pub use feed::Feed;
pub use projection::Projection;
pub use reads::Reading;
pub use snapshot::{Kept, Snapshots};
pub use twin::Shown;
pub use view::{Pace, Progress, Seen, View, Watched};

/// What follows from events. Nothing else may go into it: no clock, no chance, no other model.
///
/// Two copies are kept, and each is told every event, so what `apply` does MUST follow from the model and the event alone.
pub trait Model: Clone + Send + Sync + 'static {
    /// An event as it understands it.
    type Event: Send + 'static;

    /// The contexts that it goes by: the events of others are none of its business.
    const CONTEXTS: &'static [&'static str];

    /// Reads an event of one of its contexts, and translates older shapes. `None` is known and does not matter here.
    fn decode(entry: &Entry) -> Result<Option<Self::Event>, Misread>;

    /// Goes on by an event.
    fn apply(&mut self, event: &Self::Event);

    /// Called when some events were applied, before anybody sees it: the place to bring indexes up to date, once for all.
    fn settle(&mut self) {}
}

/// An event that can't be read here. It MUST NOT be left out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Misread {
    /// A newer program knows it.
    #[error("the kind {kind} in shape {schema} is unknown here")]
    Unknown {
        /// What kind.
        kind: Kind,
        /// In which version.
        schema: u16,
    },
    /// It is not what its kind says.
    #[error("what {kind} says can't be read: {why}")]
    Malformed {
        /// What kind.
        kind: Kind,
        /// What is wrong with it.
        why: String,
    },
}

impl Misread {
    /// The kind of this event is unknown.
    #[must_use]
    pub fn unknown(entry: &Entry) -> Self {
        Self::Unknown { kind: entry.fact.kind.clone(), schema: entry.fact.schema }
    }

    /// What this event says is not what it should.
    #[must_use]
    pub fn malformed(entry: &Entry, why: &impl ToString) -> Self {
        Self::Malformed { kind: entry.fact.kind.clone(), why: why.to_string() }
    }
}

/// Something goes on no more: nothing was left out, and nothing after this was done.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("stopped before position {position}: {why}")]
pub struct Stopped {
    /// Of the event that it could not get over.
    pub position: Position,
    /// What is wrong with it.
    pub why: String,
}

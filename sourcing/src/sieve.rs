//! Looking through what happened.
use jiff::Timestamp;

use crate::{Entry, Kind, Position, StreamName};

/// Which events somebody looks for; all if they say nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sieve {
    /// Of this stream.
    pub stream: Option<StreamName>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// At that time, or later.
    pub since: Option<Timestamp>,
    /// Before that time.
    pub until: Option<Timestamp>,
}

/// Which part of all that happened somebody looks through: between two places, of which neither is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Behind this one.
    pub after: Position,
    /// And before this one.
    pub before: Position,
}

impl Sieve {
    /// Whether an event is one of them.
    #[must_use]
    pub fn lets_through(&self, entry: &Entry) -> bool {
        self.stream.as_ref().is_none_or(|stream| *stream == entry.stream)
            && self.kind.as_ref().is_none_or(|kind| *kind == entry.fact.kind)
            && self.since.is_none_or(|since| entry.fact.at >= since)
            && self.until.is_none_or(|until| entry.fact.at < until)
    }
}

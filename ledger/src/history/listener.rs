//! Who listened, and what came.
use serde::{Deserialize, Serialize};

use super::{Id, Kind, Position, Stream, Viewer};

/// One client that listens, over all its connections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listener {
    /// What the report calls it.
    pub name: String,
    /// On whose behalf; `None` for somebody without a name.
    pub viewer: Option<Viewer>,
    /// What it listens to, in all its sessions.
    pub streams: Vec<Stream>,
    /// What it gets of an event that is on several of its streams.
    #[serde(default)]
    pub framing: Framing,
    /// The first position that surely follows the end of its right to listen, if that ended: nothing from there on may come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Position>,
    /// Its connections, one after another.
    pub sessions: Vec<Session>,
}

impl Listener {
    /// Whether its right to listen had ended when this was told.
    #[must_use]
    pub fn had_ended(&self, position: Position) -> bool {
        self.ended.is_some_and(|ended| position >= ended)
    }
}

/// What a listener gets of an event that is on several of its streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Framing {
    /// One frame.
    #[default]
    Once,
    /// One frame for each of them, which says for which: [`Frame::stream`] must then be filled.
    PerStream,
}

/// One connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Where it began.
    pub start: Start,
    /// What came, in the order in which it came.
    pub frames: Vec<Frame>,
    /// How it ended.
    pub end: End,
}

/// Where a session begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// It asked for what follows this position. If another session came before it, that one must have brought all up to here.
    After(Position),
    /// It took what came from then on, which began somewhere between these two.
    Now {
        /// The head of the log as known before the connection was opened, or anything lower.
        not_before: Position,
        /// The head of the log as known after it was open, or anything higher.
        not_after: Position,
    },
}

impl Start {
    /// Nothing up to here may come.
    #[must_use]
    pub const fn not_before(self) -> Position {
        match self {
            Self::After(position) | Self::Now { not_before: position, .. } => position,
        }
    }

    /// All after this must come.
    #[must_use]
    pub const fn not_after(self) -> Position {
        match self {
            Self::After(position) | Self::Now { not_after: position, .. } => position,
        }
    }
}

/// How a session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Somewhere: the last frames may still have been on their way.
    Cut,
    /// Not before it had all up to this position.
    Reached(Position),
}

/// One thing that came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// What happened,
    pub kind: Kind,
    /// to what.
    pub id: Id,
    /// The position that it bore, if it bore one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The stream that it came under, if it said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream: Option<Stream>,
}

//! What a client did, and what it was told.
use serde::{Deserialize, Serialize};

use super::{Id, Key};

/// One attempt of a client to change something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// It wrote something new.
    Publish {
        /// Its mark.
        key: Key,
        /// The id that was answered, if one was.
        outcome: Outcome<Id>,
    },
    /// It deleted something.
    Delete {
        /// What.
        id: Id,
        /// What was answered.
        outcome: Outcome<()>,
    },
}

/// How an operation ended, as its client knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome<T> {
    /// Acknowledged.
    Ok(T),
    /// Refused: surely not done.
    Fail,
    /// No answer, or one that leaves it open: done once or not at all.
    Info,
}

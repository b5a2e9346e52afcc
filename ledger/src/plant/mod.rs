//! Spoils a correct history in one place, so that a run can prove that its checker would have seen it.
mod dice;
mod frames;
mod store;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::history::{History, Key, Position};
pub(crate) use dice::Dice;

/// What to spoil a history with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plant {
    /// A frame that was owed is gone, or an acknowledged write is.
    Loss,
    /// A frame came twice, or a write happened twice.
    Duplicate,
    /// Two frames, or two entries of the log, changed places.
    Reorder,
    /// A frame, or an entry of the log, is there that nobody wrote.
    Phantom,
    /// A frame came to somebody who may not see it.
    Unauthorised,
    /// A frame came to somebody who did not ask for it.
    Misrouted,
    /// A frame came to somebody after their right to listen had ended.
    Late,
}

/// Where a history was spoiled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planted {
    /// With what.
    pub plant: Plant,
    /// Where.
    pub site: Site,
}

/// A place in a history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Site {
    /// What a client was told of this write.
    Operation(Key),
    /// The log at this position.
    Entry(Position),
    /// What came to a listener.
    Frame {
        /// To whom.
        listener: String,
        /// In which of its sessions, counted from 0.
        session: usize,
        /// Where among its frames, counted from 0.
        frame: usize,
    },
}

/// Not a plant.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} cannot be planted; try loss, duplicate, reorder, phantom, unauthorised, misrouted or late")]
pub struct UnknownPlant(String);

impl Plant {
    /// All there are.
    pub const ALL: [Self; 7] = [
        Self::Loss,
        Self::Duplicate,
        Self::Reorder,
        Self::Phantom,
        Self::Unauthorised,
        Self::Misrouted,
        Self::Late,
    ];

    /// Its name, as one gives it on a command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::Duplicate => "duplicate",
            Self::Reorder => "reorder",
            Self::Phantom => "phantom",
            Self::Unauthorised => "unauthorised",
            Self::Misrouted => "misrouted",
            Self::Late => "late",
        }
    }

    /// Spoils a correct history in one place that the seed chooses, most often among what came to listeners.
    ///
    /// `None` if the history, now unchanged, is too small to be spoiled so: without frames nothing can be repeated.
    #[must_use = "nothing may have been planted"]
    pub fn spoil(self, history: &mut History, seed: u64) -> Option<Planted> {
        let dice = &mut Dice::new(seed);
        let site = match dice.below(4) {
            0 => store::spoil(self, history, dice).or_else(|| frames::spoil(self, history, dice)),
            _ => frames::spoil(self, history, dice).or_else(|| store::spoil(self, history, dice)),
        }?;
        Some(Planted { plant: self, site })
    }
}

impl FromStr for Plant {
    type Err = UnknownPlant;

    fn from_str(name: &str) -> Result<Self, UnknownPlant> {
        Self::ALL.into_iter().find(|plant| plant.name() == name).ok_or_else(|| UnknownPlant(name.to_owned()))
    }
}

impl fmt::Display for Plant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Planted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} planted at {}", self.plant, self.site)
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(key) => write!(f, "write {:?}", key.as_str()),
            Self::Entry(position) => write!(f, "position {position} of the log"),
            Self::Frame { listener, session, frame } => {
                write!(f, "listener {listener}, session {session}, frame {frame}")
            }
        }
    }
}

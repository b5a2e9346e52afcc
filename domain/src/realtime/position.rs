//! Where something stands in the log.
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

/// The place of an event in the log: 1, 2, 3 … without a hole. 0 is before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Position(u64);

impl Position {
    /// Before the first event.
    pub const START: Self = Self(0);

    /// A position by its number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The one that must follow.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Which log: a restored backup is another one, so that old positions are refused and not misread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct LogId(pub Uuid);

/// A position to resume by, as clients hold it: an opaque string that names its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cursor {
    /// The log it is a position of.
    pub log: LogId,
    /// The last event that was seen.
    pub position: Position,
}

/// Not a cursor of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a position that this server gave")]
pub struct NotACursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.log.0.simple(), self.position)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (log, position) = text.split_once('.').ok_or(NotACursor)?;
        if log.len() != 32 || !position.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotACursor);
        }
        let log = LogId(Uuid::try_parse(log).map_err(|_| NotACursor)?);
        let position = Position(position.parse().map_err(|_| NotACursor)?);
        Ok(Self { log, position })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_journey_and_garbage_is_refused() {
        let cursor = Cursor { log: LogId(Uuid::from_u128(7)), position: Position(42) };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for bad in [
            "",
            "42",
            "x.1",
            ".",
            &format!("{cursor}x"),
            &format!("-{cursor}"),
            "00000000000000000000000000000007.-1",
        ] {
            assert_eq!(bad.parse::<Cursor>(), Err(NotACursor), "{bad:?}");
        }
    }
}

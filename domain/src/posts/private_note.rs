//! What somebody notes down about somebody else, for themselves.
use thiserror::Error;

use super::is_forbidden_control;

/// Up to 2,000 characters that nobody else is ever shown; nothing, for no note.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PrivateNote(String);

/// Why a note was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PrivateNoteRule {
    /// It is too long.
    #[error("Comment is too long (maximum is {max} characters)")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// It holds control characters.
    #[error("Comment contains control characters")]
    Control,
}

impl PrivateNote {
    /// Characters at the most.
    pub const MAX: usize = 2_000;

    /// Checks what somebody wrote.
    pub fn parse(raw: &str) -> Result<Self, PrivateNoteRule> {
        let text = raw.replace("\r\n", "\n");
        if text.chars().count() > Self::MAX {
            return Err(PrivateNoteRule::TooLong { max: Self::MAX });
        }
        if text.chars().any(is_forbidden_control) {
            return Err(PrivateNoteRule::Control);
        }
        Ok(if text.trim().is_empty() { Self::default() } else { Self(text) })
    }

    /// A note as an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The text; empty for none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_short_and_of_text() {
        let long = "x".repeat(2_000);
        for (raw, kept) in [("a rook", "a rook"), (" ", ""), ("a\r\nb\tc", "a\nb\tc"), (&long, &long)] {
            assert_eq!(PrivateNote::parse(raw).unwrap().as_str(), kept);
        }
        assert_eq!(PrivateNote::parse(&format!("{long}x")), Err(PrivateNoteRule::TooLong { max: 2_000 }));
        assert_eq!(PrivateNote::parse("a\0b"), Err(PrivateNoteRule::Control));
    }
}

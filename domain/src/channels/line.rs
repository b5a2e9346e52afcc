//! Short texts on one line.
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::posts::is_forbidden_control;

/// Why a short text was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LineRule {
    /// It says nothing.
    #[error("{what} can't be blank")]
    Blank {
        /// What it is.
        what: &'static str,
    },
    /// It is too long.
    #[error("{what} is too long (maximum is {max} characters)")]
    TooLong {
        /// What it is.
        what: &'static str,
        /// The limit.
        max: usize,
    },
    /// It holds control characters, or has more than one line.
    #[error("{what} contains control characters")]
    Control {
        /// What it is.
        what: &'static str,
    },
}

/// Bytes that a character may take: one can hold 100,000 combining marks.
const BYTES_EACH: usize = 8;

/// A text without space around it, normalised, of so many characters as people see them.
pub(crate) fn line(raw: &str, what: &'static str, max: usize) -> Result<String, LineRule> {
    if raw.len() > max * BYTES_EACH {
        return Err(LineRule::TooLong { what, max });
    }
    let line: String = raw.trim().nfc().collect();
    if line.chars().any(|c| is_forbidden_control(c) || c == '\n') {
        return Err(LineRule::Control { what });
    }
    if line.graphemes(true).count() > max { Err(LineRule::TooLong { what, max }) } else { Ok(line) }
}

/// The same, but not nothing.
pub(crate) fn full_line(raw: &str, what: &'static str, max: usize) -> Result<String, LineRule> {
    let line = line(raw, what, max)?;
    if line.is_empty() { Err(LineRule::Blank { what }) } else { Ok(line) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_short_and_has_no_second() {
        let what = "Title";
        assert_eq!(full_line(" caw ", what, 3), Ok("caw".to_owned()));
        assert_eq!(full_line(&"👩‍👩‍👧".repeat(8), what, 20).map(|line| line.len()), Ok(144));
        assert_eq!(full_line(" ", what, 3), Err(LineRule::Blank { what }));
        assert_eq!(line(" ", what, 3), Ok(String::new()));
        for bad in ["caws", &format!("e{}", "\u{301}".repeat(5_000))] {
            assert_eq!(line(bad, what, 3), Err(LineRule::TooLong { what, max: 3 }), "{bad}");
        }
        for bad in ["a\0", "a\nb"] {
            assert_eq!(line(bad, what, 3), Err(LineRule::Control { what }), "{bad:?}");
        }
    }
}

//! What an account says about itself.
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::posts::is_forbidden_control;

/// Bytes that a character may take: one grapheme can hold 100,000 combining marks.
const BYTES_EACH: usize = 8;

/// Why something that an account says about itself was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AboutRule {
    /// The note is too long.
    #[error("Note is too long (maximum is {max} characters)")]
    Note {
        /// The limit.
        max: usize,
    },
    /// The name or the value of a field is too long.
    #[error("Profile fields are too long (maximum is {max} characters each)")]
    Field {
        /// The limit.
        max: usize,
    },
    /// There are too many fields.
    #[error("Profile has too many fields (maximum is {max})")]
    Fields {
        /// The limit.
        max: usize,
    },
    /// A field has a value and no name.
    #[error("Profile fields must have a name")]
    Nameless,
    /// It holds control characters.
    #[error("Profile contains control characters")]
    Control,
}

/// What an account tells about itself, as its owner wrote it: up to 500 characters, or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Note(String);

impl Note {
    /// Characters at the most, as people see them.
    pub const MAX: usize = 500;

    /// Checks what somebody wrote.
    pub fn parse(raw: &str) -> Result<Self, AboutRule> {
        if is_endless(raw, Self::MAX) {
            return Err(AboutRule::Note { max: Self::MAX });
        }
        let text: String = raw.replace("\r\n", "\n").nfc().collect();
        checked(&text, Self::MAX, AboutRule::Note { max: Self::MAX }).map(Self)
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

/// A line of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileField {
    name: String,
    value: String,
}

impl ProfileField {
    /// Lines of a profile at the most.
    pub const MOST: usize = 4;
    /// Characters of a name or of a value at the most.
    pub const MAX: usize = 255;

    /// Checks the lines that somebody wrote, each a name and a value; empty ones are left out.
    pub fn parse_all(raw: &[(String, String)]) -> Result<Vec<Self>, AboutRule> {
        let fields: Vec<Self> = raw
            .iter()
            .map(|(name, value)| Self::parse(name, value))
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()?;
        if fields.len() > Self::MOST { Err(AboutRule::Fields { max: Self::MOST }) } else { Ok(fields) }
    }

    fn parse(name: &str, value: &str) -> Result<Option<Self>, AboutRule> {
        let part = |raw: &str| {
            if is_endless(raw, Self::MAX) {
                return Err(AboutRule::Field { max: Self::MAX });
            }
            let line: String = raw.nfc().collect();
            let line = checked(&line, Self::MAX, AboutRule::Field { max: Self::MAX })?;
            if line.contains('\n') { Err(AboutRule::Control) } else { Ok(line) }
        };
        let (name, value) = (part(name)?, part(value)?);
        match (name.is_empty(), value.is_empty()) {
            (true, true) => Ok(None),
            (true, false) => Err(AboutRule::Nameless),
            (false, _) => Ok(Some(Self { name, value })),
        }
    }

    /// A line as an adapter stored it.
    #[must_use]
    pub fn stored(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), value: value.to_owned() }
    }

    /// What stands before the colon.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What stands behind it.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

/// Whether it is not worth a look: what it would be made into is too long in any case.
fn is_endless(raw: &str, max: usize) -> bool {
    raw.len() > max * BYTES_EACH * 4
}

fn checked(text: &str, max: usize, too_long: AboutRule) -> Result<String, AboutRule> {
    let text = text.trim();
    if text.chars().any(is_forbidden_control) {
        return Err(AboutRule::Control);
    }
    if text.len() > max * BYTES_EACH || text.graphemes(true).count() > max {
        return Err(too_long);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_counted_as_people_see_it() {
        assert_eq!(Note::parse(" I like\r\nrooks ").unwrap().as_str(), "I like\nrooks");
        assert!(Note::parse(&"👩‍👩‍👧".repeat(100)).is_ok());
        assert_eq!(Note::parse(&"x".repeat(501)), Err(AboutRule::Note { max: 500 }));
        assert_eq!(Note::parse(&format!("e{}", "\u{301}".repeat(5000))), Err(AboutRule::Note { max: 500 }));
        assert_eq!(Note::parse("a\u{0}b"), Err(AboutRule::Control));
    }

    #[test]
    fn a_profile_has_few_short_lines_with_names() {
        let parse = |lines: &[(&str, &str)]| {
            let owned: Vec<_> = lines.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
            ProfileField::parse_all(&owned)
        };
        let line = ProfileField::stored("home", "https://rooks.example");
        assert_eq!(parse(&[(" home", "https://rooks.example"), ("", " ")]), Ok(vec![line]));
        assert_eq!(parse(&[("", "x")]), Err(AboutRule::Nameless));
        assert_eq!(parse(&[("a\nb", "x")]), Err(AboutRule::Control));
        assert_eq!(parse(&[("a", &"x".repeat(256))]), Err(AboutRule::Field { max: 255 }));
        assert_eq!(parse(&[("a", "b"); 5]), Err(AboutRule::Fields { max: 4 }));
    }
}

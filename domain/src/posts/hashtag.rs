//! Words that posts are filed under.
use std::fmt;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

/// A tag without its `#`, lower case: letters, digits and underscores of any script, not only digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hashtag(String);

/// Not a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a tag is made of letters, digits and underscores, and not of digits alone")]
pub struct NotAHashtag;

impl Hashtag {
    /// Bytes at the most.
    pub const MAX: usize = 200;

    /// Whether a tag may hold the character.
    #[must_use]
    pub fn may_hold(c: char) -> bool {
        c.is_alphanumeric() || c == '_'
    }

    /// Takes a word with or without its `#`.
    pub fn parse(raw: &str) -> Result<Self, NotAHashtag> {
        let word: String = raw.strip_prefix('#').unwrap_or(raw).nfc().collect::<String>().to_lowercase();
        let legal = word.len() <= Self::MAX
            && word.chars().all(|c| Self::may_hold(c) || unicode_normalization::char::is_combining_mark(c));
        let meaningful = word.chars().any(|c| !c.is_numeric() && c != '_');
        if legal && meaningful { Ok(Self(word)) } else { Err(NotAHashtag) }
    }

    /// A tag as an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Hashtag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter_and_digits_alone_are_no_tag() {
        assert_eq!(Hashtag::parse("#RuSt").unwrap().as_str(), "rust");
        for bad in ["", "#", "1", "2_0", "a b", "a-b", "#a#b"] {
            assert_eq!(Hashtag::parse(bad), Err(NotAHashtag), "{bad:?}");
        }
    }
}

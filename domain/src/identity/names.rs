//! Names of accounts.
use std::fmt;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::posts::is_forbidden_control;

/// The name after the `@`: 1 to 30 ASCII letters, digits and underscores; unique whatever the case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Username(String);

/// Why a username was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UsernameRule {
    /// Nothing was given.
    #[error("can't be blank")]
    Blank,
    /// Something else than letters, digits and underscores.
    #[error("must contain only letters, numbers and underscores")]
    Invalid,
    /// Too long.
    #[error("is too long (maximum is {max} characters)")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// Kept back for those who run the server.
    #[error("is reserved")]
    Reserved,
}

impl Username {
    /// Characters at the most.
    pub const MAX: usize = 30;
    const RESERVED: [&str; 10] = [
        "abuse",
        "admin",
        "administrator",
        "help",
        "moderator",
        "postmaster",
        "root",
        "security",
        "support",
        "webmaster",
    ];

    /// Checks a name that somebody chose.
    pub fn parse(raw: &str) -> Result<Self, UsernameRule> {
        if raw.is_empty() {
            return Err(UsernameRule::Blank);
        }
        if !raw.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return Err(UsernameRule::Invalid);
        }
        if raw.len() > Self::MAX {
            return Err(UsernameRule::TooLong { max: Self::MAX });
        }
        Ok(Self(raw.to_owned()))
    }

    /// Refuses names that visitors could mistake for those who run the server.
    pub fn not_reserved(self) -> Result<Self, UsernameRule> {
        if Self::RESERVED.contains(&self.folded().as_str()) { Err(UsernameRule::Reserved) } else { Ok(self) }
    }

    /// A name as an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// As its owner wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that must be unique.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name that people read: up to 30 characters of any script, or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DisplayName(String);

/// Why a display name was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NameRule {
    /// Too long.
    #[error("is too long (maximum is {max} characters)")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// It holds control characters.
    #[error("contains control characters")]
    Control,
}

impl DisplayName {
    /// Characters at the most, as people see them.
    pub const MAX: usize = 30;

    /// Checks a name that somebody chose.
    pub fn parse(raw: &str) -> Result<Self, NameRule> {
        let name = raw.trim();
        if name.chars().any(char::is_control) || name.chars().any(is_forbidden_control) {
            return Err(NameRule::Control);
        }
        if name.len() > Self::MAX * 8 || name.graphemes(true).count() > Self::MAX {
            return Err(NameRule::TooLong { max: Self::MAX });
        }
        Ok(Self(name.nfc().collect()))
    }

    /// A name as an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_username_is_short_plain_and_not_an_office() {
        assert_eq!(Username::parse("Ada_1").unwrap().folded(), "ada_1");
        assert_eq!(Username::parse(""), Err(UsernameRule::Blank));
        assert_eq!(Username::parse(&"a".repeat(31)), Err(UsernameRule::TooLong { max: 30 }));
        for bad in ["a b", "å", "a.b", "a\0", "@a"] {
            assert_eq!(Username::parse(bad), Err(UsernameRule::Invalid), "{bad:?}");
        }
        assert_eq!(Username::parse("Admin").unwrap().not_reserved(), Err(UsernameRule::Reserved));
    }

    #[test]
    fn a_display_name_is_counted_as_people_see_it() {
        assert!(DisplayName::parse(&"👩‍👩‍👧".repeat(10)).is_ok());
        assert_eq!(DisplayName::parse(&"x".repeat(31)), Err(NameRule::TooLong { max: 30 }));
        assert_eq!(
            DisplayName::parse(&format!("e{}", "\u{301}".repeat(1000))),
            Err(NameRule::TooLong { max: 30 })
        );
        assert_eq!(DisplayName::parse("a\u{0}b"), Err(NameRule::Control));
    }
}

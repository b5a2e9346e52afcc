//! Passwords and what is kept of them.
use std::fmt;

use thiserror::Error;

/// A password that somebody typed: 8 to 256 bytes, never truncated, never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Why a password was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordRule {
    /// Nothing was given.
    #[error("can't be blank")]
    Blank,
    /// Too short to be safe.
    #[error("is too short (minimum is {min} characters)")]
    TooShort {
        /// The limit.
        min: usize,
    },
    /// Too long to be anything but an attack.
    #[error("is too long (maximum is {max} bytes)")]
    TooLong {
        /// The limit.
        max: usize,
    },
}

impl Password {
    /// Characters at the least.
    pub const MIN: usize = 8;
    /// Bytes at the most.
    pub const MAX: usize = 256;

    /// Checks a password that somebody chose.
    pub fn parse(raw: &str) -> Result<Self, PasswordRule> {
        match (raw.chars().count(), raw.len()) {
            (0, _) => Err(PasswordRule::Blank),
            (_, bytes) if bytes > Self::MAX => Err(PasswordRule::TooLong { max: Self::MAX }),
            (chars, _) if chars < Self::MIN => Err(PasswordRule::TooShort { min: Self::MIN }),
            _ => Ok(Self(raw.to_owned())),
        }
    }

    /// For the one who hashes it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// What is stored of a password, in PHC string format.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// A hash as an adapter made or stored it.
    #[must_use]
    pub fn stored(phc: &str) -> Self {
        Self(phc.to_owned())
    }

    /// The PHC string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_neither_short_nor_endless_nor_shown() {
        assert_eq!(Password::parse(""), Err(PasswordRule::Blank));
        assert_eq!(Password::parse("rookery"), Err(PasswordRule::TooShort { min: 8 }));
        assert_eq!(Password::parse(&"x".repeat(257)), Err(PasswordRule::TooLong { max: 256 }));
        assert_eq!(format!("{:?}", Password::parse("correct horse").unwrap()), "Password(…)");
    }
}

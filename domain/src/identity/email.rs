//! Addresses people log in with.
use std::fmt;

use thiserror::Error;

/// An e-mail address, lower case: what one logs in with, never shown to others.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

/// Why an address was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EmailRule {
    /// Nothing was given.
    #[error("can't be blank")]
    Blank,
    /// Not of the form `name@domain`.
    #[error("is invalid")]
    Invalid,
    /// Longer than any address may be (RFC 5321).
    #[error("is too long (maximum is {max} characters)")]
    TooLong {
        /// The limit.
        max: usize,
    },
}

impl Email {
    /// Bytes at the most.
    pub const MAX: usize = 254;

    /// Checks the form of an address; whether it is somebody's, a message has to find out.
    pub fn parse(raw: &str) -> Result<Self, EmailRule> {
        let raw = raw.trim();
        if raw.is_empty() {
            return Err(EmailRule::Blank);
        }
        if raw.len() > Self::MAX {
            return Err(EmailRule::TooLong { max: Self::MAX });
        }
        let plain =
            raw.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"".contains(c));
        match raw.split_once('@') {
            Some((name, domain)) if plain && !name.is_empty() && is_domain(domain) => {
                Ok(Self(raw.to_lowercase()))
            }
            _ => Err(EmailRule::Invalid),
        }
    }

    /// An address as an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_domain(domain: &str) -> bool {
    !domain.contains('@')
        && !domain.is_empty()
        && domain.split('.').all(|label| !label.is_empty() && !label.starts_with('-'))
}

impl fmt::Debug for Email {
    /// Addresses are nobody's business in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_name_and_a_domain() {
        assert_eq!(Email::parse(" Ada@Example.Org ").unwrap().as_str(), "ada@example.org");
        assert_eq!(Email::parse(""), Err(EmailRule::Blank));
        for bad in
            ["ada", "@x.org", "a@", "a@b@c", "a b@c.org", "a@.org", "a@c..org", "<a@c.org>", "a\0@c.org"]
        {
            assert_eq!(Email::parse(bad), Err(EmailRule::Invalid), "{bad:?}");
        }
        assert!(matches!(
            Email::parse(&format!("{}@x.org", "a".repeat(300))),
            Err(EmailRule::TooLong { .. })
        ));
    }
}

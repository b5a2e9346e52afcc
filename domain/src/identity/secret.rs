//! Secrets that we make, and what is kept of them.
use std::fmt;

/// Something that only who holds it knows: a client's secret, a code, the value of a cookie. Never shown in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A secret as somebody made it, or sent it back.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// For the one whom it belongs to.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What is kept of a secret: it is known again by it, and not found out from it.
#[derive(Debug, Clone, Eq)]
pub struct Digest(String);

impl Digest {
    /// A digest as an adapter made or stored it.
    #[must_use]
    pub fn stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Letters, digits, `-` and `_`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PartialEq for Digest {
    /// Takes as long whatever differs, so that time tells nothing.
    fn eq(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.0.as_bytes(), other.0.as_bytes());
        ours.len() == theirs.len()
            && ours.iter().zip(theirs).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown_and_a_digest_is_compared_whole() {
        assert_eq!(format!("{:?}", Secret::new("caw")), "Secret(…)");
        let digest = Digest::stored("abc");
        assert_eq!(digest, Digest::stored("abc"));
        for other in ["", "ab", "abd", "Abc", "abcd"] {
            assert_ne!(digest, Digest::stored(other), "{other:?}");
        }
    }
}

//! Proving by mail that an address is one's own.
use jiff::{SignedDuration, Timestamp};

use super::Digest;

/// What a secret that came by mail is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Purpose {
    /// To confirm the address.
    Confirm,
    /// To set a new password.
    Reset,
    /// To log in, once.
    LogIn,
}

impl Purpose {
    /// How long the secret holds.
    #[must_use]
    pub fn lifetime(self) -> SignedDuration {
        SignedDuration::from_mins(match self {
            Self::Confirm | Self::Reset => 30,
            Self::LogIn => 10,
        })
    }

    /// Its name, as adapters store it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
            Self::LogIn => "log_in",
        }
    }
}

/// What is kept of a secret that was sent to an account's address. An account has one for each purpose, the last that was asked
/// for, and each can be met once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// What it is good for.
    pub purpose: Purpose,
    /// What is kept of the secret.
    pub digest: Digest,
    /// From when on it is nothing any more.
    pub expires_at: Timestamp,
}

impl Challenge {
    /// How often one may be wrong about a code that can be guessed: then it is nothing any more.
    pub const TRIES: u16 = 5;

    /// A challenge for a secret that is told now.
    #[must_use]
    pub fn new(purpose: Purpose, digest: Digest, now: Timestamp) -> Self {
        let expires_at = now.checked_add(purpose.lifetime()).unwrap_or(Timestamp::MAX);
        Self { purpose, digest, expires_at }
    }

    /// Whether it can still be met.
    #[must_use]
    pub fn holds_at(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_holds_for_half_an_hour_and_a_code_for_ten_minutes() {
        let now = Timestamp::UNIX_EPOCH;
        for (purpose, minutes) in [(Purpose::Confirm, 30), (Purpose::Reset, 30), (Purpose::LogIn, 10)] {
            let challenge = Challenge::new(purpose, Digest::stored("digest"), now);
            let end = now + SignedDuration::from_mins(minutes);
            assert!(challenge.holds_at(end - SignedDuration::from_secs(1)), "{purpose:?}");
            assert!(!challenge.holds_at(end), "{purpose:?}");
        }
    }
}

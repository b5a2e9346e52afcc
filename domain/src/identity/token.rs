//! What lets an app act for somebody.
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::ids::AccountId;

/// The id of a token: what its signature covers and its row is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenId(pub Uuid);

/// What a token allows, as OAuth scopes: `read write`, or finer ones such as `write:statuses`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes(String);

impl Scopes {
    /// All that a person's own app may do.
    #[must_use]
    pub fn everything() -> Self {
        Self("read write follow push".to_owned())
    }

    /// Scopes as an adapter stored them.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// Separated by spaces.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `wanted` is among them, itself or by its parent: `read` covers `read:statuses`.
    #[must_use]
    pub fn allow(&self, wanted: &str) -> bool {
        let parent = wanted.split(':').next().unwrap_or(wanted);
        self.0.split(' ').any(|scope| scope == wanted || scope == parent)
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A token's row: it lives until it is revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// Its id.
    pub id: TokenId,
    /// For whom it acts.
    pub account: AccountId,
    /// What it allows.
    pub scopes: Scopes,
    /// When it was given.
    pub created_at: Timestamp,
}

/// What a bearer token says, under its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BearerClaims {
    /// Which token.
    pub token: TokenId,
    /// For whom it acts.
    pub account: AccountId,
    /// When it was signed.
    pub issued_at: Timestamp,
    /// When it ends by itself, if ever: those of apps do not.
    pub expires_at: Option<Timestamp>,
}

impl BearerClaims {
    /// How far clocks may differ.
    const LEEWAY: SignedDuration = SignedDuration::from_secs(30);

    /// Whether they hold at a time: neither over nor from the future.
    #[must_use]
    pub fn hold_at(&self, now: Timestamp) -> bool {
        let begun = self.issued_at.duration_since(now) <= Self::LEEWAY;
        begun && self.expires_at.is_none_or(|end| now.duration_since(end) < Self::LEEWAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_hold_within_their_time_and_half_a_minute_around_it() {
        let at = |s| Timestamp::from_second(s).unwrap();
        let claims = BearerClaims {
            token: TokenId(Uuid::nil()),
            account: AccountId::stored(1),
            issued_at: at(1_000),
            expires_at: Some(at(2_000)),
        };
        for (now, hold) in [(969, false), (970, true), (1_500, true), (2_029, true), (2_030, false)] {
            assert_eq!(claims.hold_at(at(now)), hold, "{now}");
        }
    }

    #[test]
    fn a_parent_scope_covers_its_children_and_nothing_else() {
        let scopes = Scopes::stored("read write:statuses");
        for yes in ["read", "read:statuses", "write:statuses"] {
            assert!(scopes.allow(yes), "{yes}");
        }
        for no in ["write", "write:follows", "follow", "rea", ""] {
            assert!(!scopes.allow(no), "{no}");
        }
    }
}

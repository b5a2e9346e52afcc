//! Being logged in to the pages.
use jiff::Timestamp;

use super::{Digest, SessionId};
use crate::ids::AccountId;

/// Somebody is logged in, in one browser. It ends when they log out, there or elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id; nothing can be done with it alone.
    pub id: SessionId,
    /// Whose.
    pub account: AccountId,
    /// What is kept of the secret that the browser holds.
    pub secret: Digest,
    /// What the browser says that it is.
    pub agent: Agent,
    /// When they logged in.
    pub created_at: Timestamp,
    /// When it was last used, give or take some minutes.
    pub used_at: Timestamp,
}

/// What a browser says that it is: a hint for people, nothing to rely on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Agent(String);

impl Agent {
    /// Characters that are kept.
    pub const MAX: usize = 200;

    /// The beginning of what it says, without what could not be shown.
    #[must_use]
    pub fn parse(raw: &str) -> Self {
        Self(
            raw.chars()
                .filter(|letter| !letter.is_control())
                .take(Self::MAX)
                .collect::<String>()
                .trim()
                .to_owned(),
        )
    }

    /// As an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// What it says.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_says_is_cut_and_cleaned() {
        assert_eq!(Agent::parse(" Rook/1.0\u{0}\n(X11) ").as_str(), "Rook/1.0(X11)");
        assert_eq!(Agent::parse(&"x".repeat(1_000)).as_str().len(), 200);
    }
}

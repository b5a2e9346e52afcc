//! What somebody may do here beyond the usual.
use serde::{Deserialize, Serialize};

/// An office on this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// None.
    #[default]
    Member,
    /// Looks after others: suspends, silences, answers reports.
    Moderator,
    /// Runs the server.
    Admin,
}

impl Role {
    /// All of them, each with more power than the one before it.
    pub const ALL: [Self; 3] = [Self::Member, Self::Moderator, Self::Admin];

    /// Our word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }

    /// Whether they keep the shop: say what is sold, at what price, and how much there is of it.
    #[must_use]
    pub fn keeps_the_shop(self) -> bool {
        self >= Self::Admin
    }
}

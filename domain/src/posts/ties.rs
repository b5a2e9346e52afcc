//! Whom somebody keeps away.
use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::MuteExtent;
use crate::ids::AccountId;

/// Whom somebody keeps away, and who keeps them away.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ties {
    /// Whom they block.
    pub blocking: HashSet<AccountId>,
    /// Who blocks them.
    pub blocked_by: HashSet<AccountId>,
    /// Whom they mute: how much, and for how long.
    pub muting: HashMap<AccountId, MuteExtent>,
}

impl Ties {
    /// Whether one of the two blocks the other.
    #[must_use]
    pub fn are_apart(&self, other: AccountId) -> bool {
        self.blocking.contains(&other) || self.blocked_by.contains(&other)
    }

    /// Whether they mute another at a moment.
    #[must_use]
    pub fn mute(&self, other: AccountId, now: Timestamp) -> bool {
        self.muting.get(&other).is_some_and(|extent| extent.holds_at(now))
    }

    /// Whether they are told what another does that concerns them.
    #[must_use]
    pub fn let_tell(&self, other: AccountId, now: Timestamp) -> bool {
        let deaf = self.muting.get(&other).is_some_and(|extent| extent.notifications && extent.holds_at(now));
        !deaf && !self.are_apart(other)
    }
}

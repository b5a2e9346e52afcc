//! Somebody leaves for good.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Revocation;
use crate::ids::AccountId;
use crate::realtime::{Cause, Event};
use crate::recorded::Recorded;

/// An account that is deleted: from that moment on nobody has it, and nobody gets its name again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Departure {
    /// Whose.
    pub account: AccountId,
    /// When.
    pub at: Timestamp,
}

/// An account was deleted. What it wrote is deleted after it, and told post by post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountDeleted {
    /// The account.
    pub account: AccountId,
}

impl Departure {
    /// It leaves, and everything that was logged in to it ends.
    pub fn of(account: AccountId, cause: &Cause) -> Recorded<Self> {
        let left = Event::AccountDeleted(AccountDeleted { account });
        let ended = Event::TokenRevoked(Revocation::Account(account).told());
        Recorded::new(Self { account, at: cause.at }, cause, [left, ended])
    }
}

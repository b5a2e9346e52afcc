//! An account, and how it looks from outside.
use jiff::Timestamp;

use super::{DisplayName, Registered, Username};
use crate::ids::AccountId;
use crate::realtime::{Cause, Event};
use crate::recorded::{Draft, Numbered, Recorded};

/// Somebody who posts here: a person or a bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The name after the `@`.
    pub username: Username,
    /// The name that people read; may be empty.
    pub display_name: DisplayName,
    /// Whether it posts by itself.
    pub bot: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Numbered for Account {
    type Id = AccountId;
}

/// What somebody says who registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The name after the `@`.
    pub username: Username,
    /// The name that people read; may be empty.
    pub display_name: DisplayName,
    /// Whether it posts by itself.
    pub bot: bool,
}

impl Account {
    /// Somebody registers.
    pub fn register(new: NewAccount, cause: Cause) -> Draft<Self> {
        Draft::new(move |id| {
            let NewAccount { username, display_name, bot } = new;
            let account = Self { id, username, display_name, bot, created_at: cause.at };
            let event = Event::Registered(Registered { account: (&Profile::of_new(account.clone())).into() });
            Recorded::new(account, &cause, [event])
        })
    }
}

/// What is counted of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AccountCounts {
    /// Accounts that follow it.
    pub followers: u64,
    /// Accounts that it follows.
    pub following: u64,
    /// Its posts and boosts that are not direct.
    pub posts: u64,
    /// When it last published or boosted something that is not direct.
    pub last_post_at: Option<Timestamp>,
}

/// An account with its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The account.
    pub account: Account,
    /// Its counts.
    pub counts: AccountCounts,
}

impl Profile {
    /// The profile of an account that was just made.
    #[must_use]
    pub fn of_new(account: Account) -> Self {
        Self { account, counts: AccountCounts::default() }
    }
}

//! Accounts as events carry them.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Account, AccountCounts, DisplayName, Profile, Username};
use crate::ids::AccountId;

/// An account was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// The account.
    pub account: AuthorFacts,
}

/// A profile as it was when something happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorFacts {
    /// Whose.
    pub id: AccountId,
    /// The name after the `@`.
    pub username: String,
    /// The name that people read.
    pub display_name: String,
    /// Whether it posts by itself.
    pub bot: bool,
    /// When the account was made.
    pub created_at: Timestamp,
    /// Accounts that follow it.
    pub followers: u64,
    /// Accounts that it follows.
    pub following: u64,
    /// Its posts and boosts.
    pub posts: u64,
    /// When it last posted.
    pub last_post_at: Option<Timestamp>,
}

impl From<&Profile> for AuthorFacts {
    fn from(Profile { account, counts }: &Profile) -> Self {
        Self {
            id: account.id,
            username: account.username.as_str().to_owned(),
            display_name: account.display_name.as_str().to_owned(),
            bot: account.bot,
            created_at: account.created_at,
            followers: counts.followers,
            following: counts.following,
            posts: counts.posts,
            last_post_at: counts.last_post_at,
        }
    }
}

impl From<&AuthorFacts> for Profile {
    fn from(facts: &AuthorFacts) -> Self {
        let account = Account {
            id: facts.id,
            username: Username::stored(&facts.username),
            display_name: DisplayName::stored(&facts.display_name),
            bot: facts.bot,
            created_at: facts.created_at,
        };
        let counts = AccountCounts {
            followers: facts.followers,
            following: facts.following,
            posts: facts.posts,
            last_post_at: facts.last_post_at,
        };
        Self { account, counts }
    }
}

//! What was found, as clients read it.
use serde::Serialize;
use service::search::Found;

use super::{Account, Lens, Status, Tag};

/// What was found: always all three lists.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Search {
    pub accounts: Vec<Account>,
    pub statuses: Vec<Status>,
    pub hashtags: Vec<Tag>,
}

/// The same as it was once: tags are words.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct SearchV1 {
    pub accounts: Vec<Account>,
    pub statuses: Vec<Status>,
    pub hashtags: Vec<String>,
}

impl Search {
    /// What was found.
    #[must_use]
    pub fn of<'a>(found: &Found, lens: impl Into<Lens<'a>>) -> Self {
        let lens = lens.into();
        let links = lens.links;
        Self {
            accounts: found.accounts.iter().map(|profile| Account::of(profile, links)).collect(),
            statuses: found.posts.iter().map(|entry| Status::of(entry, lens)).collect(),
            hashtags: found.hashtags.iter().map(|tag| Tag::of(tag, links)).collect(),
        }
    }
}

impl SearchV1 {
    /// What was found.
    #[must_use]
    pub fn of<'a>(found: &Found, lens: impl Into<Lens<'a>>) -> Self {
        let Search { accounts, statuses, .. } = Search::of(found, lens);
        Self { accounts, statuses, hashtags: found.hashtags.iter().map(ToString::to_string).collect() }
    }
}

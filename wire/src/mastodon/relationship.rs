//! How one account stands to another, as clients read it.
use domain::ids::AccountId;
use domain::posts::Languages;
use serde::Serialize;
use service::posts::Familiar;

use super::{Account, Links, Moment};

/// How the reader stands to an account. What we do not have yet is `false`, as strict clients want it.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Relationship {
    pub id: AccountId,
    pub following: bool,
    pub showing_reblogs: bool,
    pub notifying: bool,
    pub languages: Option<Vec<String>>,
    pub followed_by: bool,
    pub blocking: bool,
    pub blocked_by: bool,
    pub muting: bool,
    pub muting_notifications: bool,
    pub muting_expires_at: Option<Moment>,
    pub requested: bool,
    pub requested_by: bool,
    pub domain_blocking: bool,
    pub endorsed: bool,
    pub note: String,
}

impl From<&service::posts::Relationship> for Relationship {
    fn from(relationship: &service::posts::Relationship) -> Self {
        // what one asks for is shown as what one would get
        let wishes = relationship.following.as_ref().or(relationship.requested.as_ref());
        Self {
            id: relationship.account,
            following: relationship.following.is_some(),
            showing_reblogs: wishes.is_some_and(|wishes| wishes.boosts),
            notifying: wishes.is_some_and(|wishes| wishes.notify),
            languages: wishes.map(|wishes| &wishes.languages).and_then(named),
            followed_by: relationship.followed_by,
            blocking: relationship.blocking,
            blocked_by: relationship.blocked_by,
            muting: relationship.muting.is_some(),
            muting_notifications: relationship.muting.is_some_and(|extent| extent.notifications),
            muting_expires_at: relationship.muting.and_then(|extent| extent.until).map(Moment),
            requested: relationship.requested.is_some(),
            requested_by: relationship.requested_by,
            domain_blocking: false,
            endorsed: false,
            note: relationship.note.as_str().to_owned(),
        }
    }
}

/// The languages that are read, unless all are.
fn named(languages: &Languages) -> Option<Vec<String>> {
    (!languages.are_all()).then(|| languages.iter().map(str::to_owned).collect())
}

/// Those whom the reader follows and who follow an account.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct FamiliarFollowers {
    pub id: AccountId,
    pub accounts: Vec<Account>,
}

impl FamiliarFollowers {
    /// As clients read them.
    #[must_use]
    pub fn of(familiar: &Familiar, links: &Links) -> Self {
        let accounts = familiar.followers.iter().map(|one| Account::of(one, links)).collect();
        Self { id: familiar.account, accounts }
    }
}

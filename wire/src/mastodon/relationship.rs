//! How one account stands to another, as clients read it.
use domain::ids::AccountId;
use serde::Serialize;

use super::Moment;

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
    pub note: &'static str,
}

impl From<&service::posts::Relationship> for Relationship {
    fn from(relationship: &service::posts::Relationship) -> Self {
        // what one asks for is shown as what one would get
        let wishes = relationship.following.or(relationship.requested);
        Self {
            id: relationship.account,
            following: relationship.following.is_some(),
            showing_reblogs: wishes.is_some_and(|wishes| wishes.boosts),
            notifying: wishes.is_some_and(|wishes| wishes.notify),
            languages: None,
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
            note: "",
        }
    }
}

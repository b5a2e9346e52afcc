//! Accounts as clients read them.
use domain::identity::Profile;
use domain::ids::AccountId;
use serde::Serialize;

use super::{Day, Empty, Links, Moment};

/// An account.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Account {
    pub id: AccountId,
    pub username: String,
    pub acct: String,
    pub display_name: String,
    pub locked: bool,
    pub bot: bool,
    pub group: bool,
    pub discoverable: Option<bool>,
    pub indexable: bool,
    pub noindex: bool,
    pub created_at: Moment,
    pub note: String,
    pub url: String,
    pub uri: String,
    pub avatar: String,
    pub avatar_static: String,
    pub header: String,
    pub header_static: String,
    pub followers_count: u64,
    pub following_count: u64,
    pub statuses_count: u64,
    pub last_status_at: Option<Day>,
    pub hide_collections: Option<bool>,
    pub emojis: Empty,
    pub roles: Empty,
    pub fields: Vec<Field>,
}

/// A line of a profile.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Field {
    pub name: String,
    pub value: String,
    pub verified_at: Option<Moment>,
}

/// An account, for the one whose it is.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct CredentialAccount {
    #[serde(flatten)]
    pub account: Account,
    pub source: Source,
    pub role: Role,
}

/// What the owner of an account may edit.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Source {
    pub privacy: &'static str,
    pub sensitive: bool,
    pub language: Option<String>,
    pub note: String,
    pub fields: Vec<Field>,
    pub follow_requests_count: u64,
    pub hide_collections: Option<bool>,
    pub discoverable: Option<bool>,
    pub indexable: bool,
}

/// What somebody may do here beyond the usual: nothing.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Role {
    pub id: &'static str,
    pub name: &'static str,
    pub color: &'static str,
    pub permissions: &'static str,
    pub highlighted: bool,
}

impl Account {
    /// How everybody sees an account.
    #[must_use]
    pub fn of(profile: &Profile, links: &Links) -> Self {
        let Profile { account, counts } = profile;
        let (avatar, header) = (links.default_avatar(), links.default_header());
        Self {
            id: account.id,
            username: account.username.as_str().to_owned(),
            acct: account.username.as_str().to_owned(),
            display_name: account.display_name.as_str().to_owned(),
            locked: false,
            bot: account.bot,
            group: false,
            discoverable: None,
            indexable: false,
            noindex: false,
            created_at: Moment(account.created_at),
            note: String::new(),
            url: links.profile(&account.username),
            uri: links.profile_uri(&account.username),
            avatar_static: avatar.clone(),
            avatar,
            header_static: header.clone(),
            header,
            followers_count: counts.followers,
            following_count: counts.following,
            statuses_count: counts.posts,
            last_status_at: counts.last_post_at.map(Day),
            hide_collections: Some(false),
            emojis: Empty::default(),
            roles: Empty::default(),
            fields: vec![],
        }
    }
}

impl CredentialAccount {
    /// How its owner sees an account.
    #[must_use]
    pub fn of(profile: &Profile, links: &Links) -> Self {
        let account = Account::of(profile, links);
        let source = Source {
            privacy: "public",
            sensitive: false,
            language: None,
            note: String::new(),
            fields: vec![],
            follow_requests_count: 0,
            hide_collections: account.hide_collections,
            discoverable: account.discoverable,
            indexable: account.indexable,
        };
        let role = Role { id: "-99", name: "", color: "", permissions: "0", highlighted: false };
        Self { account, source, role }
    }
}

//! Accounts as clients read them.
use domain::identity::{self, Picture, Profile, ProfileField};
use domain::ids::AccountId;
use serde::Serialize;
use service::posts::MutedProfile;

use super::{Day, Empty, Links, Moment, content};

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
    pub roles: Vec<Badge>,
    pub fields: Vec<Field>,
}

/// An office that others see.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Badge {
    pub id: &'static str,
    pub name: &'static str,
    pub color: &'static str,
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

/// An account, for somebody who mutes it.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct MutedAccount {
    #[serde(flatten)]
    pub account: Account,
    pub mute_expires_at: Option<Moment>,
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

/// What somebody may do here beyond the usual. No client can administer this server, so no client is told that it can.
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
        let shown =
            |own: &Option<Picture>, default| own.as_ref().map_or(default, |own| links.at(own.as_str()));
        let avatar = shown(&account.avatar, links.default_avatar());
        let header = shown(&account.header, links.default_header());
        Self {
            id: account.id,
            username: account.username.as_str().to_owned(),
            acct: account.username.as_str().to_owned(),
            display_name: account.display_name.as_str().to_owned(),
            locked: account.locked,
            bot: account.bot,
            group: false,
            discoverable: Some(account.discoverable),
            indexable: account.indexable,
            noindex: false,
            created_at: Moment(account.created_at),
            note: content::note(account.note.as_str(), links),
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
            hide_collections: Some(account.hide_collections),
            emojis: Empty::default(),
            roles: Badge::of(account.role).into_iter().collect(),
            fields: account.fields.iter().map(|field| Field::of(field, links)).collect(),
        }
    }
}

impl MutedAccount {
    /// How the one who mutes it sees an account.
    #[must_use]
    pub fn of(muted: &MutedProfile, links: &Links) -> Self {
        Self { account: Account::of(&muted.profile, links), mute_expires_at: muted.until.map(Moment) }
    }
}

impl Badge {
    fn of(role: identity::Role) -> Option<Self> {
        let (id, name) = office(role);
        (role > identity::Role::Member).then_some(Self { id, name, color: "" })
    }
}

/// Mastodon's number and name of an office.
fn office(role: identity::Role) -> (&'static str, &'static str) {
    match role {
        identity::Role::Member => ("-99", ""),
        identity::Role::Moderator => ("1", "Moderator"),
        identity::Role::Admin => ("2", "Admin"),
    }
}

impl Field {
    fn of(field: &ProfileField, links: &Links) -> Self {
        let value = content::line(field.value(), links);
        Self { name: field.name().to_owned(), value, verified_at: None }
    }

    fn as_written(field: &ProfileField) -> Self {
        Self { name: field.name().to_owned(), value: field.value().to_owned(), verified_at: None }
    }
}

impl CredentialAccount {
    /// How its owner sees an account that so many ask to follow.
    #[must_use]
    pub fn of(profile: &Profile, asking: u64, links: &Links) -> Self {
        let own = &profile.account;
        let account = Account::of(profile, links);
        let source = Source {
            privacy: own.defaults.visibility.as_str(),
            sensitive: own.defaults.sensitive,
            language: own.defaults.language.as_ref().map(|language| language.as_str().to_owned()),
            note: own.note.as_str().to_owned(),
            fields: own.fields.iter().map(Field::as_written).collect(),
            follow_requests_count: asking,
            hide_collections: account.hide_collections,
            discoverable: account.discoverable,
            indexable: account.indexable,
        };
        let (id, name) = office(own.role);
        let highlighted = own.role > identity::Role::Member;
        Self { account, source, role: Role { id, name, color: "", permissions: "0", highlighted } }
    }
}

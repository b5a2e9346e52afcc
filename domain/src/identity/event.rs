//! Accounts as events carry them.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Account, AccountCounts, DisplayName, Note, Picture, Profile, ProfileField, Role, Username};
use crate::ids::AccountId;

/// An account was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// The account.
    pub account: AuthorFacts,
}

/// An account changed: what others see of it, or what only its owner and those who run the server know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountChanged {
    /// The account as it is now.
    pub account: AuthorFacts,
}

/// A profile as it was when something happened: what others may see of it. What an older server told lacks what came later.
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
    /// Whether whoever wants to follow it has to ask.
    #[serde(default, skip_serializing_if = "is_no")]
    pub locked: bool,
    /// Whether it wants to be suggested to others.
    #[serde(default, skip_serializing_if = "is_no")]
    pub discoverable: bool,
    /// Whether its public posts may be found by their words.
    #[serde(default, skip_serializing_if = "is_no")]
    pub indexable: bool,
    /// Whether whom it follows, and who follows it, is nobody's business.
    #[serde(default, skip_serializing_if = "is_no")]
    pub hide_collections: bool,
    /// What it tells about itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The lines of its profile: names and values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<(String, String)>,
    /// The path of its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    /// The path of the picture above its profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// Its office.
    #[serde(default, skip_serializing_if = "is_member")]
    pub role: Role,
    /// Whether it was shut out.
    #[serde(default, skip_serializing_if = "is_no")]
    pub suspended: bool,
    /// Whether only those who follow it come across what it writes.
    #[serde(default, skip_serializing_if = "is_no")]
    pub silenced: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_no(flag: &bool) -> bool {
    !flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_member(role: &Role) -> bool {
    *role == Role::Member
}

impl From<&Profile> for AuthorFacts {
    fn from(Profile { account, counts }: &Profile) -> Self {
        let path = |picture: &Option<Picture>| picture.as_ref().map(|picture| picture.as_str().to_owned());
        let field = |field: &ProfileField| (field.name().to_owned(), field.value().to_owned());
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
            locked: account.locked,
            discoverable: account.discoverable,
            indexable: account.indexable,
            hide_collections: account.hide_collections,
            note: account.note.as_str().to_owned(),
            fields: account.fields.iter().map(field).collect(),
            avatar: path(&account.avatar),
            header: path(&account.header),
            role: account.role,
            suspended: account.suspended,
            silenced: account.silenced,
        }
    }
}

impl AuthorFacts {
    /// What is told of somebody who left for good: nothing.
    #[must_use]
    pub fn of_nobody(id: AccountId) -> Self {
        (&Profile::of_new(Account::plain(id, Username::stored(""), Timestamp::UNIX_EPOCH))).into()
    }

    /// Whether it tells nothing any more.
    #[must_use]
    pub fn is_of_nobody(&self) -> bool {
        self.username.is_empty()
    }
}

impl From<&AuthorFacts> for Profile {
    /// What only its owner knows is not told.
    fn from(facts: &AuthorFacts) -> Self {
        let field = |(name, value): &(String, String)| ProfileField::stored(name, value);
        let account = Account {
            display_name: DisplayName::stored(&facts.display_name),
            bot: facts.bot,
            locked: facts.locked,
            discoverable: facts.discoverable,
            indexable: facts.indexable,
            hide_collections: facts.hide_collections,
            note: Note::stored(&facts.note),
            fields: facts.fields.iter().map(field).collect(),
            avatar: facts.avatar.as_deref().map(Picture::stored),
            header: facts.header.as_deref().map(Picture::stored),
            role: facts.role,
            suspended: facts.suspended,
            silenced: facts.silenced,
            ..Account::plain(facts.id, Username::stored(&facts.username), facts.created_at)
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

//! An account, and how it looks from outside.
use jiff::Timestamp;

use super::{DisplayName, Note, ProfileField, Registered, Role, Username};
use crate::ids::AccountId;
use crate::media::FileKey;
use crate::posts::{Language, Visibility};
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
    /// Whether whoever wants to follow it has to ask.
    pub locked: bool,
    /// Whether it wants to be suggested to others.
    pub discoverable: bool,
    /// Whether its public posts may be found by their words.
    pub indexable: bool,
    /// Whether whom it follows, and who follows it, is nobody's business.
    pub hide_collections: bool,
    /// What it tells about itself.
    pub note: Note,
    /// The lines of its profile.
    pub fields: Vec<ProfileField>,
    /// Its picture, if it has one.
    pub avatar: Option<Picture>,
    /// The picture above its profile, if it has one.
    pub header: Option<Picture>,
    /// What its posts are like when nothing else is said.
    pub defaults: PostDefaults,
    /// Its office.
    pub role: Role,
    /// Whether it was shut out: to others neither it nor anything of it exists.
    pub suspended: bool,
    /// Whether only those who follow it come across what it writes.
    pub silenced: bool,
}

/// Where files are that people uploaded.
const KEPT: &str = "/media/";

/// A picture that we serve: the path of its address, beginning with a slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture(String);

impl Picture {
    /// A picture as an adapter stored it.
    #[must_use]
    pub fn stored(path: &str) -> Self {
        Self(path.to_owned())
    }

    /// The one whose file is kept under this name.
    #[must_use]
    pub fn kept(key: &FileKey) -> Self {
        Self(format!("{KEPT}{key}"))
    }

    /// The name under which its file is kept, if somebody uploaded it.
    #[must_use]
    pub fn key(&self) -> Option<FileKey> {
        self.0.strip_prefix(KEPT)?.parse().ok()
    }

    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What somebody's posts are like when nothing else is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostDefaults {
    /// For whom.
    pub visibility: Visibility,
    /// Whether they should be behind a click.
    pub sensitive: bool,
    /// The language they are in.
    pub language: Option<Language>,
}

impl Default for PostDefaults {
    fn default() -> Self {
        Self { visibility: Visibility::Public, sensitive: false, language: None }
    }
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
    /// An account of which nothing else was said.
    #[must_use]
    pub fn plain(id: AccountId, username: Username, created_at: Timestamp) -> Self {
        Self {
            id,
            username,
            display_name: DisplayName::default(),
            bot: false,
            created_at,
            locked: false,
            discoverable: false,
            indexable: false,
            hide_collections: false,
            note: Note::default(),
            fields: vec![],
            avatar: None,
            header: None,
            defaults: PostDefaults::default(),
            role: Role::default(),
            suspended: false,
            silenced: false,
        }
    }

    /// Whether whom it follows, and who follows it, is the reader's business.
    #[must_use]
    pub fn shows_collections_to(&self, reader: Option<AccountId>) -> bool {
        !self.hide_collections || reader == Some(self.id)
    }

    /// Somebody registers.
    pub fn register(new: NewAccount, cause: Cause) -> Draft<Self> {
        Self::registered(new, cause, false)
    }

    /// Somebody registers and waits for approval: until then to others there is no such account.
    pub fn register_to_wait(new: NewAccount, cause: Cause) -> Draft<Self> {
        Self::registered(new, cause, true)
    }

    fn registered(new: NewAccount, cause: Cause, suspended: bool) -> Draft<Self> {
        Draft::new(move |id| {
            let NewAccount { username, display_name, bot } = new;
            let account = Self { display_name, bot, suspended, ..Self::plain(id, username, cause.at) };
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

    /// Whether others may know of it.
    #[must_use]
    pub fn is_shown_to(&self, reader: Option<AccountId>) -> bool {
        !self.account.suspended || reader == Some(self.account.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::FileKind;

    #[test]
    fn a_picture_that_was_uploaded_leads_to_its_file() {
        let key = FileKey::new(&[7; 32], FileKind::Png);
        let picture = Picture::kept(&key);
        assert_eq!(picture.as_str(), format!("/media/{key}"));
        assert_eq!(picture.key(), Some(key));
        assert_eq!(Picture::stored("/pictures/avatar.png").key(), None);
    }
}

//! An account changes.
use super::{Account, AccountChanged, DisplayName, Note, Picture, Portrait, Profile, ProfileField};
use crate::ids::AccountId;
use crate::posts::{Language, NoSuchVisibility, Visibility};
use crate::realtime::{Cause, Event};
use crate::recorded::Recorded;

/// What somebody changes of their own account: what is not said stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountEdit {
    /// The name that people read.
    pub display_name: Option<DisplayName>,
    /// Whether it posts by itself.
    pub bot: Option<bool>,
    /// Whether whoever wants to follow it has to ask.
    pub locked: Option<bool>,
    /// Whether it wants to be suggested to others.
    pub discoverable: Option<bool>,
    /// Whether its public posts may be found by their words.
    pub indexable: Option<bool>,
    /// Whether whom it follows, and who follows it, is nobody's business.
    pub hide_collections: Option<bool>,
    /// What it tells about itself.
    pub note: Option<Note>,
    /// The lines of its profile, all of them.
    pub fields: Option<Vec<ProfileField>>,
    /// Its picture, or that it has none any more.
    pub avatar: Option<Option<Picture>>,
    /// The picture above its profile, or that it has none any more.
    pub header: Option<Option<Picture>>,
    /// For whom its posts are when nothing else is said.
    pub visibility: Option<Visibility>,
    /// Whether its posts should be behind a click when nothing else is said.
    pub sensitive: Option<bool>,
    /// The language of its posts when nothing else is said, or that there is none.
    pub language: Option<Option<Language>>,
}

impl AccountEdit {
    /// For whom posts may be without a word: for everybody or for followers, never for nobody.
    pub fn parse_visibility(raw: &str) -> Result<Visibility, NoSuchVisibility> {
        raw.parse().and_then(|visibility| match visibility {
            Visibility::Direct => Err(NoSuchVisibility),
            usual => Ok(usual),
        })
    }

    /// And this picture, or that there is none any more.
    #[must_use]
    pub fn wearing(mut self, portrait: Portrait, picture: Option<Picture>) -> Self {
        match portrait {
            Portrait::Avatar => self.avatar = Some(picture),
            Portrait::Header => self.header = Some(picture),
        }
        self
    }

    /// The owner makes the change.
    pub fn of(self, account: AccountId, cause: Cause) -> Editing {
        Editing::new(account, cause, |account| self.apply(account))
    }

    fn apply(self, account: &mut Account) {
        set(&mut account.display_name, self.display_name);
        set(&mut account.bot, self.bot);
        set(&mut account.locked, self.locked);
        set(&mut account.discoverable, self.discoverable);
        set(&mut account.indexable, self.indexable);
        set(&mut account.hide_collections, self.hide_collections);
        set(&mut account.note, self.note);
        set(&mut account.fields, self.fields);
        set(&mut account.avatar, self.avatar);
        set(&mut account.header, self.header);
        set(&mut account.defaults.visibility, self.visibility);
        set(&mut account.defaults.sensitive, self.sensitive);
        set(&mut account.defaults.language, self.language);
    }
}

fn set<T>(field: &mut T, new: Option<T>) {
    if let Some(new) = new {
        *field = new;
    }
}

impl Account {
    /// Somebody who may do so shuts an account out, silences it, or takes that back.
    pub fn restrict(account: AccountId, suspended: bool, silenced: bool, cause: Cause) -> Editing {
        Editing::new(account, cause, move |account| {
            account.suspended = suspended;
            account.silenced = silenced;
        })
    }
}

/// A change of an account, complete but for the account as it is by then: only the transaction knows that.
#[must_use = "a change that is not saved did not happen"]
pub struct Editing {
    account: AccountId,
    edit: Box<dyn FnOnce(&mut Account) + Send>,
    cause: Cause,
}

impl Editing {
    pub(crate) fn new(
        account: AccountId,
        cause: Cause,
        edit: impl FnOnce(&mut Account) + Send + 'static,
    ) -> Self {
        Self { account, edit: Box::new(edit), cause }
    }

    /// Whose account.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Completes it with the profile as it is. Where nothing is different then, nothing is told.
    pub fn with(self, mut profile: Profile) -> Recorded<Profile> {
        let before = profile.account.clone();
        (self.edit)(&mut profile.account);
        let changed = (profile.account != before)
            .then(|| Event::AccountChanged(Box::new(AccountChanged { account: (&profile).into() })));
        Recorded::new(profile, &self.cause, changed)
    }
}

impl std::fmt::Debug for Editing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Editing({})", self.account)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::identity::Username;
    use crate::realtime::Origin;

    fn edited(edit: AccountEdit) -> Recorded<Profile> {
        let origin = Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None };
        let account = Account::plain(AccountId::stored(1), Username::stored("ada"), Timestamp::UNIX_EPOCH);
        let editing = edit.of(account.id, origin.cause(Uuid::nil(), Timestamp::UNIX_EPOCH));
        editing.with(Profile::of_new(account))
    }

    #[test]
    fn what_is_not_said_stays_and_is_not_told() {
        assert!(edited(AccountEdit::default()).events().is_empty());
        assert!(edited(AccountEdit { locked: Some(false), ..AccountEdit::default() }).events().is_empty());
        let locked = edited(AccountEdit { locked: Some(true), ..AccountEdit::default() });
        assert_eq!((locked.account.locked, locked.events().len()), (true, 1));
    }

    #[test]
    fn nobody_writes_letters_to_nobody_by_default() {
        assert_eq!(AccountEdit::parse_visibility("private"), Ok(Visibility::Private));
        assert_eq!(AccountEdit::parse_visibility("direct"), Err(NoSuchVisibility));
        assert_eq!(AccountEdit::parse_visibility("loud"), Err(NoSuchVisibility));
    }

    #[test]
    fn a_picture_is_put_on_and_taken_off_without_the_other() {
        let picture = Picture::stored("/media/a.png");
        let worn = edited(AccountEdit::default().wearing(Portrait::Header, Some(picture.clone())));
        assert_eq!((&worn.account.avatar, &worn.account.header), (&None, &Some(picture)));
        assert_eq!(worn.events().len(), 1);
        assert!(edited(AccountEdit::default().wearing(Portrait::Avatar, None)).events().is_empty());
    }
}

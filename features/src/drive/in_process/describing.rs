//! What people say of themselves and look like, by the use cases.
use domain::identity::{AccountEdit, Note, Portrait, PortraitRule, Profile};
use service::media::PortraitError;

use super::InProcess;
use super::refusals::plain;
use super::sights::profile;
use crate::drive::{About, Answer, Member, Reader, Refused, Rule};

impl InProcess {
    pub(super) async fn describe(&self, by: Reader<'_>, about: &About) -> Answer<Member> {
        let (account, origin) = self.actor(by, "write:accounts").await?;
        let note = about.note.as_deref().map(Note::parse).transpose()?;
        let visibility = about.visibility.as_deref().map(AccountEdit::parse_visibility).transpose()?;
        let edit = AccountEdit {
            note,
            visibility,
            locked: about.locked,
            indexable: about.indexable,
            ..AccountEdit::default()
        };
        edited(self.accounts.edit(account, edit, &origin).await?)
    }

    pub(super) async fn dress_up(
        &self,
        by: Reader<'_>,
        portrait: Portrait,
        picture: Option<&[u8]>,
    ) -> Answer<Member> {
        let (account, origin) = self.actor(by, "write:accounts").await?;
        let edit = AccountEdit::default();
        edited(match picture {
            Some(picture) => {
                let sent = vec![(portrait, picture.to_vec().into())];
                self.portraits.edit(account, edit, sent, &origin).await?
            }
            None => self.accounts.edit(account, edit.wearing(portrait, None), &origin).await?,
        })
    }
}

fn edited(edited: Option<Profile>) -> Answer<Member> {
    Ok(profile(&edited.ok_or_else(|| Refused::by(Rule::LogIn))?))
}

impl From<PortraitError> for Refused {
    fn from(error: PortraitError) -> Self {
        match &error {
            PortraitError::Rule(PortraitRule::NotAPicture(_)) => {
                Self { rule: Rule::NoPicture, words: error.to_string() }
            }
            other => plain(other),
        }
    }
}

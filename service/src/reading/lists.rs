//! Somebody makes timelines of some of those whom they follow.
use domain::identity::Profile;
use domain::ids::{AccountId, ListId};
use domain::page::{Listed, Window};
use domain::reading::{List, ListRule, ListTitle, Replies};
use thiserror::Error;

use super::{Added, Reading};
use crate::posts::{Entry, FindError, NotFound};
use crate::{Failure, Kind, PortError};

/// Why something was not done with a list.
#[derive(Debug, Error)]
pub enum ListError {
    /// It must not be.
    #[error(transparent)]
    Rule(#[from] ListRule),
    /// There is no such list.
    #[error(transparent)]
    Find(#[from] FindError),
}

impl From<PortError> for ListError {
    fn from(error: PortError) -> Self {
        Self::Find(error.into())
    }
}

impl From<NotFound> for ListError {
    fn from(error: NotFound) -> Self {
        Self::Find(error.into())
    }
}

impl Failure for ListError {
    fn kind(&self) -> Kind {
        match self {
            Self::Rule(rule) => rule.kind(),
            Self::Find(error) => error.kind(),
        }
    }
}

impl Reading {
    /// Makes a list.
    pub async fn make_list(
        &self,
        owner: AccountId,
        title: ListTitle,
        replies: Replies,
    ) -> Result<List, ListError> {
        Ok(self.lists.make(owner, title, replies).await?.ok_or(ListRule::TooMany)?)
    }

    /// All lists of an account.
    pub async fn lists(&self, of: AccountId) -> Result<Vec<List>, PortError> {
        self.lists.all(of).await
    }

    /// The lists of an account that another is in.
    pub async fn lists_with(&self, member: AccountId, of: AccountId) -> Result<Vec<List>, PortError> {
        self.lists.with(member, of).await
    }

    /// A list of an account.
    pub async fn list(&self, id: ListId, of: AccountId) -> Result<List, FindError> {
        Ok(self.lists.find(id, of).await?.ok_or(NotFound)?)
    }

    /// Gives a list another name, or another choice of answers.
    pub async fn change_list(
        &self,
        id: ListId,
        of: AccountId,
        title: Option<ListTitle>,
        replies: Option<Replies>,
    ) -> Result<List, FindError> {
        let list = self.list(id, of).await?;
        let (title, replies) = (title.unwrap_or(list.title), replies.unwrap_or(list.replies));
        let list = List { title, replies, ..list };
        if self.lists.change(list.clone()).await? { Ok(list) } else { Err(NotFound.into()) }
    }

    /// Deletes a list.
    pub async fn delete_list(&self, id: ListId, of: AccountId) -> Result<(), FindError> {
        if self.lists.delete(id, of).await? { Ok(()) } else { Err(NotFound.into()) }
    }

    /// Puts accounts into a list: all of them, or none.
    pub async fn add_to_list(
        &self,
        id: ListId,
        of: AccountId,
        accounts: Vec<AccountId>,
    ) -> Result<(), ListError> {
        match self.lists.add(id, of, accounts).await? {
            Added::Yes => Ok(()),
            Added::NotFollowed => Err(ListRule::NotFollowed.into()),
            Added::There => Err(ListRule::There.into()),
            Added::Full => Err(ListRule::Full.into()),
            Added::Gone => Err(NotFound.into()),
        }
    }

    /// Takes accounts out of a list.
    pub async fn remove_from_list(
        &self,
        id: ListId,
        of: AccountId,
        accounts: &[AccountId],
    ) -> Result<(), FindError> {
        self.list(id, of).await?;
        Ok(self.lists.remove(id, of, accounts).await?)
    }

    /// Who is in a list.
    pub async fn list_members(
        &self,
        id: ListId,
        of: AccountId,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, FindError> {
        self.list(id, of).await?;
        Ok(self.lists.members(id, window).await?)
    }

    /// What a list shows.
    pub async fn list_timeline(
        &self,
        id: ListId,
        of: AccountId,
        window: Window,
    ) -> Result<Vec<Entry>, FindError> {
        let list = self.list(id, of).await?;
        Ok(self.lists.timeline(&list, window).await?)
    }
}

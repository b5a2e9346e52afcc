//! Somebody shows a post of theirs first, or no longer does.
use domain::ids::{AccountId, PostId};
use domain::posts::PinRule;
use thiserror::Error;

use super::{Pinned, Reading};
use crate::posts::{Entry, FindError, NotFound};
use crate::{Failure, Kind, PortError};

/// Why nothing was pinned.
#[derive(Debug, Error)]
pub enum PinError {
    /// It must not be.
    #[error(transparent)]
    Rule(#[from] PinRule),
    /// It was not found.
    #[error(transparent)]
    Find(#[from] FindError),
}

impl From<PortError> for PinError {
    fn from(error: PortError) -> Self {
        Self::Find(error.into())
    }
}

impl Failure for PinError {
    fn kind(&self) -> Kind {
        match self {
            Self::Rule(rule) => rule.kind(),
            Self::Find(error) => error.kind(),
        }
    }
}

impl Reading {
    /// Shows a post first. Gives the post.
    pub async fn pin(&self, id: PostId, by: AccountId) -> Result<Entry, PinError> {
        let pin = self.posts.find(id, Some(by)).await?.post.post.pin(by)?;
        match self.marks.pin(pin).await? {
            Pinned::Yes => Ok(self.posts.find(pin.post, Some(by)).await?),
            Pinned::TooMany => Err(PinRule::TooMany.into()),
            Pinned::Gone => Err(FindError::from(NotFound).into()),
        }
    }

    /// Shows it first no longer. Gives the post.
    pub async fn unpin(&self, id: PostId, by: AccountId) -> Result<Entry, PinError> {
        let pin = self.posts.find(id, Some(by)).await?.post.post.pin(by)?;
        self.marks.unpin(pin).await?;
        Ok(self.posts.find(pin.post, Some(by)).await?)
    }
}

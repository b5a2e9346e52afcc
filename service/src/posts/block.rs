//! Somebody wants nothing to do with somebody else, or no longer minds them.
use domain::identity::Profile;
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::posts::{Block, KeepAwayRule};
use domain::realtime::Origin;
use thiserror::Error;

use super::{FindError, NotFound, Posts, Relationship, Saved};
use crate::{Failure, Kind, PortError};

/// Why nobody was blocked or muted.
#[derive(Debug, Error)]
pub enum KeepAwayError {
    /// It must not be.
    #[error(transparent)]
    Rule(#[from] KeepAwayRule),
    /// They were not found.
    #[error(transparent)]
    Find(#[from] FindError),
}

impl From<PortError> for KeepAwayError {
    fn from(error: PortError) -> Self {
        Self::Find(error.into())
    }
}

impl Failure for KeepAwayError {
    fn kind(&self) -> Kind {
        match self {
            Self::Rule(rule) => rule.kind(),
            Self::Find(error) => error.kind(),
        }
    }
}

impl Posts {
    /// Blocks an account; neither follows the other any more.
    pub async fn block(
        &self,
        blocker: AccountId,
        blocked: AccountId,
        origin: &Origin,
    ) -> Result<Relationship, KeepAwayError> {
        match self.relations.block(Block::begin(blocker, blocked, self.cause(origin))?).await? {
            Saved::New(_) | Saved::Repeated(_) => Ok(self.relationship(blocker, blocked).await?),
            Saved::Gone => Err(FindError::from(NotFound).into()),
        }
    }

    /// Blocks no longer, if it did.
    pub async fn unblock(
        &self,
        blocker: AccountId,
        blocked: AccountId,
        origin: &Origin,
    ) -> Result<Relationship, FindError> {
        if let Some(block) = self.relations.find_block(blocker, blocked).await? {
            self.relations.unblock(block.end(&self.cause(origin))).await?;
        }
        self.relationship(blocker, blocked).await
    }

    /// Whom somebody blocks.
    pub async fn blocked(&self, by: AccountId, window: Window) -> Result<Vec<Listed<Profile>>, PortError> {
        self.relations.blocked(by, window).await
    }
}

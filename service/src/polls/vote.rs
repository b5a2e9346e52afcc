//! Somebody votes.
use domain::ids::{AccountId, PostId};
use domain::posts::PollRule;
use thiserror::Error;

use super::Polls;
use crate::posts::{Entry, FindError, NotFound, Saved};
use crate::{Failure, Kind, PortError};

/// Why a vote was not counted.
#[derive(Debug, Error)]
pub enum VoteError {
    /// A rule was broken.
    #[error(transparent)]
    Rule(#[from] PollRule),
    /// There is no such poll.
    #[error(transparent)]
    NotFound(#[from] NotFound),
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl From<FindError> for VoteError {
    fn from(error: FindError) -> Self {
        match error {
            FindError::NotFound(error) => Self::NotFound(error),
            FindError::Port(error) => Self::Port(error),
        }
    }
}

impl Failure for VoteError {
    fn kind(&self) -> Kind {
        match self {
            Self::Rule(rule) => rule.kind(),
            Self::NotFound(error) => error.kind(),
            Self::Port(error) => error.kind(),
        }
    }
}

impl Polls {
    /// Votes for the answers at these places, counted from zero. Gives the post.
    pub async fn vote(&self, id: PostId, by: AccountId, places: &[usize]) -> Result<Entry, VoteError> {
        let post = self.find(id, Some(by)).await?.post.post;
        let vote = post.vote(by, places, self.entropy.now())?;
        match self.polls.vote(vote).await? {
            Saved::New(()) => Ok(self.find(id, Some(by)).await?),
            Saved::Repeated(()) => Err(PollRule::Voted.into()),
            Saved::Gone => Err(NotFound.into()),
        }
    }
}

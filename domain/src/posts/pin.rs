//! Somebody shows some of their posts first.
use thiserror::Error;

use super::{Post, Visibility};
use crate::ids::{AccountId, PostId};

/// That an account shows one of its own posts before all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pin {
    /// The post.
    pub post: PostId,
    /// Whose it is, who also shows it.
    pub by: AccountId,
}

/// Why a post was not pinned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PinRule {
    /// It is another's.
    #[error("Someone else's post cannot be pinned")]
    NotTheirs,
    /// It is a letter.
    #[error("Posts that are only visible to mentioned users cannot be pinned")]
    Direct,
    /// There are as many as there may be.
    #[error("You have already pinned the maximum number of posts")]
    TooMany,
}

impl Pin {
    /// Pins of an account at the most.
    pub const MOST: u16 = 5;
}

impl Post {
    /// Its author wants it to be seen first.
    pub fn pin(&self, by: AccountId) -> Result<Pin, PinRule> {
        if self.author != by {
            return Err(PinRule::NotTheirs);
        }
        if self.visibility == Visibility::Direct {
            return Err(PinRule::Direct);
        }
        Ok(Pin { post: self.id, by })
    }
}

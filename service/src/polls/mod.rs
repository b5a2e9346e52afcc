//! Voting in the polls that posts carry, and ending them.
mod end;
mod ports;
mod vote;

pub use end::EndingPolls;
pub use ports::PollRepository;
pub use vote::VoteError;

use std::sync::Arc;

use domain::ids::{AccountId, PostId};
use domain::posts::PollRule;

use crate::Entropy;
use crate::posts::{Entry, FindError, NotFound, Posts};

/// What people do with polls.
#[derive(Clone)]
pub struct Polls {
    polls: Arc<dyn PollRepository>,
    posts: Posts,
    entropy: Arc<dyn Entropy>,
}

impl Polls {
    /// Over these ports.
    #[must_use]
    pub fn new(polls: Arc<dyn PollRepository>, posts: Posts, entropy: Arc<dyn Entropy>) -> Self {
        Self { polls, posts, entropy }
    }

    /// The post whose poll `reader` asks for: polls have the ids of their posts.
    pub async fn find(&self, id: PostId, reader: Option<AccountId>) -> Result<Entry, FindError> {
        let entry = self.posts.find(id, reader).await?;
        if entry.boost.is_none() && entry.post.post.poll.is_some() { Ok(entry) } else { Err(NotFound.into()) }
    }
}

impl crate::Failure for PollRule {
    fn kind(&self) -> crate::Kind {
        match self {
            Self::NoPoll => crate::Kind::NotFound,
            _ => crate::Kind::Invalid,
        }
    }
}

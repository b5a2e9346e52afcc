//! Leaving for good: the account is nobody's at once, and what is kept of it goes bit by bit.
mod errand;
mod ports;

pub use ports::{DepartureRepository, Redacted, Traces};

use std::sync::Arc;

use domain::identity::{Departure, Revocation};
use domain::ids::AccountId;
use domain::realtime::Origin;

use crate::identity::Tokens;
use crate::media::{MediaRepository, MediaStore};
use crate::posts::{FollowRepository, PostRepository};
use crate::{Entropy, PortError};

/// What becomes of those who leave.
#[derive(Clone)]
pub struct Leaving {
    departures: Arc<dyn DepartureRepository>,
    posts: Arc<dyn PostRepository>,
    follows: Arc<dyn FollowRepository>,
    media: Arc<dyn MediaRepository>,
    files: Arc<dyn MediaStore>,
    tokens: Tokens,
    entropy: Arc<dyn Entropy>,
}

/// The ports that leaving needs.
#[derive(Clone)]
pub struct LeavingPorts {
    /// Keeps who leaves.
    pub departures: Arc<dyn DepartureRepository>,
    /// Keeps posts.
    pub posts: Arc<dyn PostRepository>,
    /// Keeps follows.
    pub follows: Arc<dyn FollowRepository>,
    /// Keeps what is known of pictures.
    pub media: Arc<dyn MediaRepository>,
    /// Keeps their files.
    pub files: Arc<dyn MediaStore>,
}

impl Leaving {
    /// Over these ports.
    #[must_use]
    pub fn new(ports: LeavingPorts, tokens: Tokens, entropy: Arc<dyn Entropy>) -> Self {
        let LeavingPorts { departures, posts, follows, media, files } = ports;
        Self { departures, posts, follows, media, files, tokens, entropy }
    }

    /// An account is deleted: from now on nobody has it. Whether there was one.
    pub async fn leave(&self, account: AccountId, origin: &Origin) -> Result<bool, PortError> {
        let cause = origin.cause(self.entropy.uuid(), self.entropy.now());
        let left = self.departures.begin(Departure::of(account, &cause)).await?;
        self.tokens.forget(&Revocation::Account(account).told());
        Ok(left)
    }
}

//! Leaving for good: the account is nobody's at once, and what is kept of it goes bit by bit.
mod errand;
mod ports;

pub use ports::{DepartureRepository, Redacted, Traces};

use std::sync::Arc;

use domain::identity::{Departure, Profile, Revocation};
use domain::ids::AccountId;
use domain::realtime::Origin;

use crate::channels::ChannelPorts;
use crate::identity::{Accounts, Tokens, Waiting};
use crate::media::{MediaRepository, MediaStore};
use crate::posts::{FollowRepository, PostRepository};
use crate::shop::Shop;
use crate::{Entropy, PortError};

/// What becomes of those who leave.
#[derive(Clone)]
pub struct Leaving {
    departures: Arc<dyn DepartureRepository>,
    posts: Arc<dyn PostRepository>,
    follows: Arc<dyn FollowRepository>,
    media: Arc<dyn MediaRepository>,
    files: Arc<dyn MediaStore>,
    channels: ChannelPorts,
    tokens: Tokens,
    entropy: Arc<dyn Entropy>,
    shop: Option<Shop>,
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
    /// Keeps channels, and all that is in them.
    pub channels: ChannelPorts,
}

impl Leaving {
    /// Over these ports.
    #[must_use]
    pub fn new(ports: LeavingPorts, tokens: Tokens, entropy: Arc<dyn Entropy>) -> Self {
        let LeavingPorts { departures, posts, follows, media, files, channels } = ports;
        Self { departures, posts, follows, media, files, channels, tokens, entropy, shop: None }
    }

    /// Has what they wanted in the shop go as well.
    #[must_use]
    pub fn with_shop(self, shop: Shop) -> Self {
        Self { shop: Some(shop), ..self }
    }

    /// Somebody who waits for approval is not let in: what they said of themselves is deleted, and a letter tells them so. Whether
    /// they had waited.
    pub async fn reject(
        &self,
        waiting: &Waiting,
        who: &Profile,
        accounts: &Accounts,
        origin: &Origin,
    ) -> Result<bool, PortError> {
        let left = self.leave(waiting.account, origin).await?;
        if left {
            accounts.tell_rejected(&waiting.email, &who.account.username).await?;
        }
        Ok(left)
    }

    /// An account is deleted: from now on nobody has it. Whether there was one.
    pub async fn leave(&self, account: AccountId, origin: &Origin) -> Result<bool, PortError> {
        let cause = origin.cause(self.entropy.uuid(), self.entropy.now());
        let left = self.departures.begin(Departure::of(account, &cause)).await?;
        self.tokens.forget(&Revocation::Account(account).told());
        Ok(left)
    }
}

//! Follow sets as a hub reads them, and up to where the store had come by then.
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::posts::{Follow, Home};
use domain::realtime::Position;
use domain::{Draft, Recorded};
use service::PortError;
use service::posts::{Familiar, FollowRepository, Relationship, Saved};

use super::store::Store;

/// Up to where follow sets were read that a hub may know: what they tell can be ahead of the hub.
pub(super) type Reads = Arc<Mutex<BTreeMap<AccountId, Position>>>;

/// Remembers up to where a follow set was read.
pub(super) struct Remembering {
    pub(super) store: Store,
    pub(super) read: Reads,
}

#[async_trait]
impl FollowRepository for Remembering {
    async fn home(&self, reader: AccountId) -> Result<Home, PortError> {
        let home = FollowRepository::home(&self.store, reader).await?;
        self.store.linger().await;
        // no earlier than the set was read: that may only forgive too much
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.insert(reader, self.store.horizon());
        Ok(home)
    }

    async fn follow(&self, draft: Draft<Follow>) -> Result<Saved<Follow>, PortError> {
        self.store.follow(draft).await
    }

    async fn find(&self, follower: AccountId, followee: AccountId) -> Result<Option<Follow>, PortError> {
        FollowRepository::find(&self.store, follower, followee).await
    }

    async fn unfollow(&self, follow: Recorded<Follow>) -> Result<bool, PortError> {
        self.store.unfollow(follow).await
    }

    async fn relationships(
        &self,
        reader: AccountId,
        to: &[AccountId],
    ) -> Result<Vec<Relationship>, PortError> {
        self.store.relationships(reader, to).await
    }

    async fn familiar(
        &self,
        reader: AccountId,
        to: &[AccountId],
        limit: u16,
    ) -> Result<Vec<Familiar>, PortError> {
        self.store.familiar(reader, to, limit).await
    }

    async fn followers(
        &self,
        of: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        self.store.followers(of, reader, window).await
    }

    async fn following(
        &self,
        by: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        self.store.following(by, reader, window).await
    }
}

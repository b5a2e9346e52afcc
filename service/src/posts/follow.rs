//! Somebody follows somebody else, or no longer does.
use domain::identity::Profile;
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::posts::{Follow, FollowRule, FollowWishes};
use domain::realtime::Origin;
use thiserror::Error;

use super::{FindError, NotFound, Posts, Relationship, Saved};
use crate::{Failure, Kind, PortError};

/// Why nobody was followed.
#[derive(Debug, Error)]
pub enum FollowError {
    /// It must not be.
    #[error(transparent)]
    Rule(#[from] FollowRule),
    /// They were not found.
    #[error(transparent)]
    Find(#[from] FindError),
}

impl From<PortError> for FollowError {
    fn from(error: PortError) -> Self {
        Self::Find(error.into())
    }
}

impl Failure for FollowError {
    fn kind(&self) -> Kind {
        match self {
            Self::Rule(rule) => rule.kind(),
            Self::Find(error) => error.kind(),
        }
    }
}

impl Posts {
    /// Follows an account, or asks to if it wants to be asked; what was not said of the wishes stays as it was.
    pub async fn follow(
        &self,
        follower: AccountId,
        followee: AccountId,
        wish: impl Fn(FollowWishes) -> FollowWishes + Send,
        origin: &Origin,
    ) -> Result<Relationship, FollowError> {
        let earlier = self.follows.find(follower, followee).await?;
        let wishes = wish(earlier.map(|follow| follow.wishes).unwrap_or_default());
        let draft = Follow::begin(follower, followee, wishes, self.cause(origin))?;
        match self.follows.follow(draft).await? {
            Saved::New(_) | Saved::Repeated(_) => Ok(self.relationship(follower, followee).await?),
            Saved::Gone => self.ask(follower, followee, wish, origin).await,
        }
    }

    /// Follows no longer, or asks to no longer, if it did.
    pub async fn unfollow(
        &self,
        follower: AccountId,
        followee: AccountId,
        origin: &Origin,
    ) -> Result<Relationship, FindError> {
        self.end_follow(follower, followee, origin).await?;
        if let Some(request) = self.requests.find(follower, followee).await? {
            self.requests.end(request.withdraw(&self.cause(origin))).await?;
        }
        self.relationship(follower, followee).await
    }

    pub(super) async fn end_follow(
        &self,
        follower: AccountId,
        followee: AccountId,
        origin: &Origin,
    ) -> Result<(), PortError> {
        if let Some(follow) = self.follows.find(follower, followee).await? {
            self.follows.unfollow(follow.end(&self.cause(origin))).await?;
        }
        Ok(())
    }

    pub(super) async fn relationship(
        &self,
        reader: AccountId,
        to: AccountId,
    ) -> Result<Relationship, FindError> {
        let mut found = self.follows.relationships(reader, &[to]).await?;
        Ok(found.pop().ok_or(NotFound)?)
    }

    /// How the reader stands to each of these accounts that exists, in the order asked for.
    pub async fn relationships(
        &self,
        reader: AccountId,
        to: &[AccountId],
    ) -> Result<Vec<Relationship>, PortError> {
        self.follows.relationships(reader, to).await
    }

    /// Who follows an account, if that is anybody's business.
    pub async fn followers(
        &self,
        of: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, FindError> {
        if !self.visited(of, reader).await?.account.shows_collections_to(reader) {
            return Ok(vec![]);
        }
        Ok(self.follows.followers(of, reader, window).await?)
    }

    /// Whom an account follows, if that is anybody's business.
    pub async fn following(
        &self,
        by: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, FindError> {
        if !self.visited(by, reader).await?.account.shows_collections_to(reader) {
            return Ok(vec![]);
        }
        Ok(self.follows.following(by, reader, window).await?)
    }
}

//! Somebody asks to follow somebody who wants to be asked, and is answered.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::posts::{FollowRequest, FollowRule, FollowWishes, Grant};
use domain::realtime::Origin;
use domain::{Draft, Recorded};

use super::{FindError, FollowError, NotFound, Posts, Relationship, Saved};
use crate::PortError;

/// Keeps who asks to follow whom. Of two accounts one never follows the other and asks to at the same time.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait RequestRepository: Send + Sync {
    /// Saves that one account asks to follow another. With the same wishes as before: `Repeated`, and nothing is told; with
    /// others the first row keeps its id, takes the new wishes, and they are told (`New`). `Gone` if the followee does not exist
    /// or was shut out. MUST refuse (`Gone`) where it follows already, or where one of the two blocks the other.
    async fn ask(&self, draft: Draft<FollowRequest>) -> Result<Saved<FollowRequest>, PortError>;

    /// Whether and how one asks to follow the other.
    async fn find(
        &self,
        follower: AccountId,
        followee: AccountId,
    ) -> Result<Option<FollowRequest>, PortError>;

    /// Has the one follow the other instead of asking, in one step; `false` if the request had ended already, and then nothing
    /// is saved and nothing told.
    async fn grant(&self, grant: Grant) -> Result<bool, PortError>;

    /// Ends it; `false` if it had ended already, and then nothing is told.
    async fn end(&self, request: Recorded<FollowRequest>) -> Result<bool, PortError>;

    /// Who asks to follow an account, the latest first, paged by the request's id; without those who were shut out.
    async fn list(&self, followee: AccountId, window: Window) -> Result<Vec<Listed<Profile>>, PortError>;

    /// How many those are.
    async fn count(&self, followee: AccountId) -> Result<u64, PortError>;
}

impl Posts {
    /// Asks to follow an account; what was not said of the wishes stays as it was.
    pub(super) async fn ask(
        &self,
        follower: AccountId,
        followee: AccountId,
        wish: impl FnOnce(FollowWishes) -> FollowWishes + Send,
        origin: &Origin,
    ) -> Result<Relationship, FollowError> {
        let earlier = self.requests.find(follower, followee).await?;
        let wishes = wish(earlier.map(|request| request.wishes).unwrap_or_default());
        let draft = FollowRequest::ask(follower, followee, wishes, self.cause(origin))?;
        match self.requests.ask(draft).await? {
            Saved::New(_) | Saved::Repeated(_) => Ok(self.relationship(follower, followee).await?),
            Saved::Gone => {
                self.visited(followee, Some(follower)).await?;
                // whoever was let in meanwhile follows
                let stands = self.relationship(follower, followee).await?;
                if stands.following.is_some() { Ok(stands) } else { Err(FollowRule::Apart.into()) }
            }
        }
    }

    /// Who asks to follow somebody.
    pub async fn asking(
        &self,
        followee: AccountId,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        self.requests.list(followee, window).await
    }

    /// How many ask to follow somebody.
    pub async fn count_asking(&self, followee: AccountId) -> Result<u64, PortError> {
        self.requests.count(followee).await
    }

    /// Lets somebody follow who asks to. Gives how the one who was asked stands to them now.
    pub async fn accept(
        &self,
        followee: AccountId,
        follower: AccountId,
        origin: &Origin,
    ) -> Result<Relationship, FindError> {
        let request = self.requests.find(follower, followee).await?.ok_or(NotFound)?;
        if !self.requests.grant(request.accept(self.cause(origin))).await? {
            return Err(NotFound.into());
        }
        self.relationship(followee, follower).await
    }

    /// Does not let somebody follow who asks to. Gives how the one who was asked stands to them now.
    pub async fn reject(
        &self,
        followee: AccountId,
        follower: AccountId,
        origin: &Origin,
    ) -> Result<Relationship, FindError> {
        let request = self.requests.find(follower, followee).await?.ok_or(NotFound)?;
        if !self.requests.end(request.reject(&self.cause(origin))).await? {
            return Err(NotFound.into());
        }
        self.relationship(followee, follower).await
    }
}

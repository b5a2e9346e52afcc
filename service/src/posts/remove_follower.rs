//! Somebody no longer wants to be followed by somebody else.
use domain::ids::AccountId;
use domain::realtime::Origin;

use super::{FindError, Posts, Relationship};

impl Posts {
    /// Ends that `follower` follows `followee`, as the followee wishes. Gives how the followee stands to them now.
    pub async fn remove_follower(
        &self,
        followee: AccountId,
        follower: AccountId,
        origin: &Origin,
    ) -> Result<Relationship, FindError> {
        self.end_follow(follower, followee, origin).await?;
        self.relationship(followee, follower).await
    }
}

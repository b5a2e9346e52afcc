//! What edits ask of the world.
use async_trait::async_trait;
use domain::ids::PostId;
use domain::posts::{Edit, Post};

use crate::PortError;
use crate::posts::Saved;

/// Keeps what posts said before.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait EditRepository: Send + Sync {
    /// Makes the post what the edit says, keeps what it was before, and tells so: all, or nothing. Its counts stay, and the votes
    /// of a poll that asks the same. `Repeated` if nobody would see a difference; `Gone` if the post is, or if one of the pictures
    /// is in another post by now: then nothing is saved and nothing told.
    ///
    /// Pictures that it no longer carries stay with it as long as it is there: what it was before is shown with them.
    async fn edit(&self, edit: Edit) -> Result<Saved<Post>, PortError>;

    /// What the posts were before their edits: of each the oldest first. Goes with the post.
    async fn list_earlier(&self, posts: &[PostId]) -> Result<Vec<Post>, PortError>;
}

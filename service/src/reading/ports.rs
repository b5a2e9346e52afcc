//! What reading asks of the world.
use async_trait::async_trait;
use domain::ids::{AccountId, PostId};
use domain::page::{Listed, Window};
use domain::posts::Pin;

use crate::PortError;
use crate::posts::Entry;

/// What became of a post that was to be pinned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pinned {
    /// It is pinned now, or was so already.
    Yes,
    /// There are as many as there may be.
    TooMany,
    /// It is gone.
    Gone,
}

/// Keeps what people mark for themselves: nobody is told of it. What is gone with a post is gone here too.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MarkRepository: Send + Sync {
    /// Keeps a post for somebody, once, where it was kept first; `false` if it is gone.
    async fn bookmark(&self, post: PostId, by: AccountId) -> Result<bool, PortError>;

    /// Keeps it no longer.
    async fn unbookmark(&self, post: PostId, by: AccountId) -> Result<(), PortError>;

    /// What somebody bookmarked and may still see, the latest bookmark first, paged by the bookmark's id.
    async fn bookmarks(&self, of: AccountId, window: Window) -> Result<Vec<Listed<Entry>>, PortError>;

    /// What somebody favourited and may still see, the latest favourite first, paged by the favourite's id.
    async fn favourites(&self, of: AccountId, window: Window) -> Result<Vec<Listed<Entry>>, PortError>;

    /// Shows a post first, once. MUST refuse more than [`Pin::MOST`] of an account.
    async fn pin(&self, pin: Pin) -> Result<Pinned, PortError>;

    /// Shows it first no longer.
    async fn unpin(&self, pin: Pin) -> Result<(), PortError>;

    /// Notes that somebody wants to hear no more of the thread that a post belongs to, be it of answers still to come. A thread is
    /// named by what began it, and stays one when posts of it are deleted.
    async fn mute_thread(&self, post: PostId, by: AccountId) -> Result<(), PortError>;

    /// Notes that they want to hear of it again.
    async fn unmute_thread(&self, post: PostId, by: AccountId) -> Result<(), PortError>;

    /// Those among these accounts who want to hear no more of the thread that a post belongs to, in no order.
    async fn who_muted_thread(&self, post: PostId, among: &[AccountId]) -> Result<Vec<AccountId>, PortError>;
}

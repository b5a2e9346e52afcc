//! What reading asks of the world.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::{AccountId, ListId, PostId, Snowflake};
use domain::page::{Listed, Window};
use domain::posts::Pin;
use domain::reading::{FilterChange, FilterRule, Filters, List, ListTitle, Replies};
use domain::realtime::Cause;

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

/// What became of accounts that were to be put into a list: all of them are, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// They are in it now.
    Yes,
    /// Not all of them are followed.
    NotFollowed,
    /// One of them is in it already.
    There,
    /// There would be more than there may be.
    Full,
    /// The list is gone.
    Gone,
}

/// Keeps lists, each for its owner alone. Who is no longer followed is in none of them any more, also when they are followed
/// again.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ListRepository: Send + Sync {
    /// Makes a list, with an id of its own. MUST refuse more than [`List::MOST`] of an account (`None`).
    async fn make(
        &self,
        owner: AccountId,
        title: ListTitle,
        replies: Replies,
    ) -> Result<Option<List>, PortError>;

    /// All lists of an account, the oldest first.
    async fn all(&self, of: AccountId) -> Result<Vec<List>, PortError>;

    /// Those of an account that another is in, the oldest first.
    async fn with(&self, member: AccountId, of: AccountId) -> Result<Vec<List>, PortError>;

    /// A list, if it is this account's.
    async fn find(&self, id: ListId, of: AccountId) -> Result<Option<List>, PortError>;

    /// Saves what a list is like; `false` if it is gone.
    async fn change(&self, list: List) -> Result<bool, PortError>;

    /// Deletes it with all that is kept of it; `false` if it was gone already.
    async fn delete(&self, list: ListId, of: AccountId) -> Result<bool, PortError>;

    /// Puts accounts into it: all of them, or none. MUST refuse somebody whom the owner does not follow, somebody who is in it,
    /// and more than [`List::MEMBERS`].
    async fn add(&self, list: ListId, of: AccountId, accounts: Vec<AccountId>) -> Result<Added, PortError>;

    /// Takes accounts out of it; those who are not in it are no matter.
    async fn remove(&self, list: ListId, of: AccountId, accounts: &[AccountId]) -> Result<(), PortError>;

    /// Who is in it, the latest follow first, paged by the follow's id.
    async fn members(&self, list: ListId, window: Window) -> Result<Vec<Listed<Profile>>, PortError>;

    /// What it shows, newest first: what [`ListFeed::picks`](domain::reading::ListFeed::picks) out of its owner's home. One
    /// query, which costs the same however much is stored.
    async fn timeline(&self, list: &List, window: Window) -> Result<Vec<Entry>, PortError>;
}

/// Keeps filters, each for its owner alone.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait FilterRepository: Send + Sync {
    /// All filters of an account.
    async fn of(&self, owner: AccountId) -> Result<Filters, PortError>;

    /// Changes something with [`Filters::change`] and ids of the store, and puts its event into the outbox. What the rule refuses
    /// leaves no trace. Of several changes at once none is lost.
    async fn change(
        &self,
        owner: AccountId,
        change: FilterChange,
        cause: Cause,
    ) -> Result<Result<(Filters, Snowflake), FilterRule>, PortError>;
}

//! Somebody reads: timelines and threads.
use domain::ids::{AccountId, PostId};
use domain::page::Window;

use super::{AccountFilter, Entry, FindError, Posts, TagQuery, Thread, ThreadLimits};
use crate::PortError;

impl Posts {
    /// The public timeline.
    pub async fn public_timeline(
        &self,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Entry>, PortError> {
        self.timelines.public(reader, window).await
    }

    /// What carries pictures of the public timeline.
    pub async fn public_media_timeline(
        &self,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Entry>, PortError> {
        self.timelines.public_media(reader, window).await
    }

    /// The timeline of tags.
    pub async fn tag_timeline(
        &self,
        tags: &TagQuery,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Entry>, PortError> {
        self.timelines.tagged(tags, reader, window).await
    }

    /// What an account posted and boosted.
    pub async fn account_timeline(
        &self,
        account: AccountId,
        filter: &AccountFilter,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Entry>, FindError> {
        self.visited(account, reader).await?;
        Ok(self.timelines.of_account(account, filter, reader, window).await?)
    }

    /// The reader's home timeline.
    pub async fn home_timeline(&self, reader: AccountId, window: Window) -> Result<Vec<Entry>, PortError> {
        self.timelines.home(reader, window).await
    }

    /// What the post belongs to; the id of a boost means the post that it passes on.
    pub async fn thread(&self, id: PostId, reader: Option<AccountId>) -> Result<Thread, FindError> {
        let post = self.find(id, reader).await?.post.post.id;
        Ok(self.posts.thread(post, reader, ThreadLimits::of(reader)).await?)
    }
}

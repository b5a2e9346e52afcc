//! Somebody wants to hear no more of a thread, or wants to again.
use domain::ids::{AccountId, PostId};

use super::Reading;
use crate::posts::{Entry, FindError};

impl Reading {
    /// Mutes the thread that a post belongs to. Gives the post.
    pub async fn mute_thread(&self, id: PostId, by: AccountId) -> Result<Entry, FindError> {
        let post = self.posts.find(id, Some(by)).await?.post.post.id;
        self.marks.mute_thread(post, by).await?;
        self.posts.find(post, Some(by)).await
    }

    /// Mutes it no longer. Gives the post.
    pub async fn unmute_thread(&self, id: PostId, by: AccountId) -> Result<Entry, FindError> {
        let post = self.posts.find(id, Some(by)).await?.post.post.id;
        self.marks.unmute_thread(post, by).await?;
        self.posts.find(post, Some(by)).await
    }
}

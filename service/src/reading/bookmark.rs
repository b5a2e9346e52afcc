//! Somebody keeps a post for themselves, or no longer does.
use domain::ids::{AccountId, PostId};
use domain::page::{Listed, Window};

use super::Reading;
use crate::PortError;
use crate::posts::{Entry, FindError, NotFound};

impl Reading {
    /// Keeps a post, once; the id of a boost means the post that it passes on. Gives the post.
    pub async fn bookmark(&self, id: PostId, by: AccountId) -> Result<Entry, FindError> {
        let post = self.posts.find(id, Some(by)).await?.post.post.id;
        if !self.marks.bookmark(post, by).await? {
            return Err(NotFound.into());
        }
        self.posts.find(post, Some(by)).await
    }

    /// Keeps it no longer. Gives the post.
    pub async fn unbookmark(&self, id: PostId, by: AccountId) -> Result<Entry, FindError> {
        let post = self.posts.find(id, Some(by)).await?.post.post.id;
        self.marks.unbookmark(post, by).await?;
        self.posts.find(post, Some(by)).await
    }

    /// What somebody keeps.
    pub async fn bookmarks(&self, of: AccountId, window: Window) -> Result<Vec<Listed<Entry>>, PortError> {
        self.marks.bookmarks(of, window).await
    }
}

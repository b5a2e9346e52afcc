//! What a post said, from the first version to the last.
use domain::ids::{AccountId, PostId};

use super::Edits;
use crate::posts::{FindError, PostView};

impl Edits {
    /// All versions of a post that the reader may see, oldest first; the last one is what it says now. The id of a boost means the
    /// post that it passes on.
    pub async fn history(&self, id: PostId, reader: Option<AccountId>) -> Result<Vec<PostView>, FindError> {
        let now = self.posts.find(id, reader).await?.post;
        let earlier = self.edits.list_earlier(&[now.post.id]).await?;
        let mut versions: Vec<PostView> =
            earlier.into_iter().map(|post| PostView { post, ..now.clone() }).collect();
        versions.push(now);
        Ok(versions)
    }
}

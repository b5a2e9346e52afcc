//! Somebody likes a post, or no longer says so.
use domain::identity::Profile;
use domain::ids::{AccountId, PostId};
use domain::page::{Listed, Window};
use domain::realtime::Origin;

use super::{Entry, FindError, NotFound, Posts, Saved};

impl Posts {
    /// Favourites a post, once; the id of a boost means the post that it passes on. Gives the post.
    pub async fn favourite(&self, id: PostId, by: AccountId, origin: &Origin) -> Result<Entry, FindError> {
        let post = self.find(id, Some(by)).await?.post.post;
        match self.posts.favourite(post.favourite(by, self.cause(origin))).await? {
            Saved::New(_) | Saved::Repeated(_) => self.find(post.id, Some(by)).await,
            Saved::Gone => Err(NotFound.into()),
        }
    }

    /// Takes the favourite back, if there is one. Gives the post.
    pub async fn unfavourite(&self, id: PostId, by: AccountId, origin: &Origin) -> Result<Entry, FindError> {
        let post = self.find(id, Some(by)).await?.post.post.id;
        if let Some(favourite) = self.posts.find_favourite(post, by).await? {
            self.posts.unfavourite(favourite.undo(&self.cause(origin))).await?;
        }
        self.find(post, Some(by)).await
    }

    /// Who favourited a post that the reader may see.
    pub async fn favourited_by(
        &self,
        id: PostId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, FindError> {
        let post = self.find(id, reader).await?.post.post.id;
        Ok(self.posts.favourited_by(post, reader, window).await?)
    }
}

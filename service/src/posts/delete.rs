//! Somebody deletes what they published, or takes a boost back by its own id.
use domain::ids::{AccountId, PostId};
use domain::realtime::Origin;

use super::{Entry, FindError, NotFound, Posts};

impl Posts {
    /// Deletes the post, or the boost, that `by` made; gives what it was. To everybody else it does not exist.
    pub async fn delete(&self, id: PostId, by: AccountId, origin: &Origin) -> Result<Entry, FindError> {
        let entry = self.find(id, Some(by)).await?;
        let gone = match &entry.boost {
            Some(boost) if boost.boost.by == by => {
                self.posts.unboost(boost.boost.undo(&self.cause(origin))).await?
            }
            Some(_) => false,
            None => {
                let removal = entry.post.post.delete(by, self.cause(origin)).map_err(|_| NotFound)?;
                self.posts.delete(removal).await?
            }
        };
        if gone { Ok(entry) } else { Err(NotFound.into()) }
    }
}

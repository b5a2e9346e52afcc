//! Somebody passes a post on, or takes that back.
use domain::identity::Profile;
use domain::ids::{AccountId, PostId};
use domain::page::{Listed, Window};
use domain::posts::BoostRule;
use domain::realtime::Origin;
use thiserror::Error;

use super::{BoostView, Entry, FindError, NotFound, Posts, Saved, ViewerMarks};
use crate::{Failure, Kind, PortError};

/// Why nothing was boosted.
#[derive(Debug, Error)]
pub enum BoostError {
    /// It must not be.
    #[error(transparent)]
    Rule(#[from] BoostRule),
    /// It was not found.
    #[error(transparent)]
    Find(#[from] FindError),
}

impl From<PortError> for BoostError {
    fn from(error: PortError) -> Self {
        Self::Find(error.into())
    }
}

impl From<NotFound> for BoostError {
    fn from(error: NotFound) -> Self {
        Self::Find(error.into())
    }
}

impl Failure for BoostError {
    fn kind(&self) -> Kind {
        match self {
            Self::Rule(rule) => rule.kind(),
            Self::Find(error) => error.kind(),
        }
    }
}

impl Posts {
    /// Passes a post on, once; the id of a boost means the post that it passes on. Gives the boost.
    pub async fn boost(&self, id: PostId, by: AccountId, origin: &Origin) -> Result<Entry, BoostError> {
        let view = self.find(id, Some(by)).await?.post;
        let booster = self.accounts.find(by).await?.ok_or(NotFound)?;
        let draft = view.post.boost(&view.author, view.counts, &booster, self.cause(origin))?;
        let (Saved::New(boost) | Saved::Repeated(boost)) = self.posts.boost(draft).await? else {
            return Err(NotFound.into());
        };
        let mut post = self.find(view.post.id, Some(by)).await?.post;
        post.marks = post.marks.map(|marks| ViewerMarks { boosted: true, ..marks });
        Ok(Entry { post, boost: Some(BoostView { boost, by: booster }) })
    }

    /// Takes the boost back, if there is one. Gives the post.
    pub async fn unboost(&self, id: PostId, by: AccountId, origin: &Origin) -> Result<Entry, FindError> {
        let post = self.find(id, Some(by)).await?.post.post.id;
        if let Some(boost) = self.posts.find_boost(post, by).await? {
            self.posts.unboost(boost.undo(&self.cause(origin))).await?;
        }
        self.find(post, Some(by)).await
    }

    /// Who boosted a post that the reader may see.
    pub async fn boosted_by(
        &self,
        id: PostId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, FindError> {
        let post = self.find(id, reader).await?.post.post.id;
        Ok(self.posts.boosted_by(post, reader, window).await?)
    }
}

//! An author says something else.
use domain::ids::{AccountId, MediaId, PostId};
use domain::media::{CaptionEdit, MediaRule};
use domain::posts::{Language, NewPoll, PostRule, PostText, Revision, Spoiler};
use domain::realtime::Origin;

use super::Edits;
use crate::posts::{Entry, NotFound, PublishError, Saved};

/// What somebody wants their post to say from now on.
#[derive(Debug)]
pub struct Rewriting {
    /// What it says.
    pub text: PostText,
    /// What is shown first; empty for none.
    pub spoiler: Spoiler,
    /// Whether it should be behind a click.
    pub sensitive: bool,
    /// The language it is in; as before if not said.
    pub language: Option<Language>,
    /// Its pictures, in order.
    pub media: Vec<MediaId>,
    /// What is said of them from now on.
    pub captions: Vec<CaptionOf>,
    /// What it asks.
    pub poll: Option<NewPoll>,
}

/// What is said of one of the pictures.
#[derive(Debug)]
pub struct CaptionOf {
    /// The picture.
    pub media: MediaId,
    /// As far as it changes.
    pub caption: CaptionEdit,
}

impl Edits {
    /// Edits a post of one's own, and gives it; to everybody else it does not exist.
    pub async fn edit(
        &self,
        id: PostId,
        by: AccountId,
        rewriting: Rewriting,
        origin: &Origin,
    ) -> Result<Entry, PublishError> {
        let posts = &self.posts;
        let entry = posts.find(id, Some(by)).await?;
        if entry.boost.is_some() {
            return Err(NotFound.into());
        }
        let mut attachments = posts.attachments(by, &rewriting.media, Some(id)).await?;
        for CaptionOf { media, caption } in rewriting.captions {
            let changed = attachments.iter_mut().find(|one| one.id == media).ok_or(MediaRule::NotFree);
            let changed = changed.map_err(PostRule::from)?;
            changed.caption = caption.over(changed.caption.clone());
        }
        let revision = Revision {
            mentions: posts.mentions(&rewriting.text).await?,
            attachments,
            text: rewriting.text,
            spoiler: rewriting.spoiler,
            sensitive: rewriting.sensitive,
            language: rewriting.language,
            poll: rewriting.poll,
        };
        let edit = entry.post.post.edit(posts.profile_now(by).await?, revision, posts.cause(origin))?;
        match self.edits.edit(edit).await? {
            Saved::New(_) | Saved::Repeated(_) => Ok(posts.find(id, Some(by)).await?),
            Saved::Gone => Err(NotFound.into()),
        }
    }
}

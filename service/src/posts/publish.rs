//! Somebody publishes a post.
use domain::Draft;
use domain::identity::Account;
use domain::ids::{AccountId, MediaId, PostId};
use domain::media::{Media, MediaRule, attachable};
use domain::posts::{
    Application, IdempotencyKey, Language, Mention, NewPoll, NewPost, Post, PostRule, PostText, Spoiler,
    Visibility,
};
use domain::realtime::Origin;
use thiserror::Error;

use super::{Entry, FindError, NotFound, Posts, Saved};
use crate::{Failure, Kind, PortError};

/// What somebody wrote, already parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// What it says.
    pub text: PostText,
    /// What is shown first; empty for none.
    pub spoiler: Spoiler,
    /// Whether it should be behind a click; as its author usually wants it if not said.
    pub sensitive: Option<bool>,
    /// The language it is in; the one its author usually writes in if not said.
    pub language: Option<Language>,
    /// For whom; as its author usually wants it if not said.
    pub visibility: Option<Visibility>,
    /// The post that it answers.
    pub reply_to: Option<PostId>,
    /// Its pictures, in order.
    pub media: Vec<MediaId>,
    /// What it asks.
    pub poll: Option<NewPoll>,
    /// What it was written with.
    pub application: Option<Application>,
}

impl Writing {
    /// A plain public post.
    #[must_use]
    pub fn plain(text: PostText) -> Self {
        Self {
            text,
            spoiler: Spoiler::default(),
            sensitive: None,
            language: None,
            visibility: Some(Visibility::Public),
            reply_to: None,
            media: vec![],
            poll: None,
            application: None,
        }
    }
}

/// Why nothing was published.
#[derive(Debug, Error)]
pub enum PublishError {
    /// A rule was broken.
    #[error(transparent)]
    Rule(#[from] PostRule),
    /// What it answers is not there.
    #[error(transparent)]
    NotFound(#[from] NotFound),
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl From<FindError> for PublishError {
    fn from(error: FindError) -> Self {
        match error {
            FindError::NotFound(error) => Self::NotFound(error),
            FindError::Port(error) => Self::Port(error),
        }
    }
}

impl Failure for PublishError {
    fn kind(&self) -> Kind {
        match self {
            Self::Rule(rule) => rule.kind(),
            Self::NotFound(error) => error.kind(),
            Self::Port(error) => error.kind(),
        }
    }
}

impl Posts {
    /// Publishes what `author` wrote, once per key: a repeated key gives the post that was made first.
    pub async fn publish(
        &self,
        author: AccountId,
        writing: Writing,
        key: Option<IdempotencyKey>,
        origin: &Origin,
    ) -> Result<Saved<Post>, PublishError> {
        let media = writing.media.clone();
        let draft = self.draft(author, writing, origin).await?;
        if media.is_empty() {
            return Ok(self.posts.publish(draft, key).await?);
        }
        match self.posts.publish_with_media(draft, media, key).await? {
            Saved::Gone => Err(PostRule::from(MediaRule::NotFree).into()),
            saved => Ok(saved),
        }
    }

    /// The post that `author` wrote, to be saved.
    pub(super) async fn draft(
        &self,
        author: AccountId,
        writing: Writing,
        origin: &Origin,
    ) -> Result<Draft<Post>, PublishError> {
        let profile = match writing.visibility {
            Some(_) => self.profile(author).await?,
            // whoever has just decided to write for followers only means the next post too
            None => self.profile_now(author).await?,
        };
        let new = self.complete(&profile.account, writing).await?;
        Ok(Post::publish(new, profile, self.cause(origin))?)
    }

    /// Publishes, and gives what the author now sees.
    pub async fn publish_and_show(
        &self,
        author: AccountId,
        writing: Writing,
        key: Option<IdempotencyKey>,
        origin: &Origin,
    ) -> Result<Entry, PublishError> {
        let (Saved::New(post) | Saved::Repeated(post)) = self.publish(author, writing, key, origin).await?
        else {
            return Err(NotFound.into());
        };
        Ok(self.find(post.id, Some(author)).await?)
    }

    /// Finds what the writing refers to: the post that it answers, the accounts that it mentions. What it does not say is as
    /// its author usually wants it.
    async fn complete(&self, author: &Account, writing: Writing) -> Result<NewPost, PublishError> {
        let reply_to = match writing.reply_to {
            Some(id) => Some(self.find(id, Some(author.id)).await?.post.post.as_parent()),
            None => None,
        };
        Ok(NewPost {
            mentions: self.mentions(&writing.text).await?,
            attachments: self.attachments(author.id, &writing.media, None).await?,
            poll: writing.poll,
            application: writing.application,
            reply_to,
            text: writing.text,
            spoiler: writing.spoiler,
            sensitive: writing.sensitive.unwrap_or(author.defaults.sensitive),
            language: writing.language.or_else(|| author.defaults.language.clone()),
            visibility: writing.visibility.unwrap_or(author.defaults.visibility),
        })
    }

    /// Those of our accounts that a text mentions.
    pub(crate) async fn mentions(&self, text: &PostText) -> Result<Vec<Mention>, PublishError> {
        let names = text.mentioned_names(&self.domain)?;
        if names.is_empty() {
            return Ok(vec![]);
        }
        let mentioned = self.accounts.list_by_username(&names).await?.into_iter();
        Ok(mentioned.map(|account| Mention { account: account.id, username: account.username }).collect())
    }

    /// Pictures of one's own that are in no post but this one.
    pub(crate) async fn attachments(
        &self,
        author: AccountId,
        asked: &[MediaId],
        of: Option<PostId>,
    ) -> Result<Vec<Media>, PublishError> {
        let found = if asked.is_empty() { vec![] } else { self.media.list(asked, author).await? };
        Ok(attachable(asked, found, of).map_err(PostRule::from)?)
    }
}

//! Somebody follows a tag, or no longer does.
use async_trait::async_trait;
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::posts::{Hashtag, TagFollow, TagFollowRule};
use domain::realtime::Origin;
use domain::{Draft, Recorded};
use thiserror::Error;

use super::Posts;
use crate::{Failure, Kind, PortError};

/// What became of following a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// It was saved, with its event.
    New(TagFollow),
    /// It was there already; nothing was saved and nothing told.
    Repeated(TagFollow),
    /// They follow as many as anybody may; nothing was saved.
    Full,
}

/// Keeps who follows which tags.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait TagFollowRepository: Send + Sync {
    /// Saves that an account follows a tag. What it follows already is `Repeated`, and nothing is told. MUST refuse (`Full`) more
    /// than [`TagFollow::MOST`].
    async fn follow_tag(&self, draft: Draft<TagFollow>) -> Result<Begun, PortError>;

    /// Whether an account follows a tag.
    async fn find_tag(&self, by: AccountId, tag: &Hashtag) -> Result<Option<TagFollow>, PortError>;

    /// Ends it; `false` if it had ended already, and then nothing is told.
    async fn unfollow_tag(&self, follow: Recorded<TagFollow>) -> Result<bool, PortError>;

    /// The tags that an account follows, the latest first, paged by the follow's id.
    async fn followed_tags(&self, by: AccountId, window: Window) -> Result<Vec<Listed<Hashtag>>, PortError>;
}

/// Why a tag is not followed.
#[derive(Debug, Error)]
pub enum FollowTagError {
    /// It must not be.
    #[error(transparent)]
    Rule(#[from] TagFollowRule),
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Failure for FollowTagError {
    fn kind(&self) -> Kind {
        match self {
            Self::Rule(_) => Kind::Invalid,
            Self::Port(error) => error.kind(),
        }
    }
}

impl Posts {
    /// Has what is public under a tag come home.
    pub async fn follow_tag(
        &self,
        by: AccountId,
        tag: &Hashtag,
        origin: &Origin,
    ) -> Result<(), FollowTagError> {
        let draft = TagFollow::begin(by, tag.clone(), self.cause(origin));
        match self.tags.follow_tag(draft).await? {
            Begun::New(_) | Begun::Repeated(_) => Ok(()),
            Begun::Full => Err(TagFollowRule::TooMany { max: TagFollow::MOST }.into()),
        }
    }

    /// Follows a tag no longer, if they did.
    pub async fn unfollow_tag(&self, by: AccountId, tag: &Hashtag, origin: &Origin) -> Result<(), PortError> {
        if let Some(follow) = self.tags.find_tag(by, tag).await? {
            self.tags.unfollow_tag(follow.end(&self.cause(origin))).await?;
        }
        Ok(())
    }

    /// Whether somebody follows a tag.
    pub async fn follows_tag(&self, by: AccountId, tag: &Hashtag) -> Result<bool, PortError> {
        Ok(self.tags.find_tag(by, tag).await?.is_some())
    }

    /// The tags that somebody follows.
    pub async fn followed_tags(
        &self,
        by: AccountId,
        window: Window,
    ) -> Result<Vec<Listed<Hashtag>>, PortError> {
        self.tags.followed_tags(by, window).await
    }
}

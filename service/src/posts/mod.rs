//! Publishing, reading, following, and what people do with posts.
mod answers;
mod block;
mod boost;
mod delete;
mod favourite;
mod follow;
mod mute;
mod note;
mod page;
mod ports;
mod publish;
mod read;
mod remove_follower;
mod requests;
mod schedule;
mod tags;
mod views;

pub use answers::in_reading_order;
pub use block::KeepAwayError;
pub use boost::BoostError;
pub use follow::FollowError;
pub use page::{AccountFilter, TagQuery};
pub use ports::{FollowRepository, PostRepository, RelationRepository, Saved, TimelineRepository};
pub use publish::{PublishError, Writing};
pub use requests::RequestRepository;
pub use schedule::{Schedule, ScheduleError, ScheduleRepository};
pub use tags::{Begun, FollowTagError, TagFollowRepository};
pub use views::{
    BoostView, Entry, Familiar, MutedProfile, PostView, Relationship, Thread, ThreadLimits, ViewerMarks,
};

use std::sync::Arc;

use domain::Timestamp;
use domain::identity::Profile;
use domain::ids::{AccountId, PostId};
use domain::realtime::{Cause, Origin};
use jiff::SignedDuration;
use thiserror::Error;

use crate::identity::AccountRepository;
use crate::lately::Lately;
use crate::media::MediaRepository;
use crate::{Entropy, Failure, Kind, PortError};

/// What people do with posts.
#[derive(Clone)]
pub struct Posts {
    posts: Arc<dyn PostRepository>,
    timelines: Arc<dyn TimelineRepository>,
    follows: Arc<dyn FollowRepository>,
    requests: Arc<dyn RequestRepository>,
    tags: Arc<dyn TagFollowRepository>,
    relations: Arc<dyn RelationRepository>,
    accounts: Arc<dyn AccountRepository>,
    media: Arc<dyn MediaRepository>,
    entropy: Arc<dyn Entropy>,
    domain: Arc<str>,
    authors: Arc<Lately<AccountId, Profile>>,
}

/// The ports that posts need.
#[derive(Clone)]
pub struct PostPorts {
    /// Keeps posts.
    pub posts: Arc<dyn PostRepository>,
    /// Reads timelines.
    pub timelines: Arc<dyn TimelineRepository>,
    /// Keeps who follows whom.
    pub follows: Arc<dyn FollowRepository>,
    /// Keeps who asks to follow whom.
    pub requests: Arc<dyn RequestRepository>,
    /// Keeps who follows which tags.
    pub tags: Arc<dyn TagFollowRepository>,
    /// Keeps who keeps whom away.
    pub relations: Arc<dyn RelationRepository>,
    /// Keeps accounts.
    pub accounts: Arc<dyn AccountRepository>,
    /// Keeps what is known of pictures.
    pub media: Arc<dyn MediaRepository>,
}

/// It does not exist, or not for the one who asks: nobody learns which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("Record not found")]
pub struct NotFound;

impl Failure for NotFound {
    fn kind(&self) -> Kind {
        Kind::NotFound
    }
}

/// Why something was not found: it is not there, or nobody can tell.
#[derive(Debug, Error)]
pub enum FindError {
    /// It is not there.
    #[error(transparent)]
    NotFound(#[from] NotFound),
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Failure for FindError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound(error) => error.kind(),
            Self::Port(error) => error.kind(),
        }
    }
}

impl Posts {
    /// How long a profile is believed that goes into events.
    const BELIEVED: SignedDuration = SignedDuration::from_secs(2);

    /// Over these ports; `domain` is the part after the second `@` in a mention of our own accounts.
    #[must_use]
    pub fn new(ports: PostPorts, entropy: Arc<dyn Entropy>, domain: &str) -> Self {
        let PostPorts { posts, timelines, follows, requests, tags, relations, accounts, media } = ports;
        let authors = Arc::new(Lately::believing(Self::BELIEVED));
        let domain = domain.into();
        Self {
            posts,
            timelines,
            follows,
            requests,
            tags,
            relations,
            accounts,
            media,
            entropy,
            domain,
            authors,
        }
    }

    /// An account as events carry it: of a moment ago is good enough.
    async fn profile(&self, id: AccountId) -> Result<Profile, FindError> {
        let now = self.entropy.now();
        match self.authors.find(&id, now) {
            Some(profile) => Ok(profile),
            None => self.profile_now(id).await,
        }
    }

    pub(crate) async fn profile_now(&self, id: AccountId) -> Result<Profile, FindError> {
        let profile = self.accounts.find(id).await?.ok_or(NotFound)?;
        self.authors.keep(self.authors.ticket(), id, profile.clone(), self.entropy.now());
        Ok(profile)
    }

    /// An account, if the reader may know of it.
    async fn visited(&self, id: AccountId, reader: Option<AccountId>) -> Result<Profile, FindError> {
        let profile = self.accounts.find(id).await?.filter(|profile| profile.is_shown_to(reader));
        Ok(profile.ok_or(NotFound)?)
    }

    /// The time.
    pub(crate) fn now(&self) -> Timestamp {
        self.entropy.now()
    }

    pub(crate) fn cause(&self, origin: &Origin) -> Cause {
        origin.cause(self.entropy.uuid(), self.entropy.now())
    }

    /// What `reader` sees under an id: a post, or a boost of one.
    pub async fn find(&self, id: PostId, reader: Option<AccountId>) -> Result<Entry, FindError> {
        Ok(self.posts.find(id, reader).await?.ok_or(NotFound)?)
    }
}

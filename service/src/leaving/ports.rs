//! What leaving asks of the world.
use async_trait::async_trait;
use domain::Recorded;
use domain::identity::Departure;
use domain::ids::AccountId;
use domain::media::Media;
use domain::posts::{Boost, Favourite, Follow, Post};

use crate::PortError;

/// Lets accounts go for good, a little at a time.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait DepartureRepository: Send + Sync {
    /// Shuts an account for good and puts the events into the outbox: all, or nothing. From then on nobody logs in to it, what was
    /// logged in to it has ended, nothing changes it any more, to others it does not exist, its address is free and no letter to
    /// it waits. Its name MUST NOT be taken ever again. `false` if there is no such account, or it has left before.
    async fn begin(&self, departure: Recorded<Departure>) -> Result<bool, PortError>;

    /// Up to so many who left and of whom something may be left, the first who left first.
    async fn list_open(&self, most: u16) -> Result<Vec<Departure>, PortError>;

    /// Up to so many of each kind of what others know of and are told the end of.
    async fn list_traces(&self, of: AccountId, most: u16) -> Result<Traces, PortError>;

    /// Takes up to so many pictures of theirs, whether a post carries them or not. Whoever asks again gets them again until
    /// they are forgotten ([`MediaRepository::forget`](crate::media::MediaRepository::forget)).
    async fn take_media(&self, of: AccountId, most: u16) -> Result<Vec<Media>, PortError>;

    /// Forgets up to so many of each kind of what was theirs alone, or is told of them; the account itself when nothing else is
    /// left. What they reported stays without their words. Gives whether there was anything.
    async fn forget(&self, of: AccountId, most: u16) -> Result<bool, PortError>;

    /// Takes what is said of them out of the next so many events of the log, and out of what finds posts by their words.
    async fn redact(&self, of: AccountId, most: u16) -> Result<Redacted, PortError>;

    /// Nothing is left but that nobody may take the name.
    async fn end(&self, of: AccountId) -> Result<(), PortError>;
}

/// What others know of somebody who left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traces {
    /// What they wrote.
    pub posts: Vec<Post>,
    /// What they passed on.
    pub boosts: Vec<Boost>,
    /// What they liked.
    pub favourites: Vec<Favourite>,
    /// Whom they follow, and who follows them.
    pub follows: Vec<Follow>,
}

impl Traces {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.posts.is_empty()
            && self.boosts.is_empty()
            && self.favourites.is_empty()
            && self.follows.is_empty()
    }
}

/// How far the log says nothing of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redacted {
    /// Some of it may.
    Some,
    /// All of it, but some events wait to be moved to it.
    Waiting,
    /// Through its end.
    All,
}

//! Whoever runs the server tells something on a topic.
use std::sync::Arc;

use domain::ids::AccountId;
use domain::realtime::{Announcement, AnnouncementKey, AnnouncementRule, LiveMessage, LiveTopic, Origin};
use thiserror::Error;
use uuid::Uuid;

use super::AnnouncementRepository;
use crate::{Entropy, Failure, Kind, PortError};

/// Tells things on topics.
#[derive(Clone)]
pub struct Announcements {
    announcements: Arc<dyn AnnouncementRepository>,
    entropy: Arc<dyn Entropy>,
}

/// Why it was not told.
#[derive(Debug, Error)]
pub enum AnnounceError {
    /// A rule is against it.
    #[error(transparent)]
    Rule(#[from] AnnouncementRule),
    /// The client has told something else under this name.
    #[error("this id was used for something else")]
    OtherUnderThatKey,
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Failure for AnnounceError {
    fn kind(&self) -> Kind {
        match self {
            Self::Rule(_) => Kind::Invalid,
            Self::OtherUnderThatKey => Kind::Conflict,
            Self::Port(error) => error.kind(),
        }
    }
}

impl Announcements {
    /// Over these ports.
    #[must_use]
    pub fn new(announcements: Arc<dyn AnnouncementRepository>, entropy: Arc<dyn Entropy>) -> Self {
        Self { announcements, entropy }
    }

    /// Tells it, and gives the id that listeners get it with. Under a key that was used before the answer is the same, if all
    /// that is told is the same.
    pub async fn tell(
        &self,
        by: AccountId,
        topic: LiveTopic,
        message: LiveMessage,
        key: Option<AnnouncementKey>,
        origin: &Origin,
    ) -> Result<Uuid, AnnounceError> {
        let cause = origin.cause(self.entropy.uuid(), self.entropy.now());
        let told = Announcement::tell(by, topic, message, key, &cause)?;
        let (id, fingerprint) = (told.id, told.fingerprint);
        match self.announcements.announce(told).await? {
            None => Ok(id),
            Some(earlier) if earlier.fingerprint == fingerprint => Ok(earlier.id),
            Some(_) => Err(AnnounceError::OtherUnderThatKey),
        }
    }
}

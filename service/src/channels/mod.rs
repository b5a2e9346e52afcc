//! Channels, those who follow them, their points, and what is said in their rooms.
mod follow;
mod leave;
mod points;
mod polls;
mod ports;
mod predictions;
mod present;
mod rooms;
mod round_ports;
mod timing;

pub use leave::Estate;
pub use ports::{ChannelRepository, ChannelView, Granted, MessageView, RoomRepository, Uttered};
pub use rooms::{Rooms, Utterance};
pub use round_ports::{ChannelPollRepository, ChannelPollView, Judged, PredictionRepository, PredictionView};
pub use timing::EndingRounds;

use std::sync::Arc;

use domain::channels::{
    ChannelFollowRule, ChannelPollRule, GrantRule, LineRule, MessageRule, NotWelcome, PointsRule,
    PredictionRule,
};
use domain::ids::AccountId;
use domain::realtime::{Cause, Cursor, Origin};
use thiserror::Error;

use crate::identity::AccountRepository;
use crate::posts::{FindError, NotFound, RelationRepository};
use crate::realtime::EventLog;
use crate::{Entropy, Failure, Kind, PortError};

/// The ports that channels need.
#[derive(Clone)]
pub struct ChannelPorts {
    /// Keeps channels.
    pub channels: Arc<dyn ChannelRepository>,
    /// Keeps what is said in their rooms.
    pub rooms: Arc<dyn RoomRepository>,
    /// Keeps predictions.
    pub predictions: Arc<dyn PredictionRepository>,
    /// Keeps their polls.
    pub polls: Arc<dyn ChannelPollRepository>,
    /// Keeps accounts.
    pub accounts: Arc<dyn AccountRepository>,
    /// Keeps who keeps whom away.
    pub relations: Arc<dyn RelationRepository>,
    /// Keeps what happened.
    pub log: Arc<dyn EventLog>,
}

impl ChannelPorts {
    /// All of them on one store.
    #[must_use]
    pub fn on<S>(store: &Arc<S>) -> Self
    where
        S: ChannelRepository + RoomRepository + PredictionRepository + ChannelPollRepository,
        S: AccountRepository + RelationRepository + EventLog + 'static,
    {
        Self {
            channels: store.clone(),
            rooms: store.clone(),
            predictions: store.clone(),
            polls: store.clone(),
            accounts: store.clone(),
            relations: store.clone(),
            log: store.clone(),
        }
    }
}

/// What people do with channels.
#[derive(Clone)]
pub struct Channels {
    ports: ChannelPorts,
    entropy: Arc<dyn Entropy>,
}

/// Something as it stood when the log was at a place, or later: whoever listens on from that place misses nothing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot<T> {
    /// The place, read before anything else.
    pub position: Cursor,
    /// What was seen.
    pub item: T,
}

/// Why something about a channel did not come to be.
#[derive(Debug, Error)]
pub enum ChannelError {
    /// It must not be followed.
    #[error(transparent)]
    Follow(#[from] ChannelFollowRule),
    /// Its owner keeps them away.
    #[error(transparent)]
    NotWelcome(#[from] NotWelcome),
    /// Nobody may be given points.
    #[error(transparent)]
    Grant(#[from] GrantRule),
    /// Not that many.
    #[error(transparent)]
    Points(#[from] PointsRule),
    /// It must not be said, or unsaid.
    #[error(transparent)]
    Message(#[from] MessageRule),
    /// It is no good prediction, or takes no such stake or turn.
    #[error(transparent)]
    Prediction(#[from] PredictionRule),
    /// It is no good poll, or takes no such vote.
    #[error(transparent)]
    Poll(#[from] ChannelPollRule),
    /// It was not found.
    #[error(transparent)]
    Find(#[from] FindError),
}

impl From<PortError> for ChannelError {
    fn from(error: PortError) -> Self {
        Self::Find(error.into())
    }
}

impl From<NotFound> for ChannelError {
    fn from(error: NotFound) -> Self {
        Self::Find(error.into())
    }
}

impl Failure for ChannelError {
    fn kind(&self) -> Kind {
        match self {
            Self::Follow(rule) => rule.kind(),
            Self::NotWelcome(_) => Kind::Forbidden,
            Self::Grant(rule) => rule.kind(),
            Self::Points(rule) => rule.kind(),
            Self::Message(rule) => rule.kind(),
            Self::Prediction(rule) => rule.kind(),
            Self::Poll(rule) => rule.kind(),
            Self::Find(error) => error.kind(),
        }
    }
}

impl Failure for LineRule {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }
}

impl Failure for ChannelFollowRule {
    fn kind(&self) -> Kind {
        Kind::Forbidden
    }
}

impl Failure for GrantRule {
    fn kind(&self) -> Kind {
        Kind::Forbidden
    }
}

impl Failure for PointsRule {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }
}

impl Failure for MessageRule {
    fn kind(&self) -> Kind {
        match self {
            Self::Taken => Kind::Conflict,
            Self::NotHere | Self::NotTheirs => Kind::Forbidden,
            Self::Blank | Self::TooLong { .. } | Self::Control | Self::Key { .. } => Kind::Invalid,
        }
    }
}

impl Failure for PredictionRule {
    fn kind(&self) -> Kind {
        match self {
            Self::NoPrediction => Kind::NotFound,
            Self::NotTheirs | Self::Own => Kind::Forbidden,
            Self::Another | Self::Closed | Self::NotLocked | Self::Over | Self::OtherOutcome => {
                Kind::Conflict
            }
            Self::Line(_)
            | Self::Outcomes { .. }
            | Self::Duplicate
            | Self::Window { .. }
            | Self::NoSuchOutcome
            | Self::Full
            | Self::Points(_) => Kind::Invalid,
        }
    }
}

impl Failure for ChannelPollRule {
    fn kind(&self) -> Kind {
        match self {
            Self::NoPoll => Kind::NotFound,
            Self::NotTheirs => Kind::Forbidden,
            Self::Another | Self::Over | Self::NotYet | Self::Voted => Kind::Conflict,
            Self::Line(_)
            | Self::Choices { .. }
            | Self::Duplicate
            | Self::Seconds { .. }
            | Self::NoSuchChoice => Kind::Invalid,
        }
    }
}

impl Channels {
    /// Over these ports.
    #[must_use]
    pub fn new(ports: ChannelPorts, entropy: Arc<dyn Entropy>) -> Self {
        Self { ports, entropy }
    }

    fn cause(&self, origin: &Origin) -> Cause {
        origin.cause(self.entropy.uuid(), self.entropy.now())
    }

    /// Refuses whom the owner of a channel keeps away.
    async fn welcome(&self, channel: AccountId, guest: AccountId) -> Result<(), ChannelError> {
        let kept_away = self.keeps_away(channel, guest).await?;
        Ok(NotWelcome::refuse(kept_away)?)
    }

    /// Whether the owner of a channel wants nothing to do with somebody.
    async fn keeps_away(&self, channel: AccountId, guest: AccountId) -> Result<bool, PortError> {
        Ok(guest != channel && self.ports.relations.find_block(channel, guest).await?.is_some())
    }

    /// Where the log stands: to be asked before whatever is to be seen as of then.
    async fn position(&self) -> Result<Cursor, PortError> {
        let head = self.ports.log.head().await?;
        Ok(Cursor { log: head.log, position: head.position })
    }
}

//! What channels ask of the world.
use async_trait::async_trait;
use domain::channels::{
    Channel, ChannelFollow, Grant, Message, MessageKey, Points, PointsRule, Presenting, Unsaid,
};
use domain::identity::Profile;
use domain::ids::{AccountId, MessageId};
use domain::page::{Listed, Window};
use domain::{Draft, Recorded};

use crate::PortError;
use crate::posts::Saved;

/// A channel with all that is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelView {
    /// The channel.
    pub channel: Channel,
    /// Whose it is.
    pub owner: Profile,
    /// How many follow it.
    pub followers: u64,
    /// Whether the reader does; nothing without a reader.
    pub following: Option<bool>,
}

/// A message with who said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageView {
    /// The message.
    pub message: Message,
    /// Who said it.
    pub author: Profile,
}

/// What became of points that were to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granted {
    /// They have so many now.
    Given(Points),
    /// They would have more than anybody may; nothing was given.
    Full(PointsRule),
    /// There is no such channel, or nobody to give them to.
    Gone,
}

/// What became of something that was to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uttered {
    /// It was said, and is told.
    New(Message),
    /// Its author had said it under this name before; nothing was saved and nothing told.
    Repeated(Message),
    /// Its author had said something else under this name; nothing was saved.
    Taken,
    /// There is no such room.
    Gone,
}

/// Keeps channels, who follows them, and the points of each.
///
/// Each method that changes something saves rows, counts and events in one transaction: all, or nothing.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ChannelRepository: Send + Sync {
    /// Opens a channel, or has it say something else, and tells so; nothing is told where it says the same as before. `None` if
    /// its owner is gone.
    async fn present(&self, presenting: Presenting) -> Result<Option<Channel>, PortError>;

    /// A channel that was opened.
    async fn find(&self, id: AccountId, reader: Option<AccountId>) -> Result<Option<ChannelView>, PortError>;

    /// Channels, paged by id: all, or those where something is on. Those of who was shut out are left out.
    async fn list(
        &self,
        only_live: bool,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<ChannelView>>, PortError>;

    /// Saves a follow, counts it and tells of it. Whoever follows a channel for the first time ever is given
    /// [`Points::WELCOME`], once. What is there already is `Repeated`; `Gone` if there is no such channel, or its owner blocks
    /// them.
    async fn follow(&self, follow: Recorded<ChannelFollow>) -> Result<Saved<()>, PortError>;

    /// Ends a follow and tells so; `false` if there was none, and then nothing is told. Their points stay.
    async fn unfollow(&self, follow: Recorded<ChannelFollow>) -> Result<bool, PortError>;

    /// Up to so many of the follows of an account.
    async fn list_followed(&self, by: AccountId, most: u16) -> Result<Vec<ChannelFollow>, PortError>;

    /// The points that somebody has in a channel.
    async fn points(&self, channel: AccountId, of: AccountId) -> Result<Points, PortError>;

    /// Gives points. Of many grants at once each counts.
    async fn grant(&self, grant: Grant) -> Result<Granted, PortError>;
}

/// Keeps what is said in the rooms of channels.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait RoomRepository: Send + Sync {
    /// Gives a message its id, saves it and tells of it: all, or nothing. A name that its author used before in this room MUST
    /// answer the message said then, and leave no trace.
    async fn say(&self, draft: Draft<Message>, key: Option<MessageKey>) -> Result<Uttered, PortError>;

    /// A message of a room.
    async fn find_said(&self, room: AccountId, id: MessageId) -> Result<Option<Message>, PortError>;

    /// What was said in a room, the latest first. What those said who were shut out is left out.
    async fn list_said(&self, room: AccountId, window: Window)
    -> Result<Vec<Listed<MessageView>>, PortError>;

    /// Forgets a message, its text at once, and tells so; `false` if it was not there, and then nothing is told.
    async fn unsay(&self, unsaid: Recorded<Unsaid>) -> Result<bool, PortError>;

    /// Up to so many of the messages of an account.
    async fn list_said_by(&self, by: AccountId, most: u16) -> Result<Vec<Message>, PortError>;
}

//! What is said in the rooms of channels.
use domain::channels::{Message, MessageKey, MessageRule, MessageText};
use domain::identity::Profile;
use domain::ids::{AccountId, MessageId};
use domain::page::{Listed, Window};
use domain::realtime::{Origin, Passing};

use super::{ChannelError, Channels, MessageView, Snapshot, Uttered};
use crate::posts::{FindError, NotFound};

/// What people say to each other beside a show.
#[derive(Clone)]
pub struct Rooms(Channels);

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    /// The message.
    pub view: MessageView,
    /// Whether it had been said before, under the same name.
    pub repeated: bool,
}

impl Rooms {
    /// Those of these channels.
    #[must_use]
    pub fn of(channels: Channels) -> Self {
        Self(channels)
    }

    /// Says something. The same again under the same name is the same message, and carries the id of the event that told of it.
    pub async fn say(
        &self,
        by: AccountId,
        room: AccountId,
        text: MessageText,
        key: Option<MessageKey>,
        origin: &Origin,
    ) -> Result<Utterance, ChannelError> {
        let ports = &self.0.ports;
        let (author, kept_away) = self.guest(by, room).await?;
        let draft = Message::say(room, author.clone(), text, kept_away, self.0.cause(origin))?;
        match ports.rooms.say(draft, key).await? {
            Uttered::New(message) => Ok(Utterance { view: MessageView { message, author }, repeated: false }),
            Uttered::Repeated(message) => {
                Ok(Utterance { view: MessageView { message, author }, repeated: true })
            }
            Uttered::Taken => Err(MessageRule::Taken.into()),
            Uttered::Gone => Err(NotFound.into()),
        }
    }

    /// Is about to say something, and gives what is told of that in passing.
    pub async fn write(
        &self,
        by: AccountId,
        room: AccountId,
        origin: &Origin,
    ) -> Result<Passing, ChannelError> {
        let (author, kept_away) = self.guest(by, room).await?;
        Ok(Message::write(room, &author, kept_away, &self.0.cause(origin))?)
    }

    /// Somebody in a room, and whether its owner wants nothing to do with them.
    async fn guest(&self, by: AccountId, room: AccountId) -> Result<(Profile, bool), ChannelError> {
        self.0.view(room, Some(by)).await?;
        let who = self.0.ports.accounts.find(by).await?.ok_or(NotFound)?;
        Ok((who, self.0.keeps_away(room, by).await?))
    }

    /// What was said, the latest first.
    pub async fn list(
        &self,
        room: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Snapshot<Vec<Listed<MessageView>>>, FindError> {
        let position = self.0.position().await?;
        self.0.view(room, reader).await?;
        let item = self.0.ports.rooms.list_said(room, window).await?;
        Ok(Snapshot { position, item })
    }

    /// Takes a message away.
    pub async fn unsay(
        &self,
        by: AccountId,
        room: AccountId,
        id: MessageId,
        origin: &Origin,
    ) -> Result<(), ChannelError> {
        let ports = &self.0.ports;
        let message = ports.rooms.find_said(room, id).await?.ok_or(NotFound)?;
        let who = ports.accounts.find(by).await?.ok_or(NotFound)?;
        let unsaid = message.unsay(&who, &self.0.cause(origin))?;
        if ports.rooms.unsay(unsaid).await? { Ok(()) } else { Err(NotFound.into()) }
    }
}

//! Questions to those who watch.
use domain::channels::{ChannelPoll, ChannelPollRule, NewChannelPoll, PollEnding, Voting};
use domain::ids::{AccountId, ChannelPollId};
use domain::page::{Listed, Window};
use domain::realtime::Origin;

use super::{ChannelError, ChannelPollView, Channels, Snapshot};
use crate::posts::{FindError, NotFound, Saved};

impl Channels {
    /// The owner of a channel begins a poll.
    pub async fn ask(
        &self,
        by: AccountId,
        channel: AccountId,
        new: NewChannelPoll,
        origin: &Origin,
    ) -> Result<Snapshot<ChannelPollView>, ChannelError> {
        self.view(channel, Some(by)).await?;
        let draft = ChannelPoll::begin(by, channel, new, self.cause(origin))?;
        match self.ports.polls.begin_poll(draft).await? {
            Saved::New(poll) => self.poll(poll.id, Some(by)).await.map_err(Into::into),
            Saved::Repeated(_) => Err(ChannelPollRule::Another.into()),
            Saved::Gone => Err(NotFound.into()),
        }
    }

    /// A poll, as it stands.
    pub async fn poll(
        &self,
        id: ChannelPollId,
        reader: Option<AccountId>,
    ) -> Result<Snapshot<ChannelPollView>, FindError> {
        let position = self.position().await?;
        let item = self.ports.polls.find_poll(id, reader).await?.ok_or(NotFound)?;
        self.view(item.poll.channel, reader).await?;
        Ok(Snapshot { position, item })
    }

    /// The polls of a channel, the latest first.
    pub async fn polls(
        &self,
        channel: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Snapshot<Vec<Listed<ChannelPollView>>>, FindError> {
        let position = self.position().await?;
        self.view(channel, reader).await?;
        let item = self.ports.polls.list_polls(channel, reader, window).await?;
        Ok(Snapshot { position, item })
    }

    /// Somebody votes for the choice at a place.
    pub async fn vote(
        &self,
        by: AccountId,
        poll: ChannelPollId,
        choice: usize,
        origin: &Origin,
    ) -> Result<Snapshot<ChannelPollView>, ChannelError> {
        let channel = self.poll(poll, Some(by)).await?.item.poll.channel;
        self.welcome(channel, by).await?;
        let voting = Voting { poll, by, choice, cause: self.cause(origin) };
        self.ports.polls.cast_vote(voting).await??;
        Ok(self.poll(poll, Some(by)).await?)
    }

    /// The owner of a channel ends a poll before its time is over.
    pub async fn end_poll(
        &self,
        by: AccountId,
        poll: ChannelPollId,
        origin: &Origin,
    ) -> Result<Snapshot<ChannelPollView>, ChannelError> {
        self.poll(poll, Some(by)).await?;
        let ending = PollEnding { poll, by: Some(by), cause: self.cause(origin) };
        self.ports.polls.end_poll(ending).await??;
        Ok(self.poll(poll, Some(by)).await?)
    }
}

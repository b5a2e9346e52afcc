//! Somebody follows a channel, or no longer does.
use domain::channels::ChannelFollow;
use domain::ids::AccountId;
use domain::realtime::Origin;

use super::{ChannelError, ChannelView, Channels, Snapshot};
use crate::posts::{FindError, NotFound, Saved};

impl Channels {
    /// Follows a channel.
    pub async fn follow(
        &self,
        channel: AccountId,
        by: AccountId,
        origin: &Origin,
    ) -> Result<Snapshot<ChannelView>, ChannelError> {
        self.view(channel, Some(by)).await?;
        self.welcome(channel, by).await?;
        let follower = self.ports.accounts.find(by).await?.ok_or(NotFound)?;
        let follow = ChannelFollow::begin(channel, &follower, &self.cause(origin))?;
        match self.ports.channels.follow(follow).await? {
            Saved::New(()) | Saved::Repeated(()) => Ok(self.find(channel, Some(by)).await?),
            Saved::Gone => Err(NotFound.into()),
        }
    }

    /// Follows a channel no longer, if they did.
    pub async fn unfollow(
        &self,
        channel: AccountId,
        by: AccountId,
        origin: &Origin,
    ) -> Result<Snapshot<ChannelView>, FindError> {
        self.view(channel, Some(by)).await?;
        let follow = ChannelFollow { channel, by }.end(&self.cause(origin));
        self.ports.channels.unfollow(follow).await?;
        self.find(channel, Some(by)).await
    }
}

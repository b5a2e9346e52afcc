//! Points in a channel.
use domain::channels::{Grant, Points};
use domain::ids::AccountId;

use super::{ChannelError, Channels, Granted};
use crate::posts::{FindError, NotFound};

impl Channels {
    /// The points that somebody has in a channel.
    pub async fn points(&self, channel: AccountId, of: AccountId) -> Result<Points, FindError> {
        self.view(channel, Some(of)).await?;
        Ok(self.ports.channels.points(channel, of).await?)
    }

    /// The owner of a channel gives somebody points. Gives how many they have now.
    pub async fn grant(
        &self,
        by: AccountId,
        channel: AccountId,
        to: AccountId,
        points: Points,
    ) -> Result<Points, ChannelError> {
        self.view(channel, Some(by)).await?;
        let grant = Grant::by(by, channel, to, points)?;
        match self.ports.channels.grant(grant).await? {
            Granted::Given(now) => Ok(now),
            Granted::Full(rule) => Err(rule.into()),
            Granted::Gone => Err(NotFound.into()),
        }
    }
}

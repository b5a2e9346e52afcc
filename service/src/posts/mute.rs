//! Somebody does not want to hear of somebody else, or does again.
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::posts::{Mute, MuteExtent};
use domain::realtime::Origin;

use super::{FindError, KeepAwayError, MutedProfile, NotFound, Posts, Relationship, Saved};
use crate::PortError;

impl Posts {
    /// Mutes an account for so many seconds, 0 for ever, or changes how much and how long.
    pub async fn mute(
        &self,
        muter: AccountId,
        muted: AccountId,
        notifications: bool,
        seconds: i64,
        origin: &Origin,
    ) -> Result<Relationship, KeepAwayError> {
        let cause = self.cause(origin);
        let extent = MuteExtent::parse(notifications, seconds, cause.at)?;
        match self.relations.mute(Mute::begin(muter, muted, extent, cause)?).await? {
            Saved::New(_) | Saved::Repeated(_) => Ok(self.relationship(muter, muted).await?),
            Saved::Gone => Err(FindError::from(NotFound).into()),
        }
    }

    /// Mutes no longer, if it did.
    pub async fn unmute(
        &self,
        muter: AccountId,
        muted: AccountId,
        origin: &Origin,
    ) -> Result<Relationship, FindError> {
        if let Some(mute) = self.relations.find_mute(muter, muted).await? {
            self.relations.unmute(mute.end(&self.cause(origin))).await?;
        }
        self.relationship(muter, muted).await
    }

    /// Whom somebody mutes.
    pub async fn muted(&self, by: AccountId, window: Window) -> Result<Vec<Listed<MutedProfile>>, PortError> {
        self.relations.muted(by, window).await
    }
}

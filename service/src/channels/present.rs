//! An owner says what is on, and others see it.
use domain::channels::{Channel, Presentation};
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::realtime::Origin;

use super::{ChannelView, Channels, Snapshot};
use crate::PortError;
use crate::posts::{FindError, NotFound};

impl Channels {
    /// Opens one's channel, or has it say something else.
    pub async fn present(
        &self,
        by: AccountId,
        what: Presentation,
        origin: &Origin,
    ) -> Result<Snapshot<ChannelView>, FindError> {
        let owner = self.ports.accounts.find(by).await?.ok_or(NotFound)?;
        let presenting = Channel::present(owner, what, self.cause(origin));
        self.ports.channels.present(presenting).await?.ok_or(NotFound)?;
        self.find(by, Some(by)).await
    }

    /// A channel, as it stands.
    pub async fn find(
        &self,
        id: AccountId,
        reader: Option<AccountId>,
    ) -> Result<Snapshot<ChannelView>, FindError> {
        let position = self.position().await?;
        let item = self.view(id, reader).await?;
        Ok(Snapshot { position, item })
    }

    /// Channels, as they stand: all, or those where something is on.
    pub async fn list(
        &self,
        only_live: bool,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Snapshot<Vec<Listed<ChannelView>>>, PortError> {
        let position = self.position().await?;
        let item = self.ports.channels.list(only_live, reader, window).await?;
        Ok(Snapshot { position, item })
    }

    pub(super) async fn view(
        &self,
        id: AccountId,
        reader: Option<AccountId>,
    ) -> Result<ChannelView, FindError> {
        let found = self.ports.channels.find(id, reader).await?;
        Ok(found.filter(|view| view.owner.is_shown_to(reader)).ok_or(NotFound)?)
    }
}

//! Somebody reads what they were told, and says how far they have read.
use domain::ids::{AccountId, NotificationId, Snowflake};
use domain::page::Window;
use domain::posts::{Marked, Marker};

use super::{NotificationView, Notifications, Wanted};
use crate::PortError;
use crate::posts::{FindError, NotFound};

impl Notifications {
    /// What somebody was told.
    pub async fn list(
        &self,
        to: AccountId,
        wanted: &Wanted,
        window: Window,
    ) -> Result<Vec<NotificationView>, PortError> {
        self.notifications.list(to, wanted, window).await
    }

    /// One of those.
    pub async fn find(&self, id: NotificationId, to: AccountId) -> Result<NotificationView, FindError> {
        Ok(self.notifications.find(id, to).await?.ok_or(NotFound)?)
    }

    /// They have seen enough of it.
    pub async fn dismiss(&self, id: NotificationId, to: AccountId) -> Result<(), FindError> {
        if self.notifications.dismiss(id, to).await? { Ok(()) } else { Err(NotFound.into()) }
    }

    /// They have seen enough of all.
    pub async fn clear(&self, to: AccountId) -> Result<(), PortError> {
        self.notifications.clear(to).await
    }

    /// How many were told since they last read, counted up to a limit.
    pub async fn unread(&self, to: AccountId, wanted: &Wanted, limit: u16) -> Result<u64, PortError> {
        let markers = self.markers.list(to).await?;
        let read = markers.iter().find(|marker| marker.of == Marked::Notifications);
        let after = read.map_or(Snowflake::default(), |marker| marker.last_read);
        self.notifications.count(to, wanted, after, limit).await
    }

    /// How far somebody has read.
    pub async fn markers(&self, of: AccountId) -> Result<Vec<Marker>, PortError> {
        self.markers.list(of).await
    }

    /// They have read so far.
    pub async fn mark(
        &self,
        of: AccountId,
        marked: Marked,
        last_read: Snowflake,
    ) -> Result<Marker, PortError> {
        self.markers.move_to(of, marked, last_read, self.entropy.now()).await
    }
}

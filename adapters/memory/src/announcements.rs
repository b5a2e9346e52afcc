//! What is told on topics.
use async_trait::async_trait;
use domain::Recorded;
use domain::realtime::Announcement;
use service::PortError;
use service::realtime::{AnnouncementRepository, Earlier};

use crate::Memory;

#[async_trait]
impl AnnouncementRepository for Memory {
    async fn announce(&self, announcement: Recorded<Announcement>) -> Result<Option<Earlier>, PortError> {
        let world = &mut *self.world();
        if let Some(key) = &announcement.key {
            let known = world.announcements.iter();
            let mut known =
                known.filter(|known| known.by == announcement.by && known.key.as_ref() == Some(key));
            if let Some(Announcement { id, fingerprint, .. }) = known.next() {
                return Ok(Some(Earlier { id: *id, fingerprint: *fingerprint }));
            }
            world.announcements.push(Announcement::clone(&announcement));
        }
        world.tell(announcement.events());
        Ok(None)
    }
}

//! What connections to the gateway hand over.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::Digest;
use domain::realtime::Handover;
use service::PortError;
use service::realtime::HandoverRepository;

use crate::Memory;

#[async_trait]
impl HandoverRepository for Memory {
    async fn hand_over(
        &self,
        digest: &Digest,
        handover: &Handover,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), PortError> {
        let handovers = &mut self.world().handovers;
        handovers.retain(|_, (_, until)| *until >= now);
        handovers.insert(digest.as_str().to_owned(), (handover.clone(), until));
        Ok(())
    }

    async fn take_over(&self, digest: &Digest, now: Timestamp) -> Result<Option<Handover>, PortError> {
        let taken = self.world().handovers.remove(digest.as_str());
        Ok(taken.filter(|(_, until)| *until > now).map(|(handover, _)| handover))
    }
}

//! What connections to the gateway hand over.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::Digest;
use domain::realtime::Handover;
use service::PortError;
use service::realtime::HandoverRepository;
use sqlx::types::Json;
use sqlx::{query, query_scalar};

use crate::Postgres;
use crate::failure::away;
use crate::time::Time;

/// Many are kept at the same moment: nobody waits for others to sweep.
const KEEP: &str = "
with old as (
    delete from handovers where digest in (
        select digest from handovers where good_until < $3 order by good_until limit 100 for update skip locked
    )
)
insert into handovers (digest, handover, good_until) values ($1, $2, $4)";

/// Whoever comes second waits for the row, and finds it gone.
const TAKE: &str = "delete from handovers where digest = $1 and good_until > $2 returning handover";

#[async_trait]
impl HandoverRepository for Postgres {
    async fn hand_over(
        &self,
        digest: &Digest,
        handover: &Handover,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), PortError> {
        let row = query(KEEP).bind(digest.as_str()).bind(Json(handover)).bind(Time(now)).bind(Time(until));
        row.execute(&self.requests).await.map_err(away)?;
        Ok(())
    }

    async fn take_over(&self, digest: &Digest, now: Timestamp) -> Result<Option<Handover>, PortError> {
        let taken = query_scalar(TAKE).bind(digest.as_str()).bind(Time(now));
        let taken: Option<Json<Handover>> = taken.fetch_optional(&self.requests).await.map_err(away)?;
        Ok(taken.map(|Json(handover)| handover))
    }
}

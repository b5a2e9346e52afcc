//! What connections to the gateway hand over.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::Digest;
use domain::realtime::Handover;
use service::PortError;
use service::realtime::HandoverRepository;
use sqlx::types::Json;
use sqlx::{query, query_scalar};

use crate::failure::away;
use crate::{Sqlite, time};

const FORGET: &str = "delete from handovers where good_until < ?1";
const KEEP: &str = "insert into handovers (digest, handover, good_until) values (?1, ?2, ?3)";
const TAKE: &str = "delete from handovers where digest = ?1 and good_until > ?2 returning handover";

#[async_trait]
impl HandoverRepository for Sqlite {
    async fn hand_over(
        &self,
        digest: &Digest,
        handover: &Handover,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        query(FORGET).bind(time::stored(now)).execute(&mut *stroke).await.map_err(away)?;
        let row = query(KEEP).bind(digest.as_str()).bind(Json(handover)).bind(time::stored(until));
        row.execute(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)
    }

    async fn take_over(&self, digest: &Digest, now: Timestamp) -> Result<Option<Handover>, PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let taken = query_scalar(TAKE).bind(digest.as_str()).bind(time::stored(now));
        let taken: Option<Json<Handover>> = taken.fetch_optional(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)?;
        Ok(taken.map(|Json(handover)| handover))
    }
}

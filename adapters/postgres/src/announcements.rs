//! What is told on topics.
use async_trait::async_trait;
use domain::Recorded;
use domain::realtime::Announcement;
use service::PortError;
use service::realtime::{AnnouncementRepository, Earlier};
use sqlx::{query, query_as};
use uuid::Uuid;

use crate::Postgres;
use crate::time::Time;
use crate::writer::Tx;

const EARLIER: &str = "select event, fingerprint from announcements where account = $1 and key = $2";
const KEEP: &str =
    "insert into announcements (account, key, event, fingerprint, at) values ($1, $2, $3, $4, $5)";

#[async_trait]
impl AnnouncementRepository for Postgres {
    async fn announce(&self, announcement: Recorded<Announcement>) -> Result<Option<Earlier>, PortError> {
        self.write(move |tx| Box::pin(announce(tx, announcement))).await
    }
}

async fn announce(tx: &mut Tx, told: Recorded<Announcement>) -> sqlx::Result<Option<Earlier>> {
    if let Some(key) = &told.key {
        let earlier = query_as(EARLIER).bind(told.by.raw()).bind(key.as_str());
        let earlier: Option<(Uuid, Uuid)> = earlier.fetch_optional(&mut **tx).await?;
        if let Some((id, fingerprint)) = earlier {
            return Ok(Some(Earlier { id, fingerprint }));
        }
        let row = query(KEEP).bind(told.by.raw()).bind(key.as_str()).bind(told.id).bind(told.fingerprint);
        row.bind(Time(told.at)).execute(&mut **tx).await?;
    }
    tx.tell(told.events());
    Ok(None)
}

//! How far people have read.
use async_trait::async_trait;
use domain::Timestamp;
use domain::ids::{AccountId, Snowflake};
use domain::posts::{Marked, Marker};
use service::PortError;
use service::notifications::MarkerRepository;
use sqlx::query_as;

use crate::Postgres;
use crate::failure::away;
use crate::time::Time;

const MOVE: &str = "
insert into markers (account, marked, last_read, version, updated_at) values ($1, $2, $3, 1, $4)
on conflict (account, marked) do update set
    last_read = excluded.last_read, version = markers.version + 1, updated_at = excluded.updated_at
returning marked, last_read, version, updated_at";

type Row = (String, i64, i64, Time);

#[async_trait]
impl MarkerRepository for Postgres {
    async fn list(&self, of: AccountId) -> Result<Vec<Marker>, PortError> {
        let rows = query_as("select marked, last_read, version, updated_at from markers where account = $1");
        let rows: Vec<Row> = rows.bind(of.raw()).fetch_all(&self.requests).await.map_err(away)?;
        Ok(rows.into_iter().filter_map(marker).collect())
    }

    async fn move_to(
        &self,
        of: AccountId,
        marked: Marked,
        last_read: Snowflake,
        at: Timestamp,
    ) -> Result<Marker, PortError> {
        let row = query_as(MOVE).bind(of.raw()).bind(marked.as_str()).bind(last_read.raw()).bind(Time(at));
        let row: Row = row.fetch_one(&self.requests).await.map_err(away)?;
        marker(row).ok_or_else(|| away(sqlx::Error::RowNotFound))
    }
}

/// What a newer server marks is none of ours.
fn marker((marked, last_read, version, at): Row) -> Option<Marker> {
    let version = version.try_into().unwrap_or_default();
    let last_read = Snowflake::stored(last_read);
    Some(Marker { of: marked.parse().ok()?, last_read, version, updated_at: at.0 })
}

//! Files of the pictures of accounts.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::Picture;
use domain::ids::AccountId;
use service::PortError;
use service::media::PortraitRepository;
use sqlx::{query, query_scalar};

use crate::Postgres;
use crate::failure::away;
use crate::time::Time;

const NOTE: &str =
    "insert into portraits (picture, owner, noted_at) values ($1, $2, $3) on conflict do nothing";

const UNWORN: &str = "
select picture from portraits p
where noted_at < $1 and not exists (
    select from accounts a where a.id = p.owner and (a.avatar = p.picture or a.header = p.picture)
) order by noted_at, picture limit $2";

const FORGET: &str = "delete from portraits where picture = any($1)";

#[async_trait]
impl PortraitRepository for Postgres {
    async fn note_portrait(
        &self,
        picture: &Picture,
        owner: AccountId,
        at: Timestamp,
    ) -> Result<(), PortError> {
        let row = query(NOTE).bind(picture.as_str()).bind(owner.raw()).bind(Time(at));
        row.execute(&self.requests).await.map(drop).map_err(away)
    }

    async fn list_unworn(&self, before: Timestamp, most: usize) -> Result<Vec<Picture>, PortError> {
        let rows = query_scalar(UNWORN).bind(Time(before)).bind(i64::try_from(most).unwrap_or(i64::MAX));
        let rows: Vec<String> = rows.fetch_all(&self.background).await.map_err(away)?;
        Ok(rows.iter().map(|picture| Picture::stored(picture)).collect())
    }

    async fn forget_portraits(&self, pictures: &[Picture]) -> Result<(), PortError> {
        let pictures: Vec<&str> = pictures.iter().map(Picture::as_str).collect();
        query(FORGET).bind(pictures).execute(&self.background).await.map(drop).map_err(away)
    }
}

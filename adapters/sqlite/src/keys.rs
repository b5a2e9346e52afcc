//! Keys that tokens are signed with.
use async_trait::async_trait;
use service::PortError;
use service::identity::{KeyRepository, SigningKey};
use sqlx::{query, query_as};

use crate::failure::away;
use crate::{Sqlite, time};

/// Nobody else writes meanwhile, so of several who start at once the second finds the key of the first.
const ADD_FIRST: &str = "
insert into signing_keys (kid, pkcs8, created_at) select ?1, ?2, ?3 where not exists (select 1 from signing_keys)";

const REMOVE: &str = "
delete from signing_keys as old
where kid = ?1 and exists (select 1 from signing_keys as newer where newer.created_at > old.created_at)";

#[async_trait]
impl KeyRepository for Sqlite {
    async fn list(&self) -> Result<Vec<SigningKey>, PortError> {
        let rows = query_as("select kid, pkcs8, created_at from signing_keys order by created_at desc, kid");
        let keys: Vec<(String, Vec<u8>, i64)> = rows.fetch_all(&self.readers).await.map_err(away)?;
        let key = |(kid, pkcs8, created_at)| {
            time::read(created_at).map(|created_at| SigningKey { kid, pkcs8, created_at })
        };
        keys.into_iter().map(key).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn add_first(&self, key: SigningKey) -> Result<Vec<SigningKey>, PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        query(ADD_FIRST)
            .bind(key.kid)
            .bind(key.pkcs8)
            .bind(time::stored(key.created_at))
            .execute(&mut *stroke)
            .await
            .map_err(away)?;
        stroke.commit().await.map_err(away)?;
        self.list().await
    }

    async fn add(&self, key: SigningKey) -> Result<(), PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        query("insert into signing_keys (kid, pkcs8, created_at) values (?1, ?2, ?3)")
            .bind(key.kid)
            .bind(key.pkcs8)
            .bind(time::stored(key.created_at))
            .execute(&mut *stroke)
            .await
            .map_err(away)?;
        stroke.commit().await.map_err(away)
    }

    async fn remove(&self, kid: &str) -> Result<bool, PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let removed = query(REMOVE).bind(kid).execute(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)?;
        Ok(removed.rows_affected() == 1)
    }
}

//! Keys that tokens are signed with.
use async_trait::async_trait;
use service::PortError;
use service::identity::{KeyRepository, SigningKey};
use sqlx::{query, query_as};

use crate::Postgres;
use crate::failure::away;
use crate::time::Time;

/// Of two who insert at once, the unique mark of the first key makes one wait for the other.
const ADD_FIRST: &str = "
insert into signing_keys (kid, pkcs8, created_at, first)
select $1, $2, $3, true where not exists (select from signing_keys)
on conflict do nothing";

const REMOVE: &str = "
delete from signing_keys as old
where kid = $1 and exists (select from signing_keys as newer where newer.created_at > old.created_at)";

#[async_trait]
impl KeyRepository for Postgres {
    async fn list(&self) -> Result<Vec<SigningKey>, PortError> {
        let rows = query_as("select kid, pkcs8, created_at from signing_keys order by created_at desc, kid");
        let keys: Vec<(String, Vec<u8>, Time)> = rows.fetch_all(&self.requests).await.map_err(away)?;
        let key =
            |(kid, pkcs8, created_at): (_, _, Time)| SigningKey { kid, pkcs8, created_at: created_at.0 };
        Ok(keys.into_iter().map(key).collect())
    }

    async fn add_first(&self, key: SigningKey) -> Result<Vec<SigningKey>, PortError> {
        query(ADD_FIRST)
            .bind(key.kid)
            .bind(key.pkcs8)
            .bind(Time(key.created_at))
            .execute(&self.requests)
            .await
            .map_err(away)?;
        self.list().await
    }

    async fn add(&self, key: SigningKey) -> Result<(), PortError> {
        query("insert into signing_keys (kid, pkcs8, created_at) values ($1, $2, $3)")
            .bind(key.kid)
            .bind(key.pkcs8)
            .bind(Time(key.created_at))
            .execute(&self.requests)
            .await
            .map_err(away)?;
        Ok(())
    }

    async fn remove(&self, kid: &str) -> Result<bool, PortError> {
        let removed = query(REMOVE).bind(kid).execute(&self.requests).await.map_err(away)?;
        Ok(removed.rows_affected() == 1)
    }
}

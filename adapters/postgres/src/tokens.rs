//! Rows of tokens.
use async_trait::async_trait;
use domain::identity::{AccessToken, Scopes, TokenId};
use domain::ids::AccountId;
use service::PortError;
use service::identity::TokenRepository;
use sqlx::{query, query_as};

use crate::Postgres;
use crate::failure::away;
use crate::time::Time;

#[async_trait]
impl TokenRepository for Postgres {
    async fn save(&self, token: &AccessToken) -> Result<(), PortError> {
        query("insert into access_tokens (id, account, scopes, created_at) values ($1, $2, $3, $4)")
            .bind(token.id.0)
            .bind(token.account.raw())
            .bind(token.scopes.as_str())
            .bind(Time(token.created_at))
            .execute(&self.requests)
            .await
            .map_err(away)?;
        Ok(())
    }

    async fn find(&self, id: TokenId) -> Result<Option<AccessToken>, PortError> {
        let row = query_as("select account, scopes, created_at from access_tokens where id = $1").bind(id.0);
        let found: Option<(i64, String, Time)> = row.fetch_optional(&self.requests).await.map_err(away)?;
        Ok(found.map(|(account, scopes, created_at)| AccessToken {
            id,
            account: AccountId::stored(account),
            scopes: Scopes::stored(&scopes),
            created_at: created_at.0,
        }))
    }
}

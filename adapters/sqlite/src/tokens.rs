//! Rows of tokens.
use async_trait::async_trait;
use domain::identity::{AccessToken, Scopes, TokenId};
use domain::ids::AccountId;
use service::PortError;
use service::identity::TokenRepository;
use sqlx::{query, query_as};

use crate::failure::away;
use crate::{Sqlite, time};

#[async_trait]
impl TokenRepository for Sqlite {
    async fn save(&self, token: &AccessToken) -> Result<(), PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        query("insert into access_tokens (id, account, scopes, created_at) values (?1, ?2, ?3, ?4)")
            .bind(token.id.0)
            .bind(token.account.raw())
            .bind(token.scopes.as_str())
            .bind(time::stored(token.created_at))
            .execute(&mut *stroke)
            .await
            .map_err(away)?;
        stroke.commit().await.map_err(away)
    }

    async fn find(&self, id: TokenId) -> Result<Option<AccessToken>, PortError> {
        let row = query_as("select account, scopes, created_at from access_tokens where id = ?1").bind(id.0);
        let found: Option<(i64, String, i64)> = row.fetch_optional(&self.readers).await.map_err(away)?;
        let Some((account, scopes, created_at)) = found else { return Ok(None) };
        let created_at = time::read(created_at).map_err(away)?;
        let (account, scopes) = (AccountId::stored(account), Scopes::stored(&scopes));
        Ok(Some(AccessToken { id, account, scopes, created_at }))
    }
}

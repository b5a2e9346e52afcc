//! Rows of tokens.
use async_trait::async_trait;
use domain::identity::{AccessToken, Grantee, Scopes, SessionId, TokenId};
use domain::ids::{AccountId, AppId};
use service::PortError;
use service::identity::TokenRepository;
use sqlx::{query, query_as};
use uuid::Uuid;

use crate::Postgres;
use crate::failure::away;
use crate::time::Time;

const SAVE: &str = "insert into access_tokens (id, account, app, session, scopes, created_at) values ($1, $2, $3, $4, $5, $6)";
const FIND: &str = "select account, app, session, scopes, created_at from access_tokens where id = $1";

type Row = (Option<i64>, Option<i64>, Option<Uuid>, String, Time);

#[async_trait]
impl TokenRepository for Postgres {
    async fn save(&self, token: &AccessToken) -> Result<(), PortError> {
        query(SAVE)
            .bind(token.id.0)
            .bind(token.grantee.account().map(AccountId::raw))
            .bind(token.grantee.app().map(AppId::raw))
            .bind(token.grantee.session().map(|session| session.0))
            .bind(token.scopes.as_str())
            .bind(Time(token.created_at))
            .execute(&self.requests)
            .await
            .map_err(away)?;
        Ok(())
    }

    async fn find(&self, id: TokenId) -> Result<Option<AccessToken>, PortError> {
        let row = query_as(FIND).bind(id.0);
        let found: Option<Row> = row.fetch_optional(&self.requests).await.map_err(away)?;
        Ok(found.and_then(|row| token(id, row)))
    }
}

fn token(id: TokenId, (account, app, session, scopes, created_at): Row) -> Option<AccessToken> {
    let grantee =
        Grantee::stored(account.map(AccountId::stored), app.map(AppId::stored), session.map(SessionId))?;
    Some(AccessToken { id, grantee, scopes: Scopes::stored(&scopes), created_at: created_at.0 })
}

//! Rows of tokens.
use async_trait::async_trait;
use domain::identity::{AccessToken, Grantee, Scopes, SessionId, TokenId};
use domain::ids::{AccountId, AppId};
use service::PortError;
use service::identity::TokenRepository;
use sqlx::{query, query_as};
use uuid::Uuid;

use crate::failure::away;
use crate::{Sqlite, time};

const SAVE: &str = "insert into access_tokens (id, account, app, session, scopes, created_at) values (?1, ?2, ?3, ?4, ?5, ?6)";
const FIND: &str = "select account, app, session, scopes, created_at from access_tokens where id = ?1";

type Row = (Option<i64>, Option<i64>, Option<Uuid>, String, i64);

#[async_trait]
impl TokenRepository for Sqlite {
    async fn save(&self, token: &AccessToken) -> Result<(), PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        query(SAVE)
            .bind(token.id.0)
            .bind(token.grantee.account().map(AccountId::raw))
            .bind(token.grantee.app().map(AppId::raw))
            .bind(token.grantee.session().map(|session| session.0))
            .bind(token.scopes.as_str())
            .bind(time::stored(token.created_at))
            .execute(&mut *stroke)
            .await
            .map_err(away)?;
        stroke.commit().await.map_err(away)
    }

    async fn find(&self, id: TokenId) -> Result<Option<AccessToken>, PortError> {
        let row = query_as(FIND).bind(id.0);
        let found: Option<Row> = row.fetch_optional(&self.readers).await.map_err(away)?;
        found.and_then(|row| token(id, row)).transpose().map_err(away)
    }
}

fn token(id: TokenId, (account, app, session, scopes, created_at): Row) -> Option<sqlx::Result<AccessToken>> {
    let grantee =
        Grantee::stored(account.map(AccountId::stored), app.map(AppId::stored), session.map(SessionId))?;
    let scopes = Scopes::stored(&scopes);
    Some(time::read(created_at).map(|created_at| AccessToken { id, grantee, scopes, created_at }))
}

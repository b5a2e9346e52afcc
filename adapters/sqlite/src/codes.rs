//! Codes that are traded for tokens.
use async_trait::async_trait;
use domain::identity::{AccessToken, AuthorizationCode, Digest, RedirectUri, Scopes, TokenId};
use domain::ids::{AccountId, AppId};
use service::PortError;
use service::identity::{CodeRepository, Redeemed};
use sqlx::{query, query_as, query_scalar};
use uuid::Uuid;

use crate::failure::away;
use crate::{Sqlite, time, tokens};

const SAVE: &str = "
insert into authorization_codes (digest, app, account, scopes, redirect, challenge, created_at)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

/// Those of yesterday are good for nothing, not even to be found out as used twice.
const FORGET: &str = "delete from authorization_codes where created_at < ?1 - 24 * 3600 * 1000000";

const FIND: &str = "
select app, account, scopes, redirect, challenge, created_at, token from authorization_codes where digest = ?1";

const TAKE: &str = "update authorization_codes set token = ?2 where digest = ?1 and token is null";

type Row = (i64, i64, String, String, Option<String>, i64, Option<Uuid>);

#[async_trait]
impl CodeRepository for Sqlite {
    async fn save_code(&self, code: &AuthorizationCode) -> Result<(), PortError> {
        let at = time::stored(code.created_at);
        let mut stroke = self.pen.begin().await.map_err(away)?;
        query(FORGET).bind(at).execute(&mut *stroke).await.map_err(away)?;
        query(SAVE)
            .bind(code.digest.as_str())
            .bind(code.app.raw())
            .bind(code.account.raw())
            .bind(code.scopes.as_str())
            .bind(code.redirect.as_str())
            .bind(code.challenge.as_ref().map(Digest::as_str))
            .bind(at)
            .execute(&mut *stroke)
            .await
            .map_err(away)?;
        stroke.commit().await.map_err(away)
    }

    async fn find_code(
        &self,
        digest: &Digest,
    ) -> Result<Option<(AuthorizationCode, Option<TokenId>)>, PortError> {
        let row = query_as(FIND).bind(digest.as_str());
        let found: Option<Row> = row.fetch_optional(&self.readers).await.map_err(away)?;
        let Some((app, account, scopes, redirect, challenge, created_at, token)) = found else {
            return Ok(None);
        };
        let code = AuthorizationCode {
            digest: digest.clone(),
            app: AppId::stored(app),
            account: AccountId::stored(account),
            scopes: Scopes::stored(&scopes),
            redirect: RedirectUri::stored(&redirect),
            challenge: challenge.as_deref().map(Digest::stored),
            created_at: time::read(created_at).map_err(away)?,
        };
        Ok(Some((code, token.map(TokenId))))
    }

    async fn redeem(&self, digest: &Digest, token: &AccessToken) -> Result<Redeemed, PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let taken = query(TAKE).bind(digest.as_str()).bind(token.id.0).execute(&mut *stroke).await;
        if taken.map_err(away)?.rows_affected() > 0 {
            tokens::insert(&mut stroke, token).await.map_err(away)?;
            stroke.commit().await.map_err(away)?;
            return Ok(Redeemed::Now);
        }
        let before = query_scalar("select token from authorization_codes where digest = ?1");
        let before: Option<Option<Uuid>> =
            before.bind(digest.as_str()).fetch_optional(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)?;
        Ok(before.flatten().map_or(Redeemed::Gone, |token| Redeemed::Before(TokenId(token))))
    }
}

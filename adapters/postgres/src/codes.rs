//! Codes that are traded for tokens.
use async_trait::async_trait;
use domain::identity::{AccessToken, AuthorizationCode, Digest, RedirectUri, Scopes, TokenId};
use domain::ids::{AccountId, AppId};
use service::PortError;
use service::identity::{CodeRepository, Redeemed};
use sqlx::{query, query_as, query_scalar};
use uuid::Uuid;

use crate::Postgres;
use crate::failure::away;
use crate::time::Time;

/// Those of yesterday are good for nothing, not even to be found out as used twice.
const SAVE: &str = "
with old as (
    delete from authorization_codes where created_at < $7::timestamptz - interval '1 day'
)
insert into authorization_codes (digest, app, account, scopes, redirect, challenge, created_at)
values ($1, $2, $3, $4, $5, $6, $7)";

const FIND: &str = "
select app, account, scopes, redirect, challenge, created_at, token from authorization_codes where digest = $1";

/// Whoever comes second waits for the row, and finds it taken.
const REDEEM: &str = "
with taken as (
    update authorization_codes set token = $2 where digest = $1 and token is null returning 1
)
insert into access_tokens (id, account, app, scopes, created_at, used_at)
select $2, $3, $4, $5, $6, $6 from taken";

type Row = (i64, i64, String, String, Option<String>, Time, Option<Uuid>);

#[async_trait]
impl CodeRepository for Postgres {
    async fn save_code(&self, code: &AuthorizationCode) -> Result<(), PortError> {
        query(SAVE)
            .bind(code.digest.as_str())
            .bind(code.app.raw())
            .bind(code.account.raw())
            .bind(code.scopes.as_str())
            .bind(code.redirect.as_str())
            .bind(code.challenge.as_ref().map(Digest::as_str))
            .bind(Time(code.created_at))
            .execute(&self.requests)
            .await
            .map_err(away)?;
        Ok(())
    }

    async fn find_code(
        &self,
        digest: &Digest,
    ) -> Result<Option<(AuthorizationCode, Option<TokenId>)>, PortError> {
        let row = query_as(FIND).bind(digest.as_str());
        let found: Option<Row> = row.fetch_optional(&self.requests).await.map_err(away)?;
        Ok(found.map(|(app, account, scopes, redirect, challenge, created_at, token)| {
            let code = AuthorizationCode {
                digest: digest.clone(),
                app: AppId::stored(app),
                account: AccountId::stored(account),
                scopes: Scopes::stored(&scopes),
                redirect: RedirectUri::stored(&redirect),
                challenge: challenge.as_deref().map(Digest::stored),
                created_at: created_at.0,
            };
            (code, token.map(TokenId))
        }))
    }

    async fn redeem(&self, digest: &Digest, token: &AccessToken) -> Result<Redeemed, PortError> {
        let saved = query(REDEEM)
            .bind(digest.as_str())
            .bind(token.id.0)
            .bind(token.grantee.account().map(AccountId::raw))
            .bind(token.grantee.app().map(AppId::raw))
            .bind(token.scopes.as_str())
            .bind(Time(token.created_at))
            .execute(&self.requests)
            .await
            .map_err(away)?;
        if saved.rows_affected() > 0 {
            return Ok(Redeemed::Now);
        }
        let taken = query_scalar("select token from authorization_codes where digest = $1");
        let taken: Option<Option<Uuid>> =
            taken.bind(digest.as_str()).fetch_optional(&self.requests).await.map_err(away)?;
        Ok(taken.flatten().map_or(Redeemed::Gone, |token| Redeemed::Before(TokenId(token))))
    }
}

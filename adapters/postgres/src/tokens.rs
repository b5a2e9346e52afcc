//! Rows of tokens.
use async_trait::async_trait;
use domain::identity::{AccessToken, App, Grantee, Revocation, Scopes, SessionId, TokenId};
use domain::ids::{AccountId, AppId};
use domain::{Recorded, Timestamp};
use service::PortError;
use service::identity::{Allowed, TokenRepository};
use sqlx::{FromRow, PgConnection, query, query_as};
use uuid::Uuid;

use crate::Postgres;
use crate::apps;
use crate::failure::away;
use crate::time::Time;
use crate::writer::Tx;

const SAVE: &str = "
insert into access_tokens (id, account, app, session, scopes, created_at, used_at) values ($1, $2, $3, $4, $5, $6, $7)";
const FIND: &str = "
select account, app, session, scopes, created_at, used_at from access_tokens t
where id = $1 and not exists (select from accounts a where a.id = t.account and a.suspended)
    and not exists (select from departures d where d.account = t.account)";
const TOUCH: &str = "update access_tokens set used_at = $2 where id = $1";

const ALLOWED: &str = "
select a.id, a.client_id, a.secret, a.name, a.website, a.redirects, a.scopes, a.created_at,
    t.allowed, t.allowed_at, t.last_used_at
from (
    select app, string_agg(scopes, ' ' order by created_at, id) as allowed, max(created_at) as allowed_at,
        max(used_at) as last_used_at
    from access_tokens where account = $1 and app is not null group by app
) t join apps a on a.id = t.app
order by t.allowed_at desc, a.id desc limit $2";

type Row = (Option<i64>, Option<i64>, Option<Uuid>, String, Time, Time);

#[derive(FromRow)]
struct AllowedRow {
    #[sqlx(flatten)]
    app: apps::Row,
    allowed: String,
    allowed_at: Time,
    last_used_at: Time,
}

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
            .bind(Time(token.used_at))
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

    async fn touch(&self, id: TokenId, at: Timestamp) -> Result<(), PortError> {
        let touch = query(TOUCH).bind(id.0).bind(Time(at));
        touch.execute(&self.requests).await.map(drop).map_err(away)
    }

    async fn revoke(&self, revocation: Recorded<Revocation>) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(revoke(tx, revocation))).await
    }

    async fn list_allowed(&self, account: AccountId, most: u16) -> Result<Vec<Allowed>, PortError> {
        let rows = query_as(ALLOWED).bind(account.raw()).bind(i64::from(most));
        let found: Vec<AllowedRow> = rows.fetch_all(&self.requests).await.map_err(away)?;
        let allowed = |row: AllowedRow| Allowed {
            app: App::from(row.app),
            scopes: Scopes::joined(&row.allowed),
            allowed_at: row.allowed_at.0,
            used_at: row.last_used_at.0,
        };
        Ok(found.into_iter().map(allowed).collect())
    }
}

fn token(id: TokenId, (account, app, session, scopes, created_at, used_at): Row) -> Option<AccessToken> {
    let grantee =
        Grantee::stored(account.map(AccountId::stored), app.map(AppId::stored), session.map(SessionId))?;
    let scopes = Scopes::stored(&scopes);
    Some(AccessToken { id, grantee, scopes, created_at: created_at.0, used_at: used_at.0 })
}

/// Ends tokens and tells of it, beside other changes.
pub(crate) async fn revoke(tx: &mut Tx, revocation: Recorded<Revocation>) -> sqlx::Result<bool> {
    let ended = end(tx, *revocation).await? > 0;
    if ended {
        tx.tell(revocation.events());
    }
    Ok(ended)
}

/// Codes and sessions go first: whoever is trading one or beginning one meanwhile is waited for, and their token is found after.
pub(crate) async fn end(connection: &mut PgConnection, revocation: Revocation) -> sqlx::Result<u64> {
    let (statements, account, other): (&[&'static str], _, _) = match revocation {
        Revocation::Token(id) => {
            let end = query("delete from access_tokens where id = $1").bind(id.0);
            return Ok(end.execute(connection).await?.rows_affected());
        }
        Revocation::Session { account, session } => (&END_SESSION, account, Other::Session(session)),
        Revocation::App { account, app } => (&END_APP, account, Other::App(app)),
        Revocation::Account(account) => (&END_ACCOUNT, account, Other::None),
    };
    let mut ended = 0;
    for statement in statements {
        let end = query(*statement).bind(account.raw());
        let end = match other {
            Other::Session(session) => end.bind(session.0),
            Other::App(app) => end.bind(app.raw()),
            Other::None => end,
        };
        ended += end.execute(&mut *connection).await?.rows_affected();
    }
    Ok(ended)
}

/// What is named beside the account.
enum Other {
    Session(SessionId),
    App(AppId),
    None,
}

const END_SESSION: [&str; 2] = [
    "delete from sessions where account = $1 and id = $2",
    "delete from access_tokens where account = $1 and session = $2",
];
const END_APP: [&str; 2] = [
    "delete from authorization_codes where account = $1 and app = $2",
    "delete from access_tokens where account = $1 and app = $2",
];
const END_ACCOUNT: [&str; 4] = [
    "update foreign_accounts set ended_at = clock_timestamp() where account = $1",
    "delete from authorization_codes where account = $1",
    "delete from sessions where account = $1",
    "delete from access_tokens where account = $1",
];

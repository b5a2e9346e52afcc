//! Rows of tokens.
use async_trait::async_trait;
use domain::identity::{AccessToken, App, Grantee, Revocation, Scopes, SessionId, TokenId};
use domain::ids::{AccountId, AppId};
use domain::{Recorded, Timestamp};
use service::PortError;
use service::identity::{Allowed, TokenRepository};
use sqlx::{FromRow, SqliteConnection, query, query_as};
use uuid::Uuid;

use crate::failure::away;
use crate::time::now;
use crate::writer::Tx;
use crate::{Sqlite, apps, time};

const SAVE: &str = "
insert into access_tokens (id, account, app, session, scopes, created_at, used_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
const FIND: &str = "
select account, app, session, scopes, created_at, used_at from access_tokens t
where id = ?1 and not exists (select 1 from accounts a where a.id = t.account and a.suspended)
    and not exists (select 1 from departures d where d.account = t.account)";
const TOUCH: &str = "update access_tokens set used_at = ?2 where id = ?1";

const ALLOWED: &str = "
select a.id, a.client_id, a.secret, a.name, a.website, a.redirects, a.scopes, a.created_at,
    t.allowed, t.allowed_at, t.last_used_at
from (
    select app, group_concat(scopes, ' ') as allowed, max(created_at) as allowed_at,
        max(used_at) as last_used_at
    from (select * from access_tokens where account = ?1 and app is not null order by created_at, id) group by app
) t join apps a on a.id = t.app
order by t.allowed_at desc, a.id desc limit ?2";

type Row = (Option<i64>, Option<i64>, Option<Uuid>, String, i64, i64);

#[derive(FromRow)]
struct AllowedRow {
    #[sqlx(flatten)]
    app: apps::Row,
    allowed: String,
    allowed_at: i64,
    last_used_at: i64,
}

#[async_trait]
impl TokenRepository for Sqlite {
    async fn save(&self, token: &AccessToken) -> Result<(), PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        insert(&mut stroke, token).await.map_err(away)?;
        stroke.commit().await.map_err(away)
    }

    async fn find(&self, id: TokenId) -> Result<Option<AccessToken>, PortError> {
        let row = query_as(FIND).bind(id.0);
        let found: Option<Row> = row.fetch_optional(&self.readers).await.map_err(away)?;
        found.and_then(|row| token(id, row)).transpose().map_err(away)
    }

    async fn touch(&self, id: TokenId, at: Timestamp) -> Result<(), PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let touch = query(TOUCH).bind(id.0).bind(time::stored(at));
        touch.execute(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)
    }

    async fn revoke(&self, revocation: Recorded<Revocation>) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(revoke(tx, revocation))).await
    }

    async fn list_allowed(&self, account: AccountId, most: u16) -> Result<Vec<Allowed>, PortError> {
        let rows = query_as(ALLOWED).bind(account.raw()).bind(i64::from(most));
        let found: Vec<AllowedRow> = rows.fetch_all(&self.readers).await.map_err(away)?;
        let allowed = |row: AllowedRow| {
            Ok(Allowed {
                app: App::try_from(row.app)?,
                scopes: Scopes::joined(&row.allowed),
                allowed_at: time::read(row.allowed_at)?,
                used_at: time::read(row.last_used_at)?,
            })
        };
        found.into_iter().map(allowed).collect::<sqlx::Result<_>>().map_err(away)
    }
}

type Found = Option<sqlx::Result<AccessToken>>;

fn token(id: TokenId, (account, app, session, scopes, created_at, used_at): Row) -> Found {
    let grantee =
        Grantee::stored(account.map(AccountId::stored), app.map(AppId::stored), session.map(SessionId))?;
    let scopes = Scopes::stored(&scopes);
    let read = |(created_at, used_at)| AccessToken { id, grantee, scopes, created_at, used_at };
    Some(time::read(created_at).and_then(|created_at| Ok((created_at, time::read(used_at)?))).map(read))
}

/// Saves a row beside others.
pub(crate) async fn insert(connection: &mut SqliteConnection, token: &AccessToken) -> sqlx::Result<()> {
    query(SAVE)
        .bind(token.id.0)
        .bind(token.grantee.account().map(AccountId::raw))
        .bind(token.grantee.app().map(AppId::raw))
        .bind(token.grantee.session().map(|session| session.0))
        .bind(token.scopes.as_str())
        .bind(time::stored(token.created_at))
        .bind(time::stored(token.used_at))
        .execute(connection)
        .await
        .map(drop)
}

/// Ends tokens and tells of it, beside other changes.
pub(crate) async fn revoke(tx: &mut Tx, revocation: Recorded<Revocation>) -> sqlx::Result<bool> {
    let ended = end(tx, *revocation).await? > 0;
    if ended {
        tx.tell(revocation.events());
    }
    Ok(ended)
}

/// Nobody else writes meanwhile.
pub(crate) async fn end(connection: &mut SqliteConnection, revocation: Revocation) -> sqlx::Result<u64> {
    let (statements, account, other): (&[&'static str], _, _) = match revocation {
        Revocation::Token(id) => {
            let end = query("delete from access_tokens where id = ?1").bind(id.0);
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
    "delete from sessions where account = ?1 and id = ?2",
    "delete from access_tokens where account = ?1 and session = ?2",
];
const END_APP: [&str; 2] = [
    "delete from authorization_codes where account = ?1 and app = ?2",
    "delete from access_tokens where account = ?1 and app = ?2",
];
const END_ACCOUNT: [&str; 4] = [
    concat!("update foreign_accounts set ended_at = ", now!(), " where account = ?1"),
    "delete from authorization_codes where account = ?1",
    "delete from sessions where account = ?1",
    "delete from access_tokens where account = ?1",
];

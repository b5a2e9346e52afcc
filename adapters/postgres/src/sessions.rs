//! Sessions of people with the pages.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{AccessToken, Agent, Digest, Session, SessionId, TokenId};
use domain::ids::AccountId;
use service::PortError;
use service::identity::SessionRepository;
use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use crate::Postgres;
use crate::failure::away;
use crate::time::Time;

const SAVE: &str = "
with session as (
    insert into sessions (id, token, account, secret, agent, created_at, used_at) values ($1, $2, $3, $4, $5, $6, $7)
)
insert into access_tokens (id, account, session, scopes, created_at, used_at) values ($2, $3, $1, $8, $6, $6)";

const FIND: &str =
    "select id, token, account, secret, agent, created_at, used_at from sessions where secret = $1";
const LIST: &str = "
select id, token, account, secret, agent, created_at, used_at from sessions where account = $1
order by used_at desc, id limit $2";

#[derive(FromRow)]
struct Row {
    id: Uuid,
    token: Uuid,
    account: i64,
    secret: String,
    agent: String,
    created_at: Time,
    used_at: Time,
}

impl From<Row> for (Session, TokenId) {
    fn from(row: Row) -> Self {
        let session = Session {
            id: SessionId(row.id),
            account: AccountId::stored(row.account),
            secret: Digest::stored(&row.secret),
            agent: Agent::stored(&row.agent),
            created_at: row.created_at.0,
            used_at: row.used_at.0,
        };
        (session, TokenId(row.token))
    }
}

#[async_trait]
impl SessionRepository for Postgres {
    async fn save_session(&self, session: &Session, token: &AccessToken) -> Result<(), PortError> {
        query(SAVE)
            .bind(session.id.0)
            .bind(token.id.0)
            .bind(session.account.raw())
            .bind(session.secret.as_str())
            .bind(session.agent.as_str())
            .bind(Time(session.created_at))
            .bind(Time(session.used_at))
            .bind(token.scopes.as_str())
            .execute(&self.requests)
            .await
            .map_err(away)?;
        Ok(())
    }

    async fn find_session(&self, secret: &Digest) -> Result<Option<(Session, TokenId)>, PortError> {
        let row = query_as(FIND).bind(secret.as_str());
        let found: Option<Row> = row.fetch_optional(&self.requests).await.map_err(away)?;
        Ok(found.map(Into::into))
    }

    async fn list_sessions(&self, account: AccountId, most: u16) -> Result<Vec<Session>, PortError> {
        let rows = query_as(LIST).bind(account.raw()).bind(i64::from(most));
        let found: Vec<Row> = rows.fetch_all(&self.requests).await.map_err(away)?;
        Ok(found.into_iter().map(|row| <(Session, TokenId)>::from(row).0).collect())
    }

    async fn touch_session(&self, id: SessionId, at: Timestamp) -> Result<(), PortError> {
        let touch = query("update sessions set used_at = $2 where id = $1").bind(id.0).bind(Time(at));
        touch.execute(&self.requests).await.map(drop).map_err(away)
    }
}

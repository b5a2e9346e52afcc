//! Sessions of people with the pages.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{AccessToken, Agent, Digest, Session, SessionId, TokenId};
use domain::ids::AccountId;
use service::PortError;
use service::identity::SessionRepository;
use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use crate::failure::away;
use crate::{Sqlite, time, tokens};

const SAVE: &str = "
insert into sessions (id, token, account, secret, agent, created_at, used_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
const FIND: &str =
    "select id, token, account, secret, agent, created_at, used_at from sessions where secret = ?1";
const LIST: &str = "
select id, token, account, secret, agent, created_at, used_at from sessions where account = ?1
order by used_at desc, id limit ?2";

#[derive(FromRow)]
struct Row {
    id: Uuid,
    token: Uuid,
    account: i64,
    secret: String,
    agent: String,
    created_at: i64,
    used_at: i64,
}

impl Row {
    fn read(self) -> sqlx::Result<(Session, TokenId)> {
        let session = Session {
            id: SessionId(self.id),
            account: AccountId::stored(self.account),
            secret: Digest::stored(&self.secret),
            agent: Agent::stored(&self.agent),
            created_at: time::read(self.created_at)?,
            used_at: time::read(self.used_at)?,
        };
        Ok((session, TokenId(self.token)))
    }
}

#[async_trait]
impl SessionRepository for Sqlite {
    async fn save_session(&self, session: &Session, token: &AccessToken) -> Result<(), PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        query(SAVE)
            .bind(session.id.0)
            .bind(token.id.0)
            .bind(session.account.raw())
            .bind(session.secret.as_str())
            .bind(session.agent.as_str())
            .bind(time::stored(session.created_at))
            .bind(time::stored(session.used_at))
            .execute(&mut *stroke)
            .await
            .map_err(away)?;
        tokens::insert(&mut stroke, token).await.map_err(away)?;
        stroke.commit().await.map_err(away)
    }

    async fn find_session(&self, secret: &Digest) -> Result<Option<(Session, TokenId)>, PortError> {
        let row = query_as(FIND).bind(secret.as_str());
        let found: Option<Row> = row.fetch_optional(&self.readers).await.map_err(away)?;
        found.map(Row::read).transpose().map_err(away)
    }

    async fn list_sessions(&self, account: AccountId, most: u16) -> Result<Vec<Session>, PortError> {
        let rows = query_as(LIST).bind(account.raw()).bind(most);
        let found: Vec<Row> = rows.fetch_all(&self.readers).await.map_err(away)?;
        found.into_iter().map(|row| Ok(row.read()?.0)).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn touch_session(&self, id: SessionId, at: Timestamp) -> Result<(), PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let touch = query("update sessions set used_at = ?2 where id = ?1").bind(id.0).bind(time::stored(at));
        touch.execute(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)
    }
}

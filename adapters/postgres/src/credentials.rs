//! What people log in with, and the challenges that prove who they are.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{Challenge, Digest, Email, Letter, PasswordHash, Purpose, Revocation, Standing};
use domain::ids::AccountId;
use domain::realtime::Cause;
use service::PortError;
use service::identity::{CredentialRepository, Known, Waiting};
use sqlx::{PgConnection, query, query_as, query_scalar};

use crate::failure::away;
use crate::time::Time;
use crate::{Postgres, letters, tokens};

/// What is known of the one who logs in, as columns of the account `a` and its credentials `c`.
macro_rules! known_columns {
    () => {
        "c.account, c.password, c.confirmed_at is not null, c.waiting is null, a.suspended"
    };
}
pub(crate) use known_columns;

/// A row of them.
pub(crate) type KnownRow = (i64, Option<String>, bool, bool, bool);

pub(crate) fn known((account, password, confirmed, approved, suspended): KnownRow) -> Known {
    Known {
        account: AccountId::stored(account),
        password: password.as_deref().map(PasswordHash::stored),
        standing: Standing { confirmed, approved, suspended },
    }
}

const KNOWN: &str = concat!(
    "select ",
    known_columns!(),
    " from credentials c join accounts a on a.id = c.account where c.email = $1"
);
const UNCONFIRMED: &str = "select email from credentials where account = $1 and confirmed_at is null";
const REHASH: &str = "update credentials set password = $3 where account = $1 and password = $2";

const SET: &str = "update credentials set password = $2 where account = $1";

const WAITING: &str =
    "select account, email, waiting from credentials where waiting is not null order by account limit $1";
const APPROVE: &str = "update credentials set waiting = null where account = $1 and waiting is not null";

const POSE: &str = "
insert into challenges (digest, account, purpose, expires_at) values ($1, $2, $3, $4)
on conflict (account, purpose) do update set digest = $1, expires_at = $4, wrong = 0";

const CHALLENGED: &str =
    "select account from challenges where digest = $1 and purpose = $2 and expires_at > $3";

const CONFIRM: &str = "
with met as (
    delete from challenges where digest = $1 and purpose = 'confirm' and expires_at > $2 returning account
)
update credentials c set confirmed_at = coalesce(c.confirmed_at, $2) from met where c.account = met.account
returning c.account";

const RESET: &str = "
with met as (
    delete from challenges where digest = $1 and purpose = 'reset' and expires_at > $2 returning account
)
update credentials c set password = $3, confirmed_at = coalesce(c.confirmed_at, $2) from met
where c.account = met.account returning c.account";

/// Whoever is wrong once too often finds nothing any more, right or wrong.
const LOG_IN: &str = "
with asked as (
    select account from credentials where email = $1
), met as (
    delete from challenges c using asked
    where c.account = asked.account and purpose = 'log_in' and digest = $2 and expires_at > $3 and wrong < $4
    returning c.account
), wrong as (
    update challenges c set wrong = least(wrong + 1, $4) from asked
    where c.account = asked.account and purpose = 'log_in' and digest <> $2
)
update credentials c set confirmed_at = coalesce(c.confirmed_at, $3) from met where c.account = met.account
returning c.account";

#[async_trait]
impl CredentialRepository for Postgres {
    async fn known(&self, email: &Email) -> Result<Option<Known>, PortError> {
        let row = query_as(KNOWN).bind(email.as_str()).fetch_optional(&self.requests).await;
        Ok(row.map_err(away)?.map(known))
    }

    async fn unconfirmed(&self, id: AccountId) -> Result<Option<Email>, PortError> {
        let row = query_scalar(UNCONFIRMED).bind(id.raw()).fetch_optional(&self.requests).await;
        let found: Option<String> = row.map_err(away)?;
        Ok(found.as_deref().map(Email::stored))
    }

    async fn rehash(&self, id: AccountId, old: &PasswordHash, new: &PasswordHash) -> Result<(), PortError> {
        let row = query(REHASH).bind(id.raw()).bind(old.as_str()).bind(new.as_str());
        row.execute(&self.requests).await.map_err(away)?;
        Ok(())
    }

    async fn set_password(&self, id: AccountId, password: &PasswordHash) -> Result<bool, PortError> {
        let row = query(SET).bind(id.raw()).bind(password.as_str());
        Ok(row.execute(&self.requests).await.map_err(away)?.rows_affected() > 0)
    }

    async fn list_waiting(&self, most: u16) -> Result<Vec<Waiting>, PortError> {
        let rows = query_as(WAITING).bind(i64::from(most));
        let rows: Vec<(i64, String, String)> = rows.fetch_all(&self.requests).await.map_err(away)?;
        let waiting = |(account, email, reason): (i64, String, String)| Waiting {
            account: AccountId::stored(account),
            email: Email::stored(&email),
            reason,
        };
        Ok(rows.into_iter().map(waiting).collect())
    }

    async fn approve(&self, id: AccountId, letter: Letter) -> Result<bool, PortError> {
        self.write(move |tx| {
            Box::pin(async move {
                let row = query(APPROVE).bind(id.raw());
                let waited = row.execute(&mut **tx).await?.rows_affected() > 0;
                if waited {
                    letters::write(tx, &letter).await?;
                }
                Ok(waited)
            })
        })
        .await
    }

    async fn pose(&self, challenge: Option<(AccountId, Challenge)>, letter: Letter) -> Result<(), PortError> {
        self.write(|tx| {
            Box::pin(async move {
                if let Some((account, challenge)) = &challenge {
                    pose(tx, *account, challenge).await?;
                }
                letters::write(tx, &letter).await
            })
        })
        .await
    }

    async fn challenged(
        &self,
        purpose: Purpose,
        digest: &Digest,
        at: Timestamp,
    ) -> Result<Option<AccountId>, PortError> {
        let row = query_scalar(CHALLENGED).bind(digest.as_str()).bind(purpose.as_str()).bind(Time(at));
        let found: Option<i64> = row.fetch_optional(&self.requests).await.map_err(away)?;
        Ok(found.map(AccountId::stored))
    }

    async fn confirm(&self, digest: &Digest, at: Timestamp) -> Result<Option<AccountId>, PortError> {
        let row = query_scalar(CONFIRM).bind(digest.as_str()).bind(Time(at));
        let met: Option<i64> = row.fetch_optional(&self.requests).await.map_err(away)?;
        Ok(met.map(AccountId::stored))
    }

    async fn reset(
        &self,
        digest: &Digest,
        password: PasswordHash,
        cause: Cause,
    ) -> Result<Option<AccountId>, PortError> {
        let digest = digest.clone();
        self.write(|tx| {
            Box::pin(async move {
                let row =
                    query_scalar(RESET).bind(digest.as_str()).bind(Time(cause.at)).bind(password.as_str());
                let met: Option<i64> = row.fetch_optional(&mut **tx).await?;
                let Some(account) = met.map(AccountId::stored) else { return Ok(None) };
                tokens::revoke(tx, Revocation::Account(account).record(&cause)).await?;
                Ok(Some(account))
            })
        })
        .await
    }

    async fn log_in(
        &self,
        email: &Email,
        digest: &Digest,
        at: Timestamp,
    ) -> Result<Option<AccountId>, PortError> {
        let row = query_scalar(LOG_IN).bind(email.as_str()).bind(digest.as_str()).bind(Time(at));
        let row = row.bind(i16::try_from(Challenge::TRIES).map_err(away)?);
        let met: Option<i64> = row.fetch_optional(&self.requests).await.map_err(away)?;
        Ok(met.map(AccountId::stored))
    }

    async fn forget(&self, before: Timestamp) -> Result<(), PortError> {
        let rows = query("delete from challenges where expires_at <= $1").bind(Time(before));
        rows.execute(&self.background).await.map_err(away)?;
        Ok(())
    }
}

/// In place of an earlier one for the same purpose.
pub(crate) async fn pose(
    connection: &mut PgConnection,
    account: AccountId,
    challenge: &Challenge,
) -> sqlx::Result<()> {
    query(POSE)
        .bind(challenge.digest.as_str())
        .bind(account.raw())
        .bind(challenge.purpose.as_str())
        .bind(Time(challenge.expires_at))
        .execute(connection)
        .await?;
    Ok(())
}

//! What people log in with, and the challenges that prove who they are.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{Challenge, Digest, Email, Letter, PasswordHash, Purpose, Revocation, Standing};
use domain::ids::AccountId;
use domain::realtime::Cause;
use service::PortError;
use service::identity::{CredentialRepository, Known, Waiting};
use sqlx::{SqliteConnection, query, query_as, query_scalar};

use crate::failure::away;
use crate::{Sqlite, letters, time, tokens};

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
    " from credentials c join accounts a on a.id = c.account where c.email = ?1"
);
const UNCONFIRMED: &str = "select email from credentials where account = ?1 and confirmed_at is null";
const REHASH: &str = "update credentials set password = ?3 where account = ?1 and password = ?2";

const SET: &str = "update credentials set password = ?2 where account = ?1";

const WAITING: &str =
    "select account, email, waiting from credentials where waiting is not null order by account limit ?1";
const APPROVE: &str = "update credentials set waiting = null where account = ?1 and waiting is not null";

const POSE: &str = "
insert into challenges (digest, account, purpose, expires_at) values (?1, ?2, ?3, ?4)
on conflict (account, purpose) do update set digest = ?1, expires_at = ?4, wrong = 0";

const CHALLENGED: &str =
    "select account from challenges where digest = ?1 and purpose = ?2 and expires_at > ?3 and wrong < ?4";

const ADDRESSED: &str = "
select exists (select 1 from challenges h join credentials c on c.account = h.account where h.digest = ?1 and c.email = ?2)";

const MEET: &str = "delete from challenges where digest = ?1";
const CONFIRM: &str = "update credentials set confirmed_at = coalesce(confirmed_at, ?2) where account = ?1";
const RESET: &str = "update credentials set password = ?2 where account = ?1";

/// Whoever is wrong once too often finds nothing any more, right or wrong.
const WRONG: &str = "
update challenges set wrong = wrong + 1
where purpose = 'log_in' and digest <> ?2 and account = (select account from credentials where email = ?1)";

#[async_trait]
impl CredentialRepository for Sqlite {
    async fn known(&self, email: &Email) -> Result<Option<Known>, PortError> {
        let row = query_as(KNOWN).bind(email.as_str()).fetch_optional(&self.readers).await;
        Ok(row.map_err(away)?.map(known))
    }

    async fn unconfirmed(&self, id: AccountId) -> Result<Option<Email>, PortError> {
        let row = query_scalar(UNCONFIRMED).bind(id.raw()).fetch_optional(&self.readers).await;
        let found: Option<String> = row.map_err(away)?;
        Ok(found.as_deref().map(Email::stored))
    }

    async fn rehash(&self, id: AccountId, old: &PasswordHash, new: &PasswordHash) -> Result<(), PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let row = query(REHASH).bind(id.raw()).bind(old.as_str()).bind(new.as_str());
        row.execute(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)
    }

    async fn set_password(&self, id: AccountId, password: &PasswordHash) -> Result<bool, PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let row = query(SET).bind(id.raw()).bind(password.as_str());
        let set = row.execute(&mut *stroke).await.map_err(away)?.rows_affected() > 0;
        stroke.commit().await.map_err(away)?;
        Ok(set)
    }

    async fn list_waiting(&self, most: u16) -> Result<Vec<Waiting>, PortError> {
        let rows = query_as(WAITING).bind(i64::from(most));
        let rows: Vec<(i64, String, String)> = rows.fetch_all(&self.readers).await.map_err(away)?;
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
        let row = query_scalar(CHALLENGED).bind(digest.as_str()).bind(purpose.as_str());
        let row = row.bind(time::stored(at)).bind(Challenge::TRIES);
        let found: Option<i64> = row.fetch_optional(&self.readers).await.map_err(away)?;
        Ok(found.map(AccountId::stored))
    }

    async fn confirm(&self, digest: &Digest, at: Timestamp) -> Result<Option<AccountId>, PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let met = meet(&mut stroke, Purpose::Confirm, digest, at).await.map_err(away)?;
        stroke.commit().await.map_err(away)?;
        Ok(met)
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
                let met = meet(tx, Purpose::Reset, &digest, cause.at).await?;
                if let Some(account) = met {
                    let row = query(RESET).bind(account.raw()).bind(password.as_str());
                    row.execute(&mut **tx).await?;
                    tokens::revoke(tx, Revocation::Account(account).record(&cause)).await?;
                }
                Ok(met)
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
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let wrong = query(WRONG).bind(email.as_str()).bind(digest.as_str());
        wrong.execute(&mut *stroke).await.map_err(away)?;
        let theirs = query_scalar(ADDRESSED).bind(digest.as_str()).bind(email.as_str());
        let theirs: bool = theirs.fetch_one(&mut *stroke).await.map_err(away)?;
        let met =
            if theirs { meet(&mut stroke, Purpose::LogIn, digest, at).await.map_err(away)? } else { None };
        stroke.commit().await.map_err(away)?;
        Ok(met)
    }

    async fn forget(&self, before: Timestamp) -> Result<(), PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let rows = query("delete from challenges where expires_at <= ?1").bind(time::stored(before));
        rows.execute(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)
    }
}

/// Meets a challenge: it is there no more, and the address is confirmed. Nobody else writes meanwhile.
async fn meet(
    connection: &mut SqliteConnection,
    purpose: Purpose,
    digest: &Digest,
    at: Timestamp,
) -> sqlx::Result<Option<AccountId>> {
    let at = time::stored(at);
    let row = query_scalar(CHALLENGED).bind(digest.as_str()).bind(purpose.as_str());
    let met: Option<i64> = row.bind(at).bind(Challenge::TRIES).fetch_optional(&mut *connection).await?;
    if let Some(account) = met {
        query(MEET).bind(digest.as_str()).execute(&mut *connection).await?;
        query(CONFIRM).bind(account).bind(at).execute(connection).await?;
    }
    Ok(met.map(AccountId::stored))
}

/// In place of an earlier one for the same purpose.
pub(crate) async fn pose(
    connection: &mut SqliteConnection,
    account: AccountId,
    challenge: &Challenge,
) -> sqlx::Result<()> {
    query(POSE)
        .bind(challenge.digest.as_str())
        .bind(account.raw())
        .bind(challenge.purpose.as_str())
        .bind(time::stored(challenge.expires_at))
        .execute(connection)
        .await?;
    Ok(())
}

//! Accounts elsewhere.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{ForeignId, TokenId};
use domain::ids::AccountId;
use service::PortError;
use service::identity::{ForeignRepository, Guest, Known, Linked};
use sqlx::{SqliteConnection, query, query_as, query_scalar};

use crate::credentials::{self, known_columns};
use crate::failure::away;
use crate::{Sqlite, time};

const FIND: &str = concat!(
    "select ",
    known_columns!(),
    " from foreign_accounts f join credentials c on c.account = f.account join accounts a on a.id = f.account where f.issuer = ?1 and f.subject = ?2"
);
const GUEST: &str = "
select f.account, a.suspended, f.ended_at from foreign_accounts f join accounts a on a.id = f.account
where f.issuer = ?1 and f.subject = ?2";
const LEFT: &str = "select left_at from left_guests where id = ?1";
const INSERT: &str = "
insert into foreign_accounts (issuer, subject, account, linked_at) values (?1, ?2, ?3, ?4) on conflict do nothing";
const OWNER: &str = "select account from foreign_accounts where issuer = ?1 and subject = ?2";
const UNLINK: &str = "delete from foreign_accounts where issuer = ?1 and subject = ?2 and account = ?3";
const LIST: &str = "
select issuer, subject, linked_at from foreign_accounts where account = ?1 order by linked_at, issuer, subject limit ?2";

#[async_trait]
impl ForeignRepository for Sqlite {
    async fn find_foreign(&self, id: &ForeignId) -> Result<Option<Known>, PortError> {
        let row = query_as(FIND).bind(id.issuer()).bind(id.subject());
        let found = row.fetch_optional(&self.readers).await.map_err(away)?;
        Ok(found.map(credentials::known))
    }

    async fn find_guest(&self, id: &ForeignId) -> Result<Option<Guest>, PortError> {
        let guest = query_as(GUEST).bind(id.issuer()).bind(id.subject());
        let guest: Option<(i64, bool, Option<i64>)> =
            guest.fetch_optional(&self.readers).await.map_err(away)?;
        if let Some((account, suspended, ended_at)) = guest {
            let ended_at = ended_at.map(time::read).transpose().map_err(away)?;
            return Ok(Some(Guest::Here { account: AccountId::stored(account), suspended, ended_at }));
        }
        let left = query_scalar(LEFT).bind(TokenId::of_foreign(id).0);
        let left: Option<i64> = left.fetch_optional(&self.readers).await.map_err(away)?;
        Ok(left.map(time::read).transpose().map_err(away)?.map(Guest::Left))
    }

    async fn link(&self, id: &ForeignId, account: AccountId, at: Timestamp) -> Result<bool, PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        insert(&mut stroke, id, account, at).await.map_err(away)?;
        let owner = query_scalar(OWNER).bind(id.issuer()).bind(id.subject());
        let owner: Option<i64> = owner.fetch_optional(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)?;
        Ok(owner == Some(account.raw()))
    }

    async fn unlink(&self, id: &ForeignId, account: AccountId) -> Result<bool, PortError> {
        let row = query(UNLINK).bind(id.issuer()).bind(id.subject()).bind(account.raw());
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let unlinked = row.execute(&mut *stroke).await.map_err(away)?.rows_affected() > 0;
        stroke.commit().await.map_err(away)?;
        Ok(unlinked)
    }

    async fn list_foreign(&self, account: AccountId, most: u16) -> Result<Vec<Linked>, PortError> {
        let rows = query_as(LIST).bind(account.raw()).bind(i64::from(most));
        let rows: Vec<(String, String, i64)> = rows.fetch_all(&self.readers).await.map_err(away)?;
        let linked = |(issuer, subject, at): (String, String, i64)| {
            Ok(Linked { id: ForeignId::stored(&issuer, &subject), linked_at: time::read(at)? })
        };
        rows.into_iter().map(linked).collect::<sqlx::Result<_>>().map_err(away)
    }
}

/// Whoever has it keeps it.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    id: &ForeignId,
    account: AccountId,
    at: Timestamp,
) -> sqlx::Result<()> {
    let row = query(INSERT).bind(id.issuer()).bind(id.subject()).bind(account.raw()).bind(time::stored(at));
    row.execute(connection).await.map(drop)
}

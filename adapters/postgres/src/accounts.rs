//! Accounts.
use async_trait::async_trait;
use domain::Draft;
use domain::identity::{Account, Email, PasswordHash, Profile, Username};
use domain::ids::AccountId;
use service::PortError;
use service::identity::{AccountRepository, Credentials, Registration, Totals};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, query, query_as};

use crate::Postgres;
use crate::columns::Columns;
use crate::failure::away;
use crate::profiles::{profile, profile_columns};
use crate::time::Time;
use crate::writer::Tx;

const TAKEN: &str = "
select exists (select from accounts where folded = $1), exists (select from credentials where email = $2)";

const INSERT: &str = "
with account as (
    insert into accounts (id, username, folded, display_name, bot, created_at) values ($1, $2, $3, $4, $5, $6)
), total as (
    update totals set accounts = accounts + 1
)
insert into credentials (account, email, password) values ($1, $7, $8)";

const FIND: &str = concat!("select ", profile_columns!("a"), " from accounts a where a.id = $1");
const FIND_BY_NAME: &str = concat!("select ", profile_columns!("a"), " from accounts a where a.folded = $1");
const LIST: &str = concat!("select ", profile_columns!("a"), " from accounts a where a.id = any($1)");
const LIST_BY_NAME: &str =
    concat!("select ", profile_columns!("a"), " from accounts a where a.folded = any($1)");

const TOTALS: &str = "
select accounts, posts, (select count(*) from accounts where last_post_at > now() - interval '30 days') from totals";

#[async_trait]
impl AccountRepository for Postgres {
    async fn register(
        &self,
        draft: Draft<Account>,
        credentials: Credentials,
    ) -> Result<Registration, PortError> {
        self.write(|tx| Box::pin(register(tx, draft, credentials))).await
    }

    async fn credentials(&self, email: &Email) -> Result<Option<(AccountId, PasswordHash)>, PortError> {
        let row = query_as("select account, password from credentials where email = $1").bind(email.as_str());
        let found: Option<(i64, String)> = row.fetch_optional(&self.requests).await.map_err(away)?;
        Ok(found.map(|(account, password)| (AccountId::stored(account), PasswordHash::stored(&password))))
    }

    async fn find(&self, id: AccountId) -> Result<Option<Profile>, PortError> {
        let row = query(FIND).bind(id.raw()).fetch_optional(&self.requests).await.map_err(away)?;
        row.as_ref().map(read).transpose().map_err(away)
    }

    async fn find_by_username(&self, username: &Username) -> Result<Option<Profile>, PortError> {
        let row = query(FIND_BY_NAME).bind(username.folded()).fetch_optional(&self.requests).await;
        row.map_err(away)?.as_ref().map(read).transpose().map_err(away)
    }

    async fn list_by_username(&self, usernames: &[Username]) -> Result<Vec<Account>, PortError> {
        let folded: Vec<String> = usernames.iter().map(Username::folded).collect();
        let rows = query(LIST_BY_NAME).bind(folded).fetch_all(&self.requests).await.map_err(away)?;
        rows.iter().map(|row| Ok(read(row)?.account)).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn list(&self, ids: &[AccountId]) -> Result<Vec<Profile>, PortError> {
        let ids: Vec<i64> = ids.iter().map(|id| id.raw()).collect();
        let rows = query(LIST).bind(ids).fetch_all(&self.requests).await.map_err(away)?;
        rows.iter().map(read).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn totals(&self) -> Result<Totals, PortError> {
        let row = query(TOTALS).fetch_one(&self.requests).await.map_err(away)?;
        let mut columns = Columns::of(&row);
        let mut next = || columns.count().map_err(away);
        Ok(Totals { accounts: next()?, posts: next()?, active_accounts: next()? })
    }
}

fn read(row: &PgRow) -> sqlx::Result<Profile> {
    profile(&mut Columns::of(row))
}

/// Inserts an account, unless its name or its address is taken. Nobody else registers meanwhile: the clock is held.
async fn register(
    tx: &mut Tx,
    draft: Draft<Account>,
    credentials: Credentials,
) -> sqlx::Result<Registration> {
    let account = tx.complete(draft).await?;
    let registration = insert(tx, &account, &credentials).await?;
    if matches!(registration, Registration::New(_)) {
        tx.tell(account.events());
    }
    Ok(registration)
}

async fn insert(
    connection: &mut PgConnection,
    account: &Account,
    credentials: &Credentials,
) -> sqlx::Result<Registration> {
    let taken = query_as(TAKEN).bind(account.username.folded()).bind(credentials.email.as_str());
    match taken.fetch_one(&mut *connection).await? {
        (true, _) => return Ok(Registration::UsernameTaken),
        (_, true) => return Ok(Registration::EmailTaken),
        (false, false) => {}
    }
    query(INSERT)
        .bind(account.id.raw())
        .bind(account.username.as_str())
        .bind(account.username.folded())
        .bind(account.display_name.as_str())
        .bind(account.bot)
        .bind(Time(account.created_at))
        .bind(credentials.email.as_str())
        .bind(credentials.password.as_str())
        .execute(connection)
        .await?;
    Ok(Registration::New(account.clone()))
}

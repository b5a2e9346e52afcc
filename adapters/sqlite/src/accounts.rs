//! Accounts.
use async_trait::async_trait;
use domain::Draft;
use domain::identity::{Account, Editing, ForeignId, PasswordHash, Picture, Profile, Username};
use domain::ids::AccountId;
use domain::posts::Language;
use service::PortError;
use service::identity::{AccountRepository, Confirmation, Credentials, Registration, Totals};
use sqlx::sqlite::SqliteRow;
use sqlx::{SqliteConnection, query, query_as};

use crate::columns::Columns;
use crate::entries::number;
use crate::failure::away;
use crate::profiles::{profile, role_number, take};
use crate::time::now;
use crate::writer::Tx;
use crate::{Sqlite, credentials, foreign, json, letters, time};

const TAKEN: &str = "
select exists (select 1 from accounts where folded = ?1) or exists (select 1 from departures where folded = ?1),
    exists (select 1 from credentials where email = ?2)
    or exists (select 1 from foreign_accounts where issuer = ?3 and subject = ?4)";

const INSERT: &str = "
insert into accounts (id, username, folded, display_name, bot, created_at, suspended)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7);
update totals set accounts = accounts + 1;
insert into restricted (account, suspended) select ?1, 1 where ?7";

const INSERT_CREDENTIALS: &str =
    "insert into credentials (account, email, password, confirmed_at, waiting) values (?1, ?2, ?3, ?4, ?5)";

const EDIT: &str = "
update accounts set display_name = ?2, bot = ?3, locked = ?4, discoverable = ?5, indexable = ?6, hide_collections = ?7,
    note = ?8, fields = ?9, avatar = ?10, header = ?11, default_visibility = ?12, default_sensitive = ?13,
    default_language = ?14, role = ?15, suspended = ?16, silenced = ?17
where id = ?1";

const RESTRICT: &str = "
delete from restricted where account = ?1;
insert into restricted (account, suspended) select ?1, ?2 where ?2 or ?3";

const FIND: &str = concat!("select ", profile!("a"), " from accounts a where a.id = ?1");
/// One who has left is not edited any more.
const FIND_TO_EDIT: &str = concat!(
    "select ",
    profile!("a"),
    " from accounts a where a.id = ?1 and not exists (select 1 from departures d where d.account = a.id)"
);
const FIND_BY_NAME: &str = concat!("select ", profile!("a"), " from accounts a where a.folded = ?1");
const LIST: &str =
    concat!("select ", profile!("a"), " from accounts a where a.id in (select value from json_each(?1))");
const LIST_BY_NAME: &str =
    concat!("select ", profile!("a"), " from accounts a where a.folded in (select value from json_each(?1))");

const TOTALS: &str = concat!(
    "select accounts, posts, (
        select count(*) from accounts where last_post_at > ",
    now!(),
    " - 30 * 24 * 3600 * 1000000
    ) from totals"
);

#[async_trait]
impl AccountRepository for Sqlite {
    async fn register(
        &self,
        draft: Draft<Account>,
        credentials: Credentials,
    ) -> Result<Registration, PortError> {
        self.write(|tx| Box::pin(register(tx, draft, credentials))).await
    }

    async fn edit(&self, editing: Editing) -> Result<Option<Profile>, PortError> {
        self.write(|tx| Box::pin(edit(tx, editing))).await
    }

    async fn find(&self, id: AccountId) -> Result<Option<Profile>, PortError> {
        let row = query(FIND).bind(id.raw()).fetch_optional(&self.readers).await.map_err(away)?;
        row.as_ref().map(read).transpose().map_err(away)
    }

    async fn find_by_username(&self, username: &Username) -> Result<Option<Profile>, PortError> {
        let row = query(FIND_BY_NAME).bind(username.folded()).fetch_optional(&self.readers).await;
        row.map_err(away)?.as_ref().map(read).transpose().map_err(away)
    }

    async fn list_by_username(&self, usernames: &[Username]) -> Result<Vec<Account>, PortError> {
        let folded: Vec<String> = usernames.iter().map(Username::folded).collect();
        let names = json::list(&folded).map_err(away)?;
        let rows = query(LIST_BY_NAME).bind(names).fetch_all(&self.readers).await.map_err(away)?;
        rows.iter().map(|row| Ok(read(row)?.account)).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn list(&self, ids: &[AccountId]) -> Result<Vec<Profile>, PortError> {
        let ids = json::ids(ids).map_err(away)?;
        let rows = query(LIST).bind(ids).fetch_all(&self.readers).await.map_err(away)?;
        rows.iter().map(read).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn totals(&self) -> Result<Totals, PortError> {
        let row = query(TOTALS).fetch_one(&self.readers).await.map_err(away)?;
        let mut columns = Columns::of(&row);
        let mut next = || columns.count().map_err(away);
        Ok(Totals { accounts: next()?, posts: next()?, active_accounts: next()? })
    }
}

fn read(row: &SqliteRow) -> sqlx::Result<Profile> {
    take(&mut Columns::of(row))
}

/// Inserts an account, unless its name or its address is taken. Nobody else registers meanwhile.
async fn register(tx: &mut Tx, draft: Draft<Account>, theirs: Credentials) -> sqlx::Result<Registration> {
    let account = tx.complete(draft).await?;
    let registration = insert(tx, &account, &theirs).await?;
    if matches!(registration, Registration::New(_)) {
        tx.tell(account.events());
        if let Some(Confirmation { challenge, letter }) = &theirs.confirmation {
            credentials::pose(tx, account.id, challenge).await?;
            letters::write(tx, letter).await?;
        }
    }
    Ok(registration)
}

async fn insert(
    connection: &mut SqliteConnection,
    account: &Account,
    credentials: &Credentials,
) -> sqlx::Result<Registration> {
    let foreign = credentials.foreign.as_ref();
    let taken = query_as(TAKEN).bind(account.username.folded()).bind(credentials.email.as_str());
    let taken = taken.bind(foreign.map(ForeignId::issuer)).bind(foreign.map(ForeignId::subject));
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
        .bind(time::stored(account.created_at))
        .bind(account.suspended)
        .execute(&mut *connection)
        .await?;
    query(INSERT_CREDENTIALS)
        .bind(account.id.raw())
        .bind(credentials.email.as_str())
        .bind(credentials.password.as_ref().map(PasswordHash::as_str))
        .bind(credentials.confirmation.is_none().then_some(time::stored(account.created_at)))
        .bind(credentials.waiting.as_deref())
        .execute(&mut *connection)
        .await?;
    if let Some(id) = foreign {
        foreign::insert(connection, id, account.id, account.created_at).await?;
    }
    Ok(Registration::New(account.clone()))
}

/// Edits an account as it is now: nobody else writes meanwhile.
async fn edit(tx: &mut Tx, editing: Editing) -> sqlx::Result<Option<Profile>> {
    let row = query(FIND_TO_EDIT).bind(editing.account().raw()).fetch_optional(&mut **tx).await?;
    let Some(profile) = row.as_ref().map(read).transpose()? else { return Ok(None) };
    let edited = editing.with(profile);
    if !edited.events().is_empty() {
        update(tx, &edited.account).await?;
        tx.tell(edited.events());
    }
    Ok(Some(edited.into_state()))
}

async fn update(connection: &mut SqliteConnection, account: &Account) -> sqlx::Result<()> {
    let fields: Vec<_> = account.fields.iter().map(|field| (field.name(), field.value())).collect();
    query(EDIT)
        .bind(account.id.raw())
        .bind(account.display_name.as_str())
        .bind(account.bot)
        .bind(account.locked)
        .bind(account.discoverable)
        .bind(account.indexable)
        .bind(account.hide_collections)
        .bind(account.note.as_str())
        .bind(json::list(&fields)?)
        .bind(account.avatar.as_ref().map(Picture::as_str))
        .bind(account.header.as_ref().map(Picture::as_str))
        .bind(number(account.defaults.visibility))
        .bind(account.defaults.sensitive)
        .bind(account.defaults.language.as_ref().map(Language::as_str))
        .bind(role_number(account.role))
        .bind(account.suspended)
        .bind(account.silenced)
        .execute(&mut *connection)
        .await?;
    let restrict = query(RESTRICT).bind(account.id.raw()).bind(account.suspended).bind(account.silenced);
    restrict.execute(connection).await?;
    Ok(())
}

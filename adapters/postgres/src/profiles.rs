//! Profiles, as rows of several queries hold them.
use domain::identity::{
    Account, AccountCounts, DisplayName, Note, Picture, PostDefaults, Profile, ProfileField, Role, Username,
};
use domain::ids::{AccountId, Snowflake};
use domain::page::{Listed, Window};
use domain::posts::Language;
use sqlx::postgres::PgRow;
use sqlx::{PgPool, query};

use crate::columns::Columns;
use crate::entries::visibility;
use crate::window::Bounds;

/// What [`profile`] reads, of the accounts under an alias.
macro_rules! profile_columns {
    ($of:literal) => {
        concat!(
            $of,
            ".id, ",
            $of,
            ".username, ",
            $of,
            ".display_name, ",
            $of,
            ".bot, ",
            $of,
            ".created_at, ",
            $of,
            ".followers, ",
            $of,
            ".following, ",
            $of,
            ".posts, ",
            $of,
            ".last_post_at",
            ", ",
            $of,
            ".locked",
            ", ",
            $of,
            ".discoverable",
            ", ",
            $of,
            ".indexable",
            ", ",
            $of,
            ".hide_collections",
            ", ",
            $of,
            ".note",
            ", ",
            $of,
            ".fields",
            ", ",
            $of,
            ".avatar",
            ", ",
            $of,
            ".header",
            ", ",
            $of,
            ".default_visibility",
            ", ",
            $of,
            ".default_sensitive",
            ", ",
            $of,
            ".default_language",
            ", ",
            $of,
            ".role",
            ", ",
            $of,
            ".suspended",
            ", ",
            $of,
            ".silenced"
        )
    };
}
pub(crate) use profile_columns;

pub(crate) fn profile(columns: &mut Columns<'_>) -> sqlx::Result<Profile> {
    let (id, username) = (AccountId::stored(columns.take()?), Username::stored(columns.take()?));
    let (display_name, bot) = (DisplayName::stored(columns.take()?), columns.take()?);
    let created_at = columns.time()?;
    let counts = AccountCounts {
        followers: columns.count()?,
        following: columns.count()?,
        posts: columns.count()?,
        last_post_at: columns.maybe_time()?,
    };
    let account = Account {
        id,
        username,
        display_name,
        bot,
        created_at,
        locked: columns.take()?,
        discoverable: columns.take()?,
        indexable: columns.take()?,
        hide_collections: columns.take()?,
        note: Note::stored(columns.take()?),
        fields: fields(columns.take()?)?,
        avatar: columns.take::<Option<&str>>()?.map(Picture::stored),
        header: columns.take::<Option<&str>>()?.map(Picture::stored),
        defaults: PostDefaults {
            visibility: visibility(columns.take()?)?,
            sensitive: columns.take()?,
            language: columns.take::<Option<&str>>()?.map(Language::stored),
        },
        role: role(columns.take()?)?,
        suspended: columns.take()?,
        silenced: columns.take()?,
    };
    Ok(Profile { account, counts })
}

fn fields(stored: &str) -> sqlx::Result<Vec<ProfileField>> {
    let fields: Vec<(String, String)> =
        serde_json::from_str(stored).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(fields.iter().map(|(name, value)| ProfileField::stored(name, value)).collect())
}

/// An office as it is stored: its place among all, the one with the least power first.
fn role(stored: i16) -> sqlx::Result<Role> {
    let known = usize::try_from(stored).ok().and_then(|place| Role::ALL.get(place).copied());
    known.ok_or_else(|| sqlx::Error::Decode(format!("no role has the number {stored}").into()))
}

/// The number that an office is stored as.
pub(crate) const fn role_number(role: Role) -> i16 {
    match role {
        Role::Member => 0,
        Role::Moderator => 1,
        Role::Admin => 2,
    }
}

/// A page of accounts: `$page` gives their ids as `who`, each with the id that pages it as `at`.
macro_rules! listed {
    ($page:expr) => {
        concat!(
            "with page as materialized (", $page, ") select page.at, ", $crate::profiles::profile_columns!("a"),
            " from page cross join lateral (select * from accounts where id = page.who limit 1) a order by page.at desc"
        )
    };
}
pub(crate) use listed;

/// The same, for a reader: the fifth parameter.
pub(crate) async fn list_for(
    pool: &PgPool,
    sql: &'static str,
    of: i64,
    reader: Option<AccountId>,
    window: Window,
) -> sqlx::Result<Vec<Listed<Profile>>> {
    let Bounds { before, after, limit } = window.into();
    let rows = query(sql).bind(of).bind(before).bind(after).bind(limit).bind(reader.map(AccountId::raw));
    rows.fetch_all(pool).await?.iter().map(row).collect()
}

/// Reads a page of the accounts that belong to something.
pub(crate) async fn list(
    pool: &PgPool,
    sql: &'static str,
    of: i64,
    window: Window,
) -> sqlx::Result<Vec<Listed<Profile>>> {
    let Bounds { before, after, limit } = window.into();
    let rows = query(sql).bind(of).bind(before).bind(after).bind(limit).fetch_all(pool).await?;
    rows.iter().map(row).collect()
}

fn row(row: &PgRow) -> sqlx::Result<Listed<Profile>> {
    let mut columns = Columns::of(row);
    let at = Snowflake::stored(columns.take()?);
    Ok(Listed { at, item: profile(&mut columns)? })
}

//! Profiles, as rows of several queries hold them.
use domain::identity::{Account, AccountCounts, DisplayName, Profile, Username};
use domain::ids::{AccountId, Snowflake};
use domain::page::{Listed, Window};
use sqlx::sqlite::SqliteRow;
use sqlx::{SqlitePool, query};

use crate::columns::Columns;
use crate::window::Bounds;

/// What [`profile`] reads, of the accounts under an alias.
macro_rules! profile {
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
            ".last_post_at"
        )
    };
}
pub(crate) use profile;

pub(crate) fn take(columns: &mut Columns<'_>) -> sqlx::Result<Profile> {
    let account = Account {
        id: AccountId::stored(columns.take()?),
        username: Username::stored(columns.take()?),
        display_name: DisplayName::stored(columns.take()?),
        bot: columns.take()?,
        created_at: columns.time()?,
    };
    let counts = AccountCounts {
        followers: columns.count()?,
        following: columns.count()?,
        posts: columns.count()?,
        last_post_at: columns.maybe_time()?,
    };
    Ok(Profile { account, counts })
}

/// A page of accounts: `$page` gives their ids as `who`, each with the id that pages it as `at`.
macro_rules! listed {
    ($page:expr) => {
        concat!(
            "with page as materialized (",
            $page,
            ") select page.at, ",
            $crate::profiles::profile!("a"),
            " from page cross join accounts a on a.id = page.who order by page.at desc"
        )
    };
}
pub(crate) use listed;

/// Reads a page of the accounts that belong to something.
pub(crate) async fn list(
    pool: &SqlitePool,
    sql: &'static str,
    of: i64,
    window: Window,
) -> sqlx::Result<Vec<Listed<Profile>>> {
    let Bounds { before, after, limit } = window.into();
    let rows = query(sql).bind(of).bind(before).bind(after).bind(limit).fetch_all(pool).await?;
    rows.iter().map(row).collect()
}

fn row(row: &SqliteRow) -> sqlx::Result<Listed<Profile>> {
    let mut columns = Columns::of(row);
    let at = Snowflake::stored(columns.take()?);
    Ok(Listed { at, item: take(&mut columns)? })
}

//! What people mark for themselves.
use async_trait::async_trait;
use domain::ids::{AccountId, PostId, Snowflake};
use domain::page::{Listed, Window};
use domain::posts::Pin;
use service::PortError;
use service::posts::Entry;
use service::reading::{MarkRepository, Pinned};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, query, query_as, query_scalar};

use crate::entries::{admitted, entries, entry};
use crate::failure::away;
use crate::window::{Bounds, in_order};
use crate::{Sqlite, json};

const THERE: &str = "select exists (select 1 from posts where id = ?1 and boost_of is null)";

const BOOKMARK: &str = "
insert into bookmarks (id, post, account) values (?1, ?2, ?3) on conflict (account, post) do nothing";

const PINNED: &str = "
select exists (select 1 from posts where id = ?1 and author = ?2 and boost_of is null),
    exists (select 1 from pins where account = ?2 and post = ?1)
        or (select count(*) from pins where account = ?2) < ?3";

const PIN: &str = "
insert into pins (id, post, account) values (?1, ?2, ?3) on conflict (account, post) do nothing";

const MUTE: &str = "
insert into muted_threads (account, thread) select ?2, coalesce(thread, id) from posts where id = ?1
on conflict do nothing";

const UNMUTE: &str = "
delete from muted_threads where account = ?2 and thread = (select coalesce(thread, id) from posts where id = ?1)";

const WHO_MUTED: &str = "
select m.account from json_each(?2) asked
cross join muted_threads m on m.account = asked.value
    and m.thread = (select coalesce(thread, id) from posts where id = ?1)";

/// The posts that rows of a table mark; `?1` is who marked them, and reads.
macro_rules! marked {
    ($table:literal, $order:literal) => {
        entries!(
            concat!(
                "select e.id, k.id as at from ",
                $table,
                " k indexed by ",
                $table,
                "_of_account cross join posts e on e.id = k.post
                where k.account = ?1 and k.id < ?2 and k.id > ?3 and ",
                admitted!("e"),
                " order by k.id ",
                $order,
                " limit ?4"
            ),
            "page.at desc",
            ", page.at"
        )
    };
}

macro_rules! bookmarks {
    ($order:literal) => {
        marked!("bookmarks", $order)
    };
}

macro_rules! favourites {
    ($order:literal) => {
        marked!("favourites", $order)
    };
}

#[async_trait]
impl MarkRepository for Sqlite {
    async fn bookmark(&self, post: PostId, by: AccountId) -> Result<bool, PortError> {
        self.write(move |tx| {
            Box::pin(async move {
                let id = tx.next_id().await?;
                keep(tx, id, post, by).await
            })
        })
        .await
    }

    async fn unbookmark(&self, post: PostId, by: AccountId) -> Result<(), PortError> {
        self.run("delete from bookmarks where post = ?1 and account = ?2", post, by).await
    }

    async fn bookmarks(&self, of: AccountId, window: Window) -> Result<Vec<Listed<Entry>>, PortError> {
        self.marked(in_order!(window, bookmarks), of, window).await
    }

    async fn favourites(&self, of: AccountId, window: Window) -> Result<Vec<Listed<Entry>>, PortError> {
        self.marked(in_order!(window, favourites), of, window).await
    }

    async fn pin(&self, pin: Pin) -> Result<Pinned, PortError> {
        self.write(move |tx| {
            Box::pin(async move {
                let id = tx.next_id().await?;
                show_first(tx, id, pin).await
            })
        })
        .await
    }

    async fn unpin(&self, pin: Pin) -> Result<(), PortError> {
        self.run("delete from pins where post = ?1 and account = ?2", pin.post, pin.by).await
    }

    async fn mute_thread(&self, post: PostId, by: AccountId) -> Result<(), PortError> {
        self.run(MUTE, post, by).await
    }

    async fn unmute_thread(&self, post: PostId, by: AccountId) -> Result<(), PortError> {
        self.run(UNMUTE, post, by).await
    }

    async fn who_muted_thread(&self, post: PostId, among: &[AccountId]) -> Result<Vec<AccountId>, PortError> {
        let asked = query_scalar(WHO_MUTED).bind(post.raw()).bind(json::ids(among).map_err(away)?);
        let rows: Vec<i64> = asked.fetch_all(&self.readers).await.map_err(away)?;
        Ok(rows.into_iter().map(AccountId::stored).collect())
    }
}

impl Sqlite {
    /// A change of one statement that needs no id and tells nobody.
    async fn run(&self, sql: &'static str, post: PostId, by: AccountId) -> Result<(), PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        query(sql).bind(post.raw()).bind(by.raw()).execute(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)
    }

    async fn marked(
        &self,
        sql: &'static str,
        of: AccountId,
        window: Window,
    ) -> Result<Vec<Listed<Entry>>, PortError> {
        let Bounds { before, after, limit } = window.into();
        let page = query(sql).bind(of.raw()).bind(before).bind(after).bind(limit);
        let rows = page.fetch_all(&self.readers).await.map_err(away)?;
        rows.iter().map(listed).collect::<sqlx::Result<_>>().map_err(away)
    }
}

/// Reads a row of `entries!` that has an `at` of its own.
pub(crate) fn listed(row: &SqliteRow) -> sqlx::Result<Listed<Entry>> {
    Ok(Listed { at: Snowflake::stored(row.try_get("at")?), item: entry(row)? })
}

async fn keep(
    connection: &mut SqliteConnection,
    id: Snowflake,
    post: PostId,
    by: AccountId,
) -> sqlx::Result<bool> {
    let is_there: bool = query_scalar(THERE).bind(post.raw()).fetch_one(&mut *connection).await?;
    if is_there {
        query(BOOKMARK).bind(id.raw()).bind(post.raw()).bind(by.raw()).execute(connection).await?;
    }
    Ok(is_there)
}

async fn show_first(connection: &mut SqliteConnection, id: Snowflake, pin: Pin) -> sqlx::Result<Pinned> {
    let (post, by) = (pin.post.raw(), pin.by.raw());
    let verdict =
        query_as(PINNED).bind(post).bind(by).bind(i64::from(Pin::MOST)).fetch_one(&mut *connection).await?;
    match verdict {
        (false, _) => Ok(Pinned::Gone),
        (true, false) => Ok(Pinned::TooMany),
        (true, true) => {
            query(PIN).bind(id.raw()).bind(post).bind(by).execute(connection).await?;
            Ok(Pinned::Yes)
        }
    }
}

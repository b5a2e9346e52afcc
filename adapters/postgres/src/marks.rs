//! What people mark for themselves.
use async_trait::async_trait;
use domain::ids::{AccountId, PostId, Snowflake};
use domain::page::{Listed, Window};
use domain::posts::Pin;
use service::PortError;
use service::posts::Entry;
use service::reading::{MarkRepository, Pinned};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row, query, query_as, query_scalar};

use crate::Postgres;
use crate::entries::{admitted, entries, entry};
use crate::failure::away;
use crate::window::{Bounds, in_order};

const BOOKMARK: &str = "
with target as (
    select id from posts where id = $2 and boost_of is null
), added as (
    insert into bookmarks (id, post, account) select $1, id, $3 from target on conflict (account, post) do nothing
)
select exists (select from target)";

const PIN: &str = "
with target as (
    select id from posts where id = $2 and author = $3 and boost_of is null
), pinned as (
    select post from pins where account = $3
), verdict as (
    select exists (select from target) as is_there,
        exists (select from pinned where post = $2) or (select count(*) from pinned) < $4 as is_allowed
), added as (
    insert into pins (id, post, account) select $1, id, $3 from target where (select is_allowed from verdict)
    on conflict (account, post) do nothing
)
select is_there, is_allowed from verdict";

const MUTE: &str = "
insert into muted_threads (account, thread) select $2, coalesce(thread, id) from posts where id = $1
on conflict do nothing";

const UNMUTE: &str = "
delete from muted_threads where account = $2 and thread = (select coalesce(thread, id) from posts where id = $1)";

const WHO_MUTED: &str = "
select account from muted_threads
where account = any($2) and thread = (select coalesce(thread, id) from posts where id = $1)";

/// The posts that rows of a table mark; `$1` is who marked them, and reads.
macro_rules! marked {
    ($table:literal, $order:literal) => {
        entries!(
            concat!(
                "select e.*, k.id as at from ",
                $table,
                " k cross join lateral (select * from posts where id = k.post limit 1) e
                where k.account = $1 and k.id < $2 and k.id > $3 and ",
                admitted!("e"),
                " order by k.id ",
                $order,
                " limit $4"
            ),
            "e.at desc",
            ", e.at"
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
impl MarkRepository for Postgres {
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
        self.run("delete from bookmarks where post = $1 and account = $2", post, by).await
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
        self.run("delete from pins where post = $1 and account = $2", pin.post, pin.by).await
    }

    async fn mute_thread(&self, post: PostId, by: AccountId) -> Result<(), PortError> {
        self.run(MUTE, post, by).await
    }

    async fn unmute_thread(&self, post: PostId, by: AccountId) -> Result<(), PortError> {
        self.run(UNMUTE, post, by).await
    }

    async fn who_muted_thread(&self, post: PostId, among: &[AccountId]) -> Result<Vec<AccountId>, PortError> {
        let among: Vec<i64> = among.iter().map(|account| account.raw()).collect();
        let rows = query_scalar(WHO_MUTED).bind(post.raw()).bind(among).fetch_all(&self.requests).await;
        Ok(rows.map_err(away)?.into_iter().map(AccountId::stored).collect())
    }
}

impl Postgres {
    /// A change of one statement that needs no id and tells nobody.
    async fn run(&self, sql: &'static str, post: PostId, by: AccountId) -> Result<(), PortError> {
        let change = query(sql).bind(post.raw()).bind(by.raw());
        change.execute(&self.requests).await.map(drop).map_err(away)
    }

    async fn marked(
        &self,
        sql: &'static str,
        of: AccountId,
        window: Window,
    ) -> Result<Vec<Listed<Entry>>, PortError> {
        let Bounds { before, after, limit } = window.into();
        let page = query(sql).bind(of.raw()).bind(before).bind(after).bind(limit);
        let rows = page.fetch_all(&self.requests).await.map_err(away)?;
        rows.iter().map(listed).collect::<sqlx::Result<_>>().map_err(away)
    }
}

/// Reads a row of `entries!` that has an `at` of its own.
pub(crate) fn listed(row: &PgRow) -> sqlx::Result<Listed<Entry>> {
    Ok(Listed { at: Snowflake::stored(row.try_get("at")?), item: entry(row)? })
}

async fn keep(
    connection: &mut PgConnection,
    id: Snowflake,
    post: PostId,
    by: AccountId,
) -> sqlx::Result<bool> {
    query_scalar(BOOKMARK).bind(id.raw()).bind(post.raw()).bind(by.raw()).fetch_one(connection).await
}

async fn show_first(connection: &mut PgConnection, id: Snowflake, pin: Pin) -> sqlx::Result<Pinned> {
    let change = query_as(PIN).bind(id.raw()).bind(pin.post.raw()).bind(pin.by.raw());
    let (is_there, is_allowed) = change.bind(i64::from(Pin::MOST)).fetch_one(connection).await?;
    Ok(match (is_there, is_allowed) {
        (false, _) => Pinned::Gone,
        (true, false) => Pinned::TooMany,
        (true, true) => Pinned::Yes,
    })
}

//! What people are told.
use std::collections::HashMap;

use async_trait::async_trait;
use domain::Draft;
use domain::ids::{AccountId, NotificationId, PostId, Snowflake};
use domain::page::Window;
use domain::posts::{Notification, NotificationKind};
use service::PortError;
use service::duty::{Leases, Step, Stepped};
use service::notifications::{Change, NotificationRepository, NotificationView, Wanted};
use service::posts::Entry;
use sqlx::sqlite::SqliteRow;
use sqlx::{SqliteConnection, query, query_scalar};

use crate::columns::Columns;
use crate::entries::{admitted, entries, entry};
use crate::failure::away;
use crate::profiles::{self, profile};
use crate::ties::untold;
use crate::time::now;
use crate::window::{Bounds, in_order};
use crate::writer::Tx;
use crate::{Sqlite, conversations, duties, json, time};

/// One that is to be told: not of what is gone, nothing twice, and nothing by those who are kept away.
const TELL: &str = concat!(
    "
insert into notifications (id, recipient, kind, actor, post, happened_at)
select ?1, ?2, ?3, ?4, ?5, ?6 where (?5 is null or exists (select 1 from posts where id = ?5))
    and not exists (select 1 from restricted where account = ?4 and suspended)
    and not exists (select 1 from blocks where blocker = ?2 and blocked = ?4)
    and not exists (select 1 from blocks where blocker = ?4 and blocked = ?2)
    and not exists (
        select 1 from mutes where muter = ?2 and muted = ?4 and notifications and (until is null or until > ",
    now!(),
    ")
    )
on conflict do nothing
returning true"
);

/// `?1`: whose; `?2` to `?4`: before, after, limit; `?5`: kinds; `?6`: by whom.
macro_rules! wanted {
    () => {
        concat!(
            "n.recipient = ?1 and n.id < ?2 and n.id > ?3 and n.kind in (select value from json_each(?5))
            and (?6 is null or n.actor = ?6)
            and (n.post is null or exists (select 1 from posts p where p.id = n.post)) and n.actor not in ",
            untold!()
        )
    };
}

macro_rules! page {
    ($order:literal) => {
        concat!(
            "select n.id, n.kind, n.post, n.happened_at, ",
            profile!("a"),
            " from (select * from notifications n where ",
            wanted!(),
            " order by n.id ",
            $order,
            " limit ?4) n cross join accounts a on a.id = n.actor order by n.id desc"
        )
    };
}

const COUNT: &str =
    concat!("select count(*) from (select 1 from notifications n where ", wanted!(), " limit ?4)");

/// The posts `?2`, as far as the reader `?1` may see them.
const ABOUT: &str = entries!(concat!(
    "select q.id from json_each(?2) j cross join posts q on q.id = j.value where ",
    admitted!("q")
));

#[async_trait]
impl NotificationRepository for Sqlite {
    async fn take(&self, step: Step, changes: Vec<Change>) -> Result<Stepped, PortError> {
        if changes.is_empty() {
            return self.step(step).await;
        }
        self.write(move |tx| Box::pin(take(tx, step, changes))).await
    }

    async fn wanting_posts_of(&self, author: AccountId) -> Result<Vec<AccountId>, PortError> {
        let followers = query_scalar("select follower from follows where followee = ?1 and notify = 1");
        let found: Vec<i64> = followers.bind(author.raw()).fetch_all(&self.readers).await.map_err(away)?;
        Ok(found.into_iter().map(AccountId::stored).collect())
    }

    async fn list(
        &self,
        to: AccountId,
        wanted: &Wanted,
        window: Window,
    ) -> Result<Vec<NotificationView>, PortError> {
        let Bounds { before, after, limit } = window.into();
        let page = query(in_order!(window, page)).bind(to.raw()).bind(before).bind(after).bind(limit);
        let page = page.bind(json::list(&numbers(wanted)).map_err(away)?).bind(wanted.by.map(AccountId::raw));
        let rows = page.fetch_all(&self.readers).await.map_err(away)?;
        let mut views =
            rows.iter().map(|row| view(row, to)).collect::<sqlx::Result<Vec<_>>>().map_err(away)?;
        let about: Vec<i64> =
            views.iter().filter_map(|view| view.notification.post).map(PostId::raw).collect();
        if !about.is_empty() {
            let mut posts = self.posts_about(to, about).await.map_err(away)?;
            views.retain_mut(|view| match view.notification.post {
                Some(post) => {
                    view.post = posts.get_mut(&post).cloned();
                    view.post.is_some()
                }
                None => true,
            });
        }
        Ok(views)
    }

    async fn find(&self, id: NotificationId, to: AccountId) -> Result<Option<NotificationView>, PortError> {
        let (before, since) = (Some(Snowflake::stored(id.raw() + 1)), Some(Snowflake::stored(id.raw() - 1)));
        let window = Window { before, since, above: None, limit: 1 };
        let wanted = Wanted { kinds: NotificationKind::ALL.to_vec(), by: None };
        Ok(NotificationRepository::list(self, to, &wanted, window).await?.pop())
    }

    async fn dismiss(&self, id: NotificationId, to: AccountId) -> Result<bool, PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let gone = query("delete from notifications where id = ?1 and recipient = ?2");
        let gone = gone.bind(id.raw()).bind(to.raw()).execute(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)?;
        Ok(gone.rows_affected() > 0)
    }

    async fn clear(&self, to: AccountId) -> Result<(), PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let gone = query("delete from notifications where recipient = ?1").bind(to.raw());
        gone.execute(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)
    }

    async fn count(
        &self,
        to: AccountId,
        wanted: &Wanted,
        after: Snowflake,
        limit: u16,
    ) -> Result<u64, PortError> {
        let count =
            query_scalar(COUNT).bind(to.raw()).bind(i64::MAX).bind(after.raw()).bind(i64::from(limit));
        let count =
            count.bind(json::list(&numbers(wanted)).map_err(away)?).bind(wanted.by.map(AccountId::raw));
        let count: i64 = count.fetch_one(&self.readers).await.map_err(away)?;
        Ok(count.try_into().unwrap_or_default())
    }
}

impl Sqlite {
    pub(crate) async fn posts_about(
        &self,
        reader: AccountId,
        ids: Vec<i64>,
    ) -> sqlx::Result<HashMap<PostId, Entry>> {
        let rows = query(ABOUT).bind(reader.raw()).bind(json::list(&ids)?).fetch_all(&self.readers).await?;
        let entries = rows.iter().map(entry).collect::<sqlx::Result<Vec<_>>>()?;
        Ok(entries.into_iter().map(|entry| (entry.id(), entry)).collect())
    }
}

fn numbers(wanted: &Wanted) -> Vec<i64> {
    wanted.kinds.iter().map(|kind| i64::from(kind.number())).collect()
}

fn view(row: &SqliteRow, to: AccountId) -> sqlx::Result<NotificationView> {
    let columns = &mut Columns::of(row);
    let (id, number): (i64, i64) = (columns.take()?, columns.take()?);
    let kind = i16::try_from(number).ok().and_then(NotificationKind::stored);
    let kind = kind.ok_or_else(|| sqlx::Error::Decode(format!("no kind has the number {number}").into()))?;
    let post = columns.take::<Option<i64>>()?.map(PostId::stored);
    let at = columns.time()?;
    let by = profiles::take(columns)?;
    let id = NotificationId::stored(id);
    let notification = Notification { id, to, kind, by: by.account.id, post, at };
    Ok(NotificationView { notification, by, post: None })
}

async fn take(tx: &mut Tx, step: Step, changes: Vec<Change>) -> sqlx::Result<Stepped> {
    if duties::take(tx, step).await? == Stepped::Fenced {
        return Ok(Stepped::Fenced);
    }
    for change in changes {
        match change {
            Change::Tell(drafts) => tell(tx, drafts).await?,
            Change::Converse { post, people } => conversations::say(tx, post, people).await?,
            Change::ForgetPost(post) => {
                forget(tx, "delete from notifications where post = ?1 and ?2 = ?3", [post.raw(), 0, 0])
                    .await?;
                conversations::unsay(tx, post).await?;
            }
            Change::ForgetDeed { kind, by, post } => {
                let deed = "delete from notifications where post = ?1 and kind = ?2 and actor = ?3";
                forget(tx, deed, [post.raw(), kind.number().into(), by.raw()]).await?;
            }
            Change::ForgetFollow { kind, follower, followee } => {
                let kind = kind.number().into();
                let follow = "delete from notifications where recipient = ?1 and kind = ?2 and actor = ?3 and post is null";
                forget(tx, follow, [followee.raw(), kind, follower.raw()]).await?;
            }
        }
    }
    Ok(Stepped::Done)
}

async fn forget(connection: &mut SqliteConnection, sql: &'static str, values: [i64; 3]) -> sqlx::Result<()> {
    let [first, second, third] = values;
    query(sql).bind(first).bind(second).bind(third).execute(connection).await?;
    Ok(())
}

async fn tell(tx: &mut Tx, drafts: Vec<Draft<Notification>>) -> sqlx::Result<()> {
    for draft in drafts {
        let one = tx.complete(draft).await?;
        let told =
            query_scalar(TELL).bind(one.id.raw()).bind(one.to.raw()).bind(i64::from(one.kind.number()));
        let told = told.bind(one.by.raw()).bind(one.post.map(PostId::raw)).bind(time::stored(one.at));
        let told: Option<bool> = told.fetch_optional(&mut **tx).await?;
        if told.is_some() {
            tx.tell(one.events());
        }
    }
    Ok(())
}

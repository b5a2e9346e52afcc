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
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, query, query_scalar};

use crate::columns::Columns;
use crate::entries::{admitted, entries, entry, rows};
use crate::failure::away;
use crate::profiles::{profile, profile_columns};
use crate::ties::untold;
use crate::time::Time;
use crate::window::{Bounds, in_order};
use crate::writer::Tx;
use crate::{Postgres, conversations, duties};

/// Those of the rows that are to be told: not of what is gone, nothing twice, and nothing by those who are kept away.
const TELL: &str = "
insert into notifications (id, recipient, kind, actor, post, happened_at)
select n.* from unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::bigint[], $5::bigint[], $6::timestamptz[])
    as n (id, recipient, kind, actor, post, happened_at)
where (n.post is null or exists (select from posts where id = n.post))
    and not exists (select from restricted where account = n.actor and suspended)
    and not exists (select from blocks where blocker = n.recipient and blocked = n.actor)
    and not exists (select from blocks where blocker = n.actor and blocked = n.recipient)
    and not exists (
        select from mutes where muter = n.recipient and muted = n.actor and notifications
            and (until is null or until > now())
    )
on conflict do nothing
returning id";

/// $1: whose; $2 to $4: before, after, limit; $5: kinds; $6: by whom.
macro_rules! wanted {
    () => {
        concat!(
            "n.recipient = $1 and n.id < $2 and n.id > $3 and n.kind = any($5) and ($6::bigint is null or n.actor = $6)
            and (n.post is null or exists (select from posts p where p.id = n.post)) and n.actor not in ",
            untold!()
        )
    };
}

macro_rules! page {
    ($order:literal) => {
        concat!(
            "select n.id, n.kind, n.post, n.happened_at, ",
            profile_columns!("a"),
            " from (select * from notifications n where ",
            wanted!(),
            " order by n.id ",
            $order,
            " limit $4) n
            cross join lateral (select * from accounts where id = n.actor limit 1) a
            order by n.id desc"
        )
    };
}

const COUNT: &str =
    concat!("select count(*) from (select from notifications n where ", wanted!(), " limit $4) n");

/// The posts `$2`, as far as the reader `$1` may see them.
const ABOUT: &str = entries!(concat!(rows!("select unnest($2::bigint[]) as of"), " where ", admitted!("e")));

#[async_trait]
impl NotificationRepository for Postgres {
    async fn take(&self, step: Step, changes: Vec<Change>) -> Result<Stepped, PortError> {
        if changes.is_empty() {
            return self.step(step).await;
        }
        self.write(move |tx| Box::pin(take(tx, step, changes))).await
    }

    async fn wanting_posts_of(&self, author: AccountId) -> Result<Vec<AccountId>, PortError> {
        let followers = query_scalar("select follower from follows where followee = $1 and notify");
        let found: Vec<i64> = followers.bind(author.raw()).fetch_all(&self.background).await.map_err(away)?;
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
        let page = page.bind(numbers(wanted)).bind(wanted.by.map(AccountId::raw));
        let rows = page.fetch_all(&self.requests).await.map_err(away)?;
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
        let gone = query("delete from notifications where id = $1 and recipient = $2");
        let gone = gone.bind(id.raw()).bind(to.raw()).execute(&self.requests).await.map_err(away)?;
        Ok(gone.rows_affected() > 0)
    }

    async fn clear(&self, to: AccountId) -> Result<(), PortError> {
        let gone = query("delete from notifications where recipient = $1").bind(to.raw());
        gone.execute(&self.requests).await.map_err(away)?;
        Ok(())
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
        let count = count.bind(numbers(wanted)).bind(wanted.by.map(AccountId::raw));
        let count: i64 = count.fetch_one(&self.requests).await.map_err(away)?;
        Ok(count.try_into().unwrap_or_default())
    }
}

impl Postgres {
    pub(crate) async fn posts_about(
        &self,
        reader: AccountId,
        ids: Vec<i64>,
    ) -> sqlx::Result<HashMap<PostId, Entry>> {
        let rows = query(ABOUT).bind(reader.raw()).bind(ids).fetch_all(&self.requests).await?;
        let entries = rows.iter().map(entry).collect::<sqlx::Result<Vec<_>>>()?;
        Ok(entries.into_iter().map(|entry| (entry.id(), entry)).collect())
    }
}

fn numbers(wanted: &Wanted) -> Vec<i16> {
    wanted.kinds.iter().map(|kind| kind.number()).collect()
}

fn view(row: &PgRow, to: AccountId) -> sqlx::Result<NotificationView> {
    let columns = &mut Columns::of(row);
    let (id, number): (i64, i16) = (columns.take()?, columns.take()?);
    let kind = NotificationKind::stored(number);
    let kind = kind.ok_or_else(|| sqlx::Error::Decode(format!("no kind has the number {number}").into()))?;
    let post = columns.take::<Option<i64>>()?.map(PostId::stored);
    let at = columns.time()?;
    let by = profile(columns)?;
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
                forget(tx, "delete from notifications where post = $1 and $2 = $3", [post.raw(), 0, 0])
                    .await?;
                conversations::unsay(tx, post).await?;
            }
            Change::ForgetDeed { kind, by, post } => {
                let deed = "delete from notifications where post = $1 and kind = $2 and actor = $3";
                forget(tx, deed, [post.raw(), kind.number().into(), by.raw()]).await?;
            }
            Change::ForgetFollow { kind, follower, followee } => {
                let kind = kind.number().into();
                let follow = "delete from notifications where recipient = $1 and kind = $2 and actor = $3 and post is null";
                forget(tx, follow, [followee.raw(), kind, follower.raw()]).await?;
            }
        }
    }
    Ok(Stepped::Done)
}

async fn forget(connection: &mut PgConnection, sql: &'static str, values: [i64; 3]) -> sqlx::Result<()> {
    let [first, second, third] = values;
    query(sql).bind(first).bind(second).bind(third).execute(connection).await?;
    Ok(())
}

async fn tell(tx: &mut Tx, drafts: Vec<Draft<Notification>>) -> sqlx::Result<()> {
    let mut all = Vec::with_capacity(drafts.len());
    for draft in drafts {
        all.push(tx.complete(draft).await?);
    }
    let told: Vec<i64> = query_scalar(TELL)
        .bind(all.iter().map(|one| one.id.raw()).collect::<Vec<_>>())
        .bind(all.iter().map(|one| one.to.raw()).collect::<Vec<_>>())
        .bind(all.iter().map(|one| one.kind.number()).collect::<Vec<_>>())
        .bind(all.iter().map(|one| one.by.raw()).collect::<Vec<_>>())
        .bind(all.iter().map(|one| one.post.map(PostId::raw)).collect::<Vec<_>>())
        .bind(all.iter().map(|one| Time(one.at)).collect::<Vec<_>>())
        .fetch_all(&mut **tx)
        .await?;
    for one in all.iter().filter(|one| told.contains(&one.id.raw())) {
        tx.tell(one.events());
    }
    Ok(())
}

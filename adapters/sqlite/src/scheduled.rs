//! What is to be published later.
use async_trait::async_trait;
use domain::ids::{AccountId, ScheduledPostId};
use domain::page::Window;
use domain::posts::{IdempotencyKey, Post, ScheduledPost};
use domain::{Draft, Timestamp};
use service::PortError;
use service::posts::{Saved, ScheduleRepository};
use service::writes::NewPost;
use sqlx::{query, query_as, query_scalar};

use crate::failure::away;
use crate::window::{Bounds, in_order};
use crate::writer::Tx;
use crate::{Sqlite, json, posts, time};

const KEEP: &str = "
insert into scheduled_posts (id, author, due, plan, key)
select ?1, ?2, ?3, ?4, ?5 where (select count(*) from scheduled_posts where author = ?2) < ?6
returning true";

const KEPT: &str = "select id, author, due, plan from scheduled_posts where author = ?1 and key = ?2";

macro_rules! page {
    ($order:literal) => {
        concat!(
            "select * from (
                select id, author, due, plan from scheduled_posts
                where author = ?1 and id < ?2 and id > ?3 order by id ",
            $order,
            " limit ?4
            ) page order by id desc"
        )
    };
}

const DUE: &str =
    "select id, author, due, plan from scheduled_posts where due <= ?1 order by due, id limit ?2";

type Row = (i64, i64, i64, String);

#[async_trait]
impl ScheduleRepository for Sqlite {
    async fn keep(
        &self,
        draft: Draft<ScheduledPost>,
        key: Option<IdempotencyKey>,
        most: u32,
    ) -> Result<Option<Saved<ScheduledPost>>, PortError> {
        self.write(move |tx| Box::pin(keep(tx, draft, key, most))).await
    }

    async fn list(&self, of: AccountId, window: Window) -> Result<Vec<ScheduledPost>, PortError> {
        let Bounds { before, after, limit } = window.into();
        let page = query_as(in_order!(window, page)).bind(of.raw()).bind(before).bind(after).bind(limit);
        let rows: Vec<Row> = page.fetch_all(&self.readers).await.map_err(away)?;
        rows.into_iter().map(plan).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn find(&self, id: ScheduledPostId, of: AccountId) -> Result<Option<ScheduledPost>, PortError> {
        let row = query_as("select id, author, due, plan from scheduled_posts where id = ?1 and author = ?2");
        let row: Option<Row> =
            row.bind(id.raw()).bind(of.raw()).fetch_optional(&self.readers).await.map_err(away)?;
        row.map(plan).transpose().map_err(away)
    }

    async fn move_to(&self, id: ScheduledPostId, of: AccountId, due: Timestamp) -> Result<bool, PortError> {
        let moved = query("update scheduled_posts set due = ?3 where id = ?1 and author = ?2");
        let moved = moved.bind(id.raw()).bind(of.raw()).bind(time::stored(due));
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let moved = moved.execute(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)?;
        Ok(moved.rows_affected() > 0)
    }

    async fn cancel(&self, id: ScheduledPostId, of: AccountId) -> Result<bool, PortError> {
        let gone = query("delete from scheduled_posts where id = ?1 and author = ?2");
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let gone = gone.bind(id.raw()).bind(of.raw()).execute(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)?;
        Ok(gone.rows_affected() > 0)
    }

    async fn due(&self, by: Timestamp, limit: u16) -> Result<Vec<ScheduledPost>, PortError> {
        let rows = query_as(DUE).bind(time::stored(by)).bind(i64::from(limit));
        let rows: Vec<Row> = rows.fetch_all(&self.readers).await.map_err(away)?;
        rows.into_iter().map(plan).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, PortError> {
        let next = query_scalar("select min(due) from scheduled_posts");
        let next: Option<i64> = next.fetch_one(&self.readers).await.map_err(away)?;
        next.map(time::read).transpose().map_err(away)
    }

    async fn publish(&self, plan: &ScheduledPost, post: Draft<Post>) -> Result<bool, PortError> {
        let (id, due) = (plan.id, plan.due);
        self.write(move |tx| Box::pin(publish(tx, id, due, post))).await
    }
}

fn plan((id, author, due, plan): Row) -> sqlx::Result<ScheduledPost> {
    let plan = json::read(&plan)?;
    Ok(ScheduledPost {
        id: ScheduledPostId::stored(id),
        author: AccountId::stored(author),
        due: time::read(due)?,
        plan,
    })
}

async fn keep(
    tx: &mut Tx,
    draft: Draft<ScheduledPost>,
    key: Option<IdempotencyKey>,
    most: u32,
) -> sqlx::Result<Option<Saved<ScheduledPost>>> {
    let new = tx.complete(draft).await?;
    if let Some(key) = &key {
        let kept = query_as(KEPT).bind(key.account.raw()).bind(key.as_str());
        if let Some(kept) = kept.fetch_optional(&mut **tx).await? {
            return Ok(Some(Saved::Repeated(plan(kept)?)));
        }
    }
    let written = json::list(&new.plan)?;
    let kept = query_scalar(KEEP)
        .bind(new.id.raw())
        .bind(new.author.raw())
        .bind(time::stored(new.due))
        .bind(written);
    let kept = kept.bind(key.as_ref().map(IdempotencyKey::as_str)).bind(i64::from(most));
    let kept: Option<bool> = kept.fetch_optional(&mut **tx).await?;
    Ok(kept.map(|_| Saved::New(new.into_state())))
}

async fn publish(tx: &mut Tx, id: ScheduledPostId, due: Timestamp, draft: Draft<Post>) -> sqlx::Result<bool> {
    let taken = query("delete from scheduled_posts where id = ?1 and due = ?2")
        .bind(id.raw())
        .bind(time::stored(due));
    if taken.execute(&mut **tx).await?.rows_affected() == 0 {
        return Ok(false);
    }
    let post = tx.complete(draft).await?;
    tx.tell(post.events());
    posts::insert(tx, &[NewPost { post, key: None }]).await?;
    Ok(true)
}

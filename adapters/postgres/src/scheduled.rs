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
use crate::time::Time;
use crate::window::{Bounds, in_order};
use crate::writer::Tx;
use crate::{Postgres, posts};

const KEEP: &str = "
insert into scheduled_posts (id, author, due, plan, key)
select $1, $2, $3, $4::json, $5 where (select count(*) from scheduled_posts where author = $2) < $6
returning true";

const KEPT: &str = "select id, author, due, plan::text from scheduled_posts where author = $1 and key = $2";

macro_rules! page {
    ($order:literal) => {
        concat!(
            "select * from (
                select id, author, due, plan::text from scheduled_posts
                where author = $1 and id < $2 and id > $3 order by id ",
            $order,
            " limit $4
            ) page order by id desc"
        )
    };
}

const DUE: &str =
    "select id, author, due, plan::text from scheduled_posts where due <= $1 order by due, id limit $2";

type Row = (i64, i64, Time, String);

#[async_trait]
impl ScheduleRepository for Postgres {
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
        let rows: Vec<Row> = page.fetch_all(&self.requests).await.map_err(away)?;
        rows.into_iter().map(plan).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn find(&self, id: ScheduledPostId, of: AccountId) -> Result<Option<ScheduledPost>, PortError> {
        let row =
            query_as("select id, author, due, plan::text from scheduled_posts where id = $1 and author = $2");
        let row: Option<Row> =
            row.bind(id.raw()).bind(of.raw()).fetch_optional(&self.requests).await.map_err(away)?;
        row.map(plan).transpose().map_err(away)
    }

    async fn move_to(&self, id: ScheduledPostId, of: AccountId, due: Timestamp) -> Result<bool, PortError> {
        let moved = query("update scheduled_posts set due = $3 where id = $1 and author = $2");
        let moved = moved.bind(id.raw()).bind(of.raw()).bind(Time(due));
        Ok(moved.execute(&self.requests).await.map_err(away)?.rows_affected() > 0)
    }

    async fn cancel(&self, id: ScheduledPostId, of: AccountId) -> Result<bool, PortError> {
        let gone = query("delete from scheduled_posts where id = $1 and author = $2");
        let gone = gone.bind(id.raw()).bind(of.raw()).execute(&self.requests).await.map_err(away)?;
        Ok(gone.rows_affected() > 0)
    }

    async fn due(&self, by: Timestamp, limit: u16) -> Result<Vec<ScheduledPost>, PortError> {
        let rows = query_as(DUE).bind(Time(by)).bind(i64::from(limit));
        let rows: Vec<Row> = rows.fetch_all(&self.background).await.map_err(away)?;
        rows.into_iter().map(plan).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, PortError> {
        let next = query_scalar("select min(due) from scheduled_posts");
        let next: Option<Time> = next.fetch_one(&self.background).await.map_err(away)?;
        Ok(next.map(Timestamp::from))
    }

    async fn publish(&self, plan: &ScheduledPost, post: Draft<Post>) -> Result<bool, PortError> {
        let (id, due) = (plan.id, plan.due);
        self.write(move |tx| Box::pin(publish(tx, id, due, post))).await
    }
}

fn plan((id, author, due, plan): Row) -> sqlx::Result<ScheduledPost> {
    let plan = serde_json::from_str(&plan).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(ScheduledPost { id: ScheduledPostId::stored(id), author: AccountId::stored(author), due: due.0, plan })
}

async fn keep(
    tx: &mut Tx,
    draft: Draft<ScheduledPost>,
    key: Option<IdempotencyKey>,
    most: u32,
) -> sqlx::Result<Option<Saved<ScheduledPost>>> {
    let new = tx.complete(draft).await?;
    if let Some(key) = &key {
        let kept = query_as(KEPT).bind(key.account.raw()).bind(key.as_str().as_bytes());
        if let Some(kept) = kept.fetch_optional(&mut **tx).await? {
            return Ok(Some(Saved::Repeated(plan(kept)?)));
        }
    }
    let written = serde_json::to_string(&new.plan).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let kept = query_scalar(KEEP).bind(new.id.raw()).bind(new.author.raw()).bind(Time(new.due)).bind(written);
    let kept = kept.bind(key.as_ref().map(|key| key.as_str().as_bytes())).bind(i64::from(most));
    let kept: Option<bool> = kept.fetch_optional(&mut **tx).await?;
    Ok(kept.map(|_| Saved::New(new.into_state())))
}

async fn publish(tx: &mut Tx, id: ScheduledPostId, due: Timestamp, draft: Draft<Post>) -> sqlx::Result<bool> {
    let taken =
        query("delete from scheduled_posts where id = $1 and due = $2").bind(id.raw()).bind(Time(due));
    if taken.execute(&mut **tx).await?.rows_affected() == 0 {
        return Ok(false);
    }
    let post = tx.complete(draft).await?;
    tx.tell(post.events());
    posts::insert(tx, &[NewPost { post, key: None }]).await?;
    Ok(true)
}

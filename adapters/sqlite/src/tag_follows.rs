//! Who follows which tags.
use async_trait::async_trait;
use domain::ids::{AccountId, Snowflake, TagFollowId};
use domain::page::{Listed, Window};
use domain::posts::{Hashtag, TagFollow};
use domain::{Draft, Recorded};
use service::PortError;
use service::posts::{Begun, TagFollowRepository};
use sqlx::{SqliteExecutor, query, query_as, query_scalar};

use crate::Sqlite;
use crate::failure::away;
use crate::window::{Bounds, in_order};
use crate::writer::Tx;

const FIND: &str = "select id from tag_follows where account = ?1 and tag = ?2";

const SAVE: &str = "
insert into tag_follows (id, account, tag)
select ?1, ?2, ?3 where (select count(*) from tag_follows where account = ?2) < ?4";

macro_rules! page {
    ($order:literal) => {
        concat!(
            "select id, tag from (
                select id, tag from tag_follows where account = ?1 and id < ?2 and id > ?3 order by id ",
            $order,
            " limit ?4
            ) page order by id desc"
        )
    };
}

#[async_trait]
impl TagFollowRepository for Sqlite {
    async fn follow_tag(&self, draft: Draft<TagFollow>) -> Result<Begun, PortError> {
        self.write(|tx| Box::pin(begin(tx, draft))).await
    }

    async fn find_tag(&self, by: AccountId, tag: &Hashtag) -> Result<Option<TagFollow>, PortError> {
        find(&self.readers, by, tag).await.map_err(away)
    }

    async fn unfollow_tag(&self, follow: Recorded<TagFollow>) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(end(tx, follow))).await
    }

    async fn followed_tags(&self, by: AccountId, window: Window) -> Result<Vec<Listed<Hashtag>>, PortError> {
        let Bounds { before, after, limit } = window.into();
        let rows = query_as(in_order!(window, page)).bind(by.raw()).bind(before).bind(after).bind(limit);
        let rows: Vec<(i64, String)> = rows.fetch_all(&self.readers).await.map_err(away)?;
        let listed =
            |(id, tag): (i64, String)| Listed { at: Snowflake::stored(id), item: Hashtag::stored(&tag) };
        Ok(rows.into_iter().map(listed).collect())
    }
}

async fn find(
    executor: impl SqliteExecutor<'_>,
    by: AccountId,
    tag: &Hashtag,
) -> sqlx::Result<Option<TagFollow>> {
    let id: Option<i64> =
        query_scalar(FIND).bind(by.raw()).bind(tag.as_str()).fetch_optional(executor).await?;
    Ok(id.map(|id| TagFollow { id: TagFollowId::stored(id), by, tag: tag.clone() }))
}

/// Saves that a tag is followed; nobody else writes meanwhile.
async fn begin(tx: &mut Tx, draft: Draft<TagFollow>) -> sqlx::Result<Begun> {
    let new = tx.complete(draft).await?;
    if let Some(earlier) = find(&mut **tx, new.by, &new.tag).await? {
        return Ok(Begun::Repeated(earlier));
    }
    let most = i64::try_from(TagFollow::MOST).unwrap_or(i64::MAX);
    let saved = query(SAVE).bind(new.id.raw()).bind(new.by.raw()).bind(new.tag.as_str()).bind(most);
    if saved.execute(&mut **tx).await?.rows_affected() == 0 {
        return Ok(Begun::Full);
    }
    tx.tell(new.events());
    Ok(Begun::New(new.into_state()))
}

async fn end(tx: &mut Tx, follow: Recorded<TagFollow>) -> sqlx::Result<bool> {
    let gone =
        query("delete from tag_follows where id = ?1").bind(follow.id.raw()).execute(&mut **tx).await?;
    let was_there = gone.rows_affected() > 0;
    if was_there {
        tx.tell(follow.events());
    }
    Ok(was_there)
}

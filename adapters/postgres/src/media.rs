//! What is known of pictures.
use async_trait::async_trait;
use domain::ids::{AccountId, MediaId, PostId};
use domain::media::{Media, MediaFacts, Upload};
use domain::{Draft, Timestamp};
use service::PortError;
use service::media::MediaRepository;
use sqlx::{PgConnection, query, query_as, query_scalar};

use crate::Postgres;
use crate::entries::{document, read};
use crate::failure::away;
use crate::time::Time;
use crate::writer::Tx;

const SAVE: &str = "insert into media (id, owner, since, facts) values ($1, $2, $3, $4)";

const LIST: &str = "
select owner, post, since, facts from media where id = any($1) and owner = $2 and not taken";

const DESCRIBE: &str = "
update media set facts = $2 where id = $1 and post is null and not taken returning true";

/// Those that were taken before come again. Rows that somebody else takes just now are not waited for.
const TAKE: &str = "
update media set taken = true where id in (
    select id from media where post is null and (taken or since < $1) order by since, id limit $2
    for update skip locked
) returning facts";

/// Locked, so that none is taken while a post is made of them. $2: the post that they may be in.
const ARE_FREE: &str = "
select count(*) = cardinality($1::bigint[]) from (
    select id from media where id = any($1) and (post is null or post = $2) and not taken for update
) free";

const ATTACH: &str = "update media set post = $2, since = clock_timestamp() where id = any($1)";

const REDESCRIBE: &str = "update media set facts = $2, post = $3, since = clock_timestamp() where id = $1";

#[async_trait]
impl MediaRepository for Postgres {
    async fn save(&self, draft: Draft<Upload>) -> Result<Upload, PortError> {
        self.write(|tx| Box::pin(insert(tx, draft))).await
    }

    async fn list(&self, ids: &[MediaId], owner: AccountId) -> Result<Vec<Upload>, PortError> {
        let rows = query_as(LIST).bind(raw(ids)).bind(owner.raw());
        let rows: Vec<Row> = rows.fetch_all(&self.requests).await.map_err(away)?;
        rows.into_iter().map(upload).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn describe(&self, upload: &Upload) -> Result<bool, PortError> {
        let facts = document(&MediaFacts::from(&upload.media)).map_err(away)?;
        let described = query_scalar(DESCRIBE).bind(upload.media.id.raw()).bind(facts);
        let described: Option<bool> = described.fetch_optional(&self.requests).await.map_err(away)?;
        Ok(described.is_some())
    }

    async fn take_expired(&self, before: Timestamp, most: usize) -> Result<Vec<Media>, PortError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let taken = query_scalar(TAKE).bind(Time(before)).bind(most);
        let taken: Vec<String> = taken.fetch_all(&self.background).await.map_err(away)?;
        taken.iter().map(|facts| media(facts)).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn forget(&self, ids: &[MediaId]) -> Result<(), PortError> {
        let forget = query("delete from media where id = any($1) and taken").bind(raw(ids));
        forget.execute(&self.background).await.map(drop).map_err(away)
    }
}

type Row = (i64, Option<i64>, Time, String);

fn upload((owner, post, since, facts): Row) -> sqlx::Result<Upload> {
    Ok(Upload {
        media: media(&facts)?,
        owner: AccountId::stored(owner),
        post: post.map(PostId::stored),
        since: since.0,
    })
}

pub(crate) fn media(facts: &str) -> sqlx::Result<Media> {
    Ok(Media::from(&read::<MediaFacts>(facts)?))
}

fn raw(ids: &[MediaId]) -> Vec<i64> {
    ids.iter().map(|id| id.raw()).collect()
}

async fn insert(tx: &mut Tx, draft: Draft<Upload>) -> sqlx::Result<Upload> {
    let upload = tx.complete(draft).await?;
    query(SAVE)
        .bind(upload.media.id.raw())
        .bind(upload.owner.raw())
        .bind(Time(upload.since))
        .bind(document(&MediaFacts::from(&upload.media))?)
        .execute(&mut **tx)
        .await?;
    Ok(upload.into_state())
}

/// Whether all of these may be put into a post, or are in this one.
pub(crate) async fn are_free(
    connection: &mut PgConnection,
    ids: &[MediaId],
    of: Option<PostId>,
) -> sqlx::Result<bool> {
    query_scalar(ARE_FREE).bind(raw(ids)).bind(of.map(PostId::raw)).fetch_one(connection).await
}

/// Puts pictures into a post with what is said of them there.
pub(crate) async fn redescribe(
    connection: &mut PgConnection,
    media: &[Media],
    post: PostId,
) -> sqlx::Result<()> {
    for one in media {
        let facts = document(&MediaFacts::from(one))?;
        query(REDESCRIBE).bind(one.id.raw()).bind(facts).bind(post.raw()).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Puts pictures into a post.
pub(crate) async fn attach(connection: &mut PgConnection, ids: &[MediaId], post: PostId) -> sqlx::Result<()> {
    query(ATTACH).bind(raw(ids)).bind(post.raw()).execute(connection).await?;
    Ok(())
}

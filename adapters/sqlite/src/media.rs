//! What is known of pictures.
use async_trait::async_trait;
use domain::ids::{AccountId, MediaId, PostId};
use domain::media::{Media, MediaFacts, Upload};
use domain::{Draft, Timestamp};
use service::PortError;
use service::media::MediaRepository;
use sqlx::{SqliteConnection, query, query_as, query_scalar};

use crate::failure::away;
use crate::time::now;
use crate::writer::Tx;
use crate::{Sqlite, json, time};

const SAVE: &str = "insert into media (id, owner, since, facts) values (?1, ?2, ?3, ?4)";

const LIST: &str = "
select owner, post, since, facts from media
where id in (select value from json_each(?1)) and owner = ?2 and not taken";

const DESCRIBE: &str = "
update media set facts = ?2 where id = ?1 and post is null and not taken returning true";

/// Those that were taken before come again.
const TAKE: &str = "
update media set taken = 1 where id in (
    select id from media where post is null and (taken or since < ?1) order by since, id limit ?2
) returning facts";

/// `?2`: the post that they may be in.
const ARE_FREE: &str = "
select count(*) = json_array_length(?1) from media
where id in (select value from json_each(?1)) and (post is null or post = ?2) and not taken";

const ATTACH: &str =
    concat!("update media set post = ?2, since = ", now!(), " where id in (select value from json_each(?1))");

const REDESCRIBE: &str =
    concat!("update media set facts = ?2, post = ?3, since = ", now!(), " where id = ?1");

const FORGET: &str = "delete from media where id in (select value from json_each(?1)) and taken";

#[async_trait]
impl MediaRepository for Sqlite {
    async fn save(&self, draft: Draft<Upload>) -> Result<Upload, PortError> {
        self.write(|tx| Box::pin(insert(tx, draft))).await
    }

    async fn list(&self, ids: &[MediaId], owner: AccountId) -> Result<Vec<Upload>, PortError> {
        let rows = query_as(LIST).bind(raw(ids).map_err(away)?).bind(owner.raw());
        let rows: Vec<Row> = rows.fetch_all(&self.readers).await.map_err(away)?;
        rows.into_iter().map(upload).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn describe(&self, upload: &Upload) -> Result<bool, PortError> {
        let (id, facts) = (upload.media.id.raw(), document(&upload.media).map_err(away)?);
        self.write(move |tx| {
            Box::pin(async move {
                let row = query_scalar(DESCRIBE).bind(id).bind(facts);
                let row: Option<bool> = row.fetch_optional(&mut **tx).await?;
                Ok(row.is_some())
            })
        })
        .await
    }

    async fn take_expired(&self, before: Timestamp, most: usize) -> Result<Vec<Media>, PortError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.write(move |tx| {
            Box::pin(async move {
                let taken = query_scalar(TAKE).bind(time::stored(before)).bind(most);
                let taken: Vec<String> = taken.fetch_all(&mut **tx).await?;
                taken.iter().map(|facts| media(facts)).collect()
            })
        })
        .await
    }

    async fn forget(&self, ids: &[MediaId]) -> Result<(), PortError> {
        let ids = raw(ids).map_err(away)?;
        self.write(move |tx| Box::pin(async move { query(FORGET).bind(ids).execute(&mut **tx).await }))
            .await
            .map(drop)
    }
}

type Row = (i64, Option<i64>, i64, String);

fn upload((owner, post, since, facts): Row) -> sqlx::Result<Upload> {
    Ok(Upload {
        media: media(&facts)?,
        owner: AccountId::stored(owner),
        post: post.map(PostId::stored),
        since: time::read(since)?,
    })
}

pub(crate) fn media(facts: &str) -> sqlx::Result<Media> {
    Ok(Media::from(&json::read::<MediaFacts>(facts)?))
}

fn document(media: &Media) -> sqlx::Result<String> {
    json::list(&MediaFacts::from(media))
}

fn raw(ids: &[MediaId]) -> sqlx::Result<String> {
    json::list(&ids.iter().map(|id| id.raw()).collect::<Vec<_>>())
}

async fn insert(tx: &mut Tx, draft: Draft<Upload>) -> sqlx::Result<Upload> {
    let upload = tx.complete(draft).await?;
    query(SAVE)
        .bind(upload.media.id.raw())
        .bind(upload.owner.raw())
        .bind(time::stored(upload.since))
        .bind(document(&upload.media)?)
        .execute(&mut **tx)
        .await?;
    Ok(upload.into_state())
}

/// Whether all of these may be put into a post, or are in this one.
pub(crate) async fn are_free(
    connection: &mut SqliteConnection,
    ids: &[MediaId],
    of: Option<PostId>,
) -> sqlx::Result<bool> {
    query_scalar(ARE_FREE).bind(raw(ids)?).bind(of.map(PostId::raw)).fetch_one(connection).await
}

/// Puts pictures into a post with what is said of them there.
pub(crate) async fn redescribe(
    connection: &mut SqliteConnection,
    media: &[Media],
    post: PostId,
) -> sqlx::Result<()> {
    for one in media {
        let facts = document(one)?;
        query(REDESCRIBE).bind(one.id.raw()).bind(facts).bind(post.raw()).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Puts pictures into a post.
pub(crate) async fn attach(
    connection: &mut SqliteConnection,
    ids: &[MediaId],
    post: PostId,
) -> sqlx::Result<()> {
    query(ATTACH).bind(raw(ids)?).bind(post.raw()).execute(connection).await?;
    Ok(())
}

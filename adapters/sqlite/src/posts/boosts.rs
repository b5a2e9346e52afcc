//! Boosts.
use domain::ids::{AccountId, PostId};
use domain::posts::Boost;
use domain::{Draft, Recorded};
use service::posts::Saved;
use sqlx::{SqliteConnection, SqliteExecutor, query, query_as};

use crate::entries::{number, visibility};
use crate::time;
use crate::writer::Tx;

const FIND: &str = "select id, visibility, published_at from posts where author = ?1 and boost_of = ?2";

const INSERT: &str = "
insert into posts (id, boost_of, boost_author, author, visibility, published_at, mentions, hashtags)
select ?1, id, author, ?3, ?4, ?5, mentions, hashtags from posts where id = ?2";

/// What finds the boost `?1`, and what counts it.
const FILE: &str = "
insert into post_hashtags (author, tag, post, shown)
select b.author, tag.value, b.id, 0 from posts b, json_each(b.hashtags) tag where b.id = ?1;
update posts set boosts = boosts + 1 where id = (select boost_of from posts where id = ?1);
update accounts as a set
    posts = a.posts + 1,
    last_post_at = max(coalesce(a.last_post_at, b.published_at), b.published_at)
from posts b where b.id = ?1 and b.visibility < 3 and a.id = b.author";

const UNDO: &str = "
delete from post_hashtags where (author, tag, post) in (
    select b.author, tag.value, b.id from posts b, json_each(b.hashtags) tag where b.id = ?1
);
update posts set boosts = boosts - 1 where id = (select boost_of from posts where id = ?1);
update accounts set posts = posts - 1 where id = (select author from posts where id = ?1 and visibility < 3);
delete from posts where id = ?1";

pub(super) async fn find(
    executor: impl SqliteExecutor<'_>,
    post: PostId,
    by: AccountId,
) -> sqlx::Result<Option<Boost>> {
    let row = query_as(FIND).bind(by.raw()).bind(post.raw()).fetch_optional(executor).await?;
    let Some((id, number, at)): Option<(i64, i64, i64)> = row else { return Ok(None) };
    let (visibility, at) = (visibility(number)?, time::read(at)?);
    Ok(Some(Boost { id: PostId::stored(id), post, by, visibility, at }))
}

/// Saves a boost, unless there is one.
pub(super) async fn save(tx: &mut Tx, draft: Draft<Boost>) -> sqlx::Result<Saved<Boost>> {
    let new = tx.complete(draft).await?;
    let saved = insert(tx, &new).await?;
    if saved.is_new() {
        tx.tell(new.events());
    }
    Ok(saved)
}

async fn insert(connection: &mut SqliteConnection, new: &Boost) -> sqlx::Result<Saved<Boost>> {
    let post = query("select 1 from posts where id = ?1 and boost_of is null").bind(new.post.raw());
    if post.fetch_optional(&mut *connection).await?.is_none() {
        return Ok(Saved::Gone);
    }
    if let Some(first) = find(&mut *connection, new.post, new.by).await? {
        return Ok(Saved::Repeated(first));
    }
    query(INSERT)
        .bind(new.id.raw())
        .bind(new.post.raw())
        .bind(new.by.raw())
        .bind(number(new.visibility))
        .bind(time::stored(new.at))
        .execute(&mut *connection)
        .await?;
    query(FILE).bind(new.id.raw()).execute(connection).await?;
    Ok(Saved::New(*new))
}

/// Takes a boost away; whether it was there.
pub(super) async fn undo(tx: &mut Tx, boost: Recorded<Boost>) -> sqlx::Result<bool> {
    let was_there = remove(tx, &boost).await?;
    if was_there {
        tx.tell(boost.events());
    }
    Ok(was_there)
}

async fn remove(connection: &mut SqliteConnection, boost: &Boost) -> sqlx::Result<bool> {
    let there = find(&mut *connection, boost.post, boost.by).await?;
    let is_there = there.is_some_and(|there| there.id == boost.id);
    if is_there {
        query(UNDO).bind(boost.id.raw()).execute(connection).await?;
    }
    Ok(is_there)
}

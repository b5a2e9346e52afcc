//! Boosts.
use domain::ids::{AccountId, PostId};
use domain::posts::Boost;
use domain::{Draft, Recorded};
use service::posts::Saved;
use sqlx::{PgConnection, PgPool, query, query_as, query_scalar};

use crate::columns::Columns;
use crate::entries::{number, visibility};
use crate::time::Time;
use crate::writer::Tx;

const FIND: &str = "select id, visibility, published_at from posts where author = $1 and boost_of = $2";

const SAVE: &str = "
with target as (
    select * from posts where id = $2 and boost_of is null
), added as (
    insert into posts (id, boost_of, boost_author, author, visibility, published_at, mentioned, mentioned_names, hashtags)
    select $1, $2, author, $3, $4, $5, mentioned, mentioned_names, hashtags from target
    on conflict (author, boost_of) where boost_of is not null do nothing
    returning id, author, hashtags
), tags as (
    insert into post_hashtags (author, tag, post, shown) select author, unnest(hashtags), id, false from added
), counted as (
    update posts set boosts = boosts + 1 where id = $2 and exists (select from added)
), booster as (
    update accounts set
        posts = posts + ($4 < 3)::int,
        last_post_at = case when $4 < 3 then greatest(last_post_at, $5) else last_post_at end,
        last_entry = greatest(last_entry, $1)
    where id = $3 and exists (select from added)
)
select exists (select from target), exists (select from added)";

const UNDO: &str = "
with gone as (
    delete from posts where id = $1 and author = $2 and boost_of = $3 returning id, author, visibility, hashtags
), tags as (
    delete from post_hashtags h using gone g where h.author = g.author and h.tag = any(g.hashtags) and h.post = g.id
), counted as (
    update posts set boosts = boosts - 1 where id = $3 and exists (select from gone)
)
update accounts a set
    posts = a.posts - (g.visibility < 3)::int,
    last_entry = coalesce((
        select p.id from posts p where p.author = a.id and p.id <> g.id order by p.id desc limit 1
    ), 0)
from gone g where a.id = g.author
returning true";

pub(super) async fn find(pool: &PgPool, post: PostId, by: AccountId) -> sqlx::Result<Option<Boost>> {
    let row = query(FIND).bind(by.raw()).bind(post.raw()).fetch_optional(pool).await?;
    row.as_ref().map(|row| boost(Columns::of(row), post, by)).transpose()
}

fn boost(mut columns: Columns<'_>, post: PostId, by: AccountId) -> sqlx::Result<Boost> {
    let (id, visibility) = (PostId::stored(columns.take()?), visibility(columns.take()?)?);
    Ok(Boost { id, post, by, visibility, at: columns.time()? })
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

async fn insert(connection: &mut PgConnection, new: &Boost) -> sqlx::Result<Saved<Boost>> {
    let (is_there, added) = query_as(SAVE)
        .bind(new.id.raw())
        .bind(new.post.raw())
        .bind(new.by.raw())
        .bind(number(new.visibility))
        .bind(Time(new.at))
        .fetch_one(&mut *connection)
        .await?;
    match (is_there, added) {
        (false, _) => Ok(Saved::Gone),
        (true, true) => Ok(Saved::New(*new)),
        (true, false) => {
            let row = query(FIND).bind(new.by.raw()).bind(new.post.raw()).fetch_one(connection).await?;
            Ok(Saved::Repeated(boost(Columns::of(&row), new.post, new.by)?))
        }
    }
}

/// Takes a boost away; whether it was there.
pub(super) async fn undo(tx: &mut Tx, boost: Recorded<Boost>) -> sqlx::Result<bool> {
    let was_there = remove(tx, &boost).await?;
    if was_there {
        tx.tell(boost.events());
    }
    Ok(was_there)
}

async fn remove(connection: &mut PgConnection, boost: &Boost) -> sqlx::Result<bool> {
    let gone: Option<bool> = query_scalar(UNDO)
        .bind(boost.id.raw())
        .bind(boost.by.raw())
        .bind(boost.post.raw())
        .fetch_optional(connection)
        .await?;
    Ok(gone.is_some())
}

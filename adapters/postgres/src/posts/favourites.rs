//! Favourites.
use domain::ids::{AccountId, FavouriteId, PostId};
use domain::posts::Favourite;
use domain::{Draft, Recorded};
use service::posts::Saved;
use sqlx::{PgConnection, PgPool, query_as, query_scalar};

use crate::writer::Tx;

const FIND: &str = "
select f.id, p.author from favourites f join posts p on p.id = f.post where f.post = $1 and f.account = $2";

/// What was there before is seen as it was before.
const SAVE: &str = "
with target as (
    select id from posts where id = $2 and boost_of is null
), added as (
    insert into favourites (id, post, account) select $1, id, $3 from target
    on conflict (post, account) do nothing returning post
), counted as (
    update posts set favourites = favourites + 1 where id in (select post from added)
)
select exists (select from target), (select id from favourites where post = $2 and account = $3)";

const UNDO: &str = "
with gone as (delete from favourites where id = $1 returning post)
update posts set favourites = favourites - 1 where id in (select post from gone) returning true";

pub(super) async fn find(pool: &PgPool, post: PostId, by: AccountId) -> sqlx::Result<Option<Favourite>> {
    let found: Option<(i64, i64)> =
        query_as(FIND).bind(post.raw()).bind(by.raw()).fetch_optional(pool).await?;
    Ok(found.map(|(id, author)| Favourite {
        id: FavouriteId::stored(id),
        post,
        author: AccountId::stored(author),
        by,
    }))
}

/// Saves a favourite, unless there is one.
pub(super) async fn save(tx: &mut Tx, draft: Draft<Favourite>) -> sqlx::Result<Saved<Favourite>> {
    let new = tx.complete(draft).await?;
    let saved = insert(tx, &new).await?;
    if saved.is_new() {
        tx.tell(new.events());
    }
    Ok(saved)
}

async fn insert(connection: &mut PgConnection, new: &Favourite) -> sqlx::Result<Saved<Favourite>> {
    let (is_there, earlier): (bool, Option<i64>) = query_as(SAVE)
        .bind(new.id.raw())
        .bind(new.post.raw())
        .bind(new.by.raw())
        .fetch_one(connection)
        .await?;
    Ok(match earlier {
        _ if !is_there => Saved::Gone,
        Some(id) => Saved::Repeated(Favourite { id: FavouriteId::stored(id), ..*new }),
        None => Saved::New(*new),
    })
}

/// Takes a favourite away; whether it was there.
pub(super) async fn undo(tx: &mut Tx, favourite: Recorded<Favourite>) -> sqlx::Result<bool> {
    let was_there = remove(tx, &favourite).await?;
    if was_there {
        tx.tell(favourite.events());
    }
    Ok(was_there)
}

async fn remove(connection: &mut PgConnection, favourite: &Favourite) -> sqlx::Result<bool> {
    let gone: Option<bool> = query_scalar(UNDO).bind(favourite.id.raw()).fetch_optional(connection).await?;
    Ok(gone.is_some())
}

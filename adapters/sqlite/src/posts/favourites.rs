//! Favourites.
use domain::ids::{AccountId, FavouriteId, PostId};
use domain::posts::Favourite;
use domain::{Draft, Recorded};
use service::posts::Saved;
use sqlx::{SqliteConnection, SqliteExecutor, query, query_as};

use crate::writer::Tx;

const FIND: &str = "
select f.id, p.author from favourites f join posts p on p.id = f.post where f.post = ?1 and f.account = ?2";

const SAVE: &str = "
insert into favourites (post, account, id) values (?1, ?2, ?3);
update posts set favourites = favourites + 1 where id = ?1";

const UNDO: &str = "
update posts set favourites = favourites - 1 where id = (select post from favourites where id = ?1);
delete from favourites where id = ?1";

pub(super) async fn find(
    executor: impl SqliteExecutor<'_>,
    post: PostId,
    by: AccountId,
) -> sqlx::Result<Option<Favourite>> {
    let row = query_as(FIND).bind(post.raw()).bind(by.raw()).fetch_optional(executor).await?;
    let favourite =
        |(id, author)| Favourite { id: FavouriteId::stored(id), post, author: AccountId::stored(author), by };
    Ok(row.map(favourite))
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

async fn insert(connection: &mut SqliteConnection, new: &Favourite) -> sqlx::Result<Saved<Favourite>> {
    let post = query("select 1 from posts where id = ?1 and boost_of is null").bind(new.post.raw());
    if post.fetch_optional(&mut *connection).await?.is_none() {
        return Ok(Saved::Gone);
    }
    if let Some(first) = find(&mut *connection, new.post, new.by).await? {
        return Ok(Saved::Repeated(first));
    }
    let insert = query(SAVE).bind(new.post.raw()).bind(new.by.raw()).bind(new.id.raw());
    insert.execute(connection).await?;
    Ok(Saved::New(*new))
}

/// Takes a favourite away; whether it was there.
pub(super) async fn undo(tx: &mut Tx, favourite: Recorded<Favourite>) -> sqlx::Result<bool> {
    let was_there = remove(tx, &favourite).await?;
    if was_there {
        tx.tell(favourite.events());
    }
    Ok(was_there)
}

async fn remove(connection: &mut SqliteConnection, favourite: &Favourite) -> sqlx::Result<bool> {
    let there = query("select 1 from favourites where id = ?1").bind(favourite.id.raw());
    let is_there = there.fetch_optional(&mut *connection).await?.is_some();
    if is_there {
        query(UNDO).bind(favourite.id.raw()).execute(connection).await?;
    }
    Ok(is_there)
}

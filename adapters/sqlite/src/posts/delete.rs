//! Deleting a post, and all that goes with it.
use domain::Recorded;
use domain::ids::{AccountId, PostId};
use domain::posts::Removal;
use sqlx::{SqliteConnection, query, query_as};

use crate::time::now;
use crate::writer::Tx;

/// Counts first, as long as the rows are there.
const DELETE: &str = concat!(
    "
update accounts as a set posts = a.posts - gone.counted from (
    select author, count(*) as counted from posts where (id = ?1 or boost_of = ?1) and visibility < 3 group by author
) as gone where a.id = gone.author;
update posts set replies = replies - 1
    where id = (select reply_to from posts where id = ?1 and visibility <= 1);
update totals set posts = posts - 1;
delete from post_hashtags where (author, tag, post) in (
    select p.author, tag.value, p.id from posts p, json_each(p.hashtags) tag where p.id = ?1 or p.boost_of = ?1
);
delete from favourites where post = ?1;
delete from bookmarks where post = ?1;
delete from post_words where rowid = ?1;
delete from pins where (account, post) in (select author, id from posts where id = ?1);
update media set post = null, since = ",
    now!(),
    " where post = ?1;
delete from poll_votes where post = ?1;
delete from post_edits where post = ?1;
delete from idempotency_keys where post = ?1;
delete from posts where id = ?1 or boost_of = ?1"
);

/// Deletes the post; whether it was there.
pub(super) async fn delete(tx: &mut Tx, removal: Removal) -> sqlx::Result<bool> {
    let deleted = remove(tx, removal).await?;
    if let Some(deleted) = &deleted {
        tx.tell(deleted.events());
    }
    Ok(deleted.is_some())
}

async fn remove(
    connection: &mut SqliteConnection,
    removal: Removal,
) -> sqlx::Result<Option<Recorded<PostId>>> {
    let id = removal.post().raw();
    let post = query("select 1 from posts where id = ?1 and boost_of is null").bind(id);
    if post.fetch_optional(&mut *connection).await?.is_none() {
        return Ok(None);
    }
    let boosts = query_as("select id, author from posts where boost_of = ?1 order by id").bind(id);
    let boosts: Vec<(i64, i64)> = boosts.fetch_all(&mut *connection).await?;
    query(DELETE).bind(id).execute(connection).await?;
    let boosts = boosts.into_iter().map(|(id, by)| (PostId::stored(id), AccountId::stored(by)));
    Ok(Some(removal.with_boosts(&boosts.collect::<Vec<_>>())))
}

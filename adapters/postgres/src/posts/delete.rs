//! Deleting a post, and all that goes with it.
use domain::Recorded;
use domain::ids::{AccountId, PostId};
use domain::posts::Removal;
use sqlx::{PgConnection, query_as};

use crate::writer::Tx;

/// The statement sees the rows as they were before it: whoever looks for an author's newest row must leave out what goes.
const DELETE: &str = "
with gone as (
    delete from posts where id = $1 and boost_of is null returning id, author, visibility, reply_to, hashtags
), boosts as (
    delete from posts where boost_of in (select id from gone) returning id, author, visibility
), taken as (
    select id, author, visibility from gone union all select id, author, visibility from boosts
), tags as (
    delete from post_hashtags h using (
        select t.author, t.id, unnest(g.hashtags) as tag from taken t cross join gone g
    ) t
    where h.author = t.author and h.tag = t.tag and h.post = t.id
), likes as (
    delete from favourites where post in (select id from gone)
), kept as (
    delete from bookmarks where post in (select id from gone)
), pinned as (
    delete from pins where (account, post) in (select author, id from gone)
), words as (
    delete from post_words where post in (select id from gone)
), media as (
    update media set post = null, since = clock_timestamp() where post in (select id from gone)
), votes as (
    delete from poll_votes where post in (select id from gone)
), edits as (
    delete from post_edits where post in (select id from gone)
), keys as (
    delete from idempotency_keys where post in (select id from gone)
), authors as (
    update accounts a set
        posts = a.posts - n.counted,
        last_entry = coalesce((
            select p.id from posts p where p.author = a.id and p.id not in (select id from taken) order by p.id desc limit 1
        ), 0)
    from (select author, count(*) filter (where visibility < 3) as counted from taken group by author) n
    where a.id = n.author
), parent as (
    update posts p set replies = p.replies - 1 from gone where p.id = gone.reply_to and gone.visibility <= 1
), total as (
    update totals set posts = posts - 1 where exists (select from gone)
)
select b.id, b.author from gone left join boosts b on true order by b.id";

/// Deletes the post; whether it was there.
pub(super) async fn delete(tx: &mut Tx, removal: Removal) -> sqlx::Result<bool> {
    let deleted = remove(tx, removal).await?;
    if let Some(deleted) = &deleted {
        tx.tell(deleted.events());
    }
    Ok(deleted.is_some())
}

async fn remove(connection: &mut PgConnection, removal: Removal) -> sqlx::Result<Option<Recorded<PostId>>> {
    let rows: Vec<(Option<i64>, Option<i64>)> =
        query_as(DELETE).bind(removal.post().raw()).fetch_all(connection).await?;
    let boost =
        |(id, by): &(Option<i64>, Option<i64>)| Some((PostId::stored((*id)?), AccountId::stored((*by)?)));
    let boosts: Vec<_> = rows.iter().filter_map(boost).collect();
    Ok((!rows.is_empty()).then(|| removal.with_boosts(&boosts)))
}

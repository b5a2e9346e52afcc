//! Publishing: all posts of a batch in one statement.
use domain::posts::{IdempotencyKey, Language, Post};
use domain::reading::Words;
use service::writes::NewPost;
use sqlx::{PgConnection, query};

use crate::array::array;
use crate::columns::Columns;
use crate::entries::{asked, document, number, pictures, post};
use crate::time::Time;

/// Looks keys up, and sweeps some of those whose time is over: more than a batch can add.
const MADE_WITH: &str = "
with day_ago as materialized (
    select (extract(epoch from now()) * 1000 - 24 * 3600000)::bigint << 16 as id
), swept as (
    delete from idempotency_keys where post in (
        select post from idempotency_keys where post < (select id from day_ago) order by post limit 512
    )
)
select asked.place, p.id, p.author, p.text, p.spoiler, p.sensitive, p.language, p.visibility, p.reply_to,
    p.reply_to_author, p.mentioned, p.mentioned_names, p.hashtags, p.published_at, p.attachments, p.poll, p.application,
    p.edited_at
from unnest($1::bigint[], $2::bytea[]) with ordinality as asked (account, key, place)
cross join lateral (
    select post from idempotency_keys
    where account = asked.account and key = asked.key and post >= (select id from day_ago) limit 1
) k
cross join lateral (select * from posts where id = k.post limit 1) p";

/// The posts, what finds them, and what they count.
const INSERT: &str = "
with new as (
    select id, author, visibility, sensitive, published_at, reply_to, reply_to_author, text, spoiler, language,
        mentioned::bigint[], mentioned_names::text[], hashtags::text[], attachments, application, poll, poll_ends_at
    from unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::boolean[], $5::timestamptz[], $6::bigint[], $7::bigint[],
        $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $17::text[], $18::text[],
        $20::text[], $21::timestamptz[])
    as t (id, author, visibility, sensitive, published_at, reply_to, reply_to_author, text, spoiler, language,
        mentioned, mentioned_names, hashtags, attachments, application, poll, poll_ends_at)
), rows as (
    insert into posts (id, author, visibility, sensitive, published_at, reply_to, reply_to_author, text, spoiler,
        language, mentioned, mentioned_names, hashtags, attachments, application, poll, poll_ends_at, thread)
    select new.*, coalesce((select coalesce(p.thread, p.id) from posts p where p.id = new.reply_to), new.reply_to)
    from new
), words as (
    insert into post_words (post, words)
    select post, array_to_tsvector(words::text[]) from unnest($1::bigint[], $19::text[]) as t (post, words)
), tags as (
    insert into post_hashtags (author, tag, post, shown)
    select author, unnest(hashtags), id, visibility = 0 from new
), authors as (
    update accounts a set
        posts = a.posts + n.counted,
        last_post_at = greatest(a.last_post_at, n.last_post_at),
        last_entry = greatest(a.last_entry, n.last_entry)
    from (
        select author, count(*) filter (where visibility < 3) as counted,
            max(published_at) filter (where visibility < 3) as last_post_at, max(id) as last_entry
        from new group by author
    ) n
    where a.id = n.author
), parents as (
    update posts p set replies = p.replies + n.counted
    from (select reply_to, count(*) as counted from new where reply_to is not null and visibility <= 1 group by 1) n
    where p.id = n.reply_to
), total as (
    update totals set posts = posts + (select count(*) from new)
)
insert into idempotency_keys (account, key, post)
select * from unnest($14::bigint[], $15::bytea[], $16::bigint[])
on conflict (account, key) do update set post = excluded.post";

/// The posts that were made with the keys of these, as far as the keys are remembered.
pub(crate) async fn made_with(
    connection: &mut PgConnection,
    keys: &[IdempotencyKey],
) -> sqlx::Result<Vec<(IdempotencyKey, Post)>> {
    if keys.is_empty() {
        return Ok(vec![]);
    }
    let (accounts, raw): (Vec<i64>, Vec<&[u8]>) =
        keys.iter().map(|key| (key.account.raw(), key.as_str().as_bytes())).unzip();
    let rows = query(MADE_WITH).bind(accounts).bind(raw).fetch_all(connection).await?;
    rows.iter().map(|row| with_key(Columns::of(row), keys)).collect()
}

fn with_key(mut columns: Columns<'_>, keys: &[IdempotencyKey]) -> sqlx::Result<(IdempotencyKey, Post)> {
    let place: i64 = columns.take()?;
    let key = usize::try_from(place - 1).ok().and_then(|place| keys.get(place)).cloned();
    Ok((key.ok_or(sqlx::Error::RowNotFound)?, post(&mut columns)?))
}

/// Inserts new posts with their keys.
pub(crate) async fn insert(connection: &mut PgConnection, new: &[NewPost]) -> sqlx::Result<()> {
    fn column<T>(new: &[NewPost], of: impl Fn(&Post) -> T) -> Vec<T> {
        new.iter().map(|new| of(&new.post)).collect()
    }
    let keys: Vec<_> = new.iter().filter_map(|new| new.key.as_ref().map(|key| (key, new.post.id))).collect();
    let applications = new.iter().map(|new| new.post.application.as_ref().map(document).transpose());
    let asked = column(new, asked).into_iter().collect::<sqlx::Result<Vec<_>>>()?;
    let (polls, ends): (Vec<_>, Vec<_>) = asked.into_iter().unzip();
    query(INSERT)
        .bind(column(new, |post| post.id.raw()))
        .bind(column(new, |post| post.author.raw()))
        .bind(column(new, |post| number(post.visibility)))
        .bind(column(new, |post| post.sensitive))
        .bind(column(new, |post| Time(post.published_at)))
        .bind(column(new, |post| post.reply_to.map(|parent| parent.post.raw())))
        .bind(column(new, |post| post.reply_to.map(|parent| parent.author.raw())))
        .bind(new.iter().map(|new| new.post.text.as_str()).collect::<Vec<_>>())
        .bind(new.iter().map(|new| new.post.spoiler.as_str()).collect::<Vec<_>>())
        .bind(new.iter().map(|new| new.post.language.as_ref().map(Language::as_str)).collect::<Vec<_>>())
        .bind(column(new, |post| array(post.mentions.iter().map(|mention| mention.account))))
        .bind(column(new, |post| array(post.mentions.iter().map(|mention| &mention.username))))
        .bind(column(new, |post| array(&post.hashtags)))
        .bind(keys.iter().map(|(key, _)| key.account.raw()).collect::<Vec<_>>())
        .bind(keys.iter().map(|(key, _)| key.as_str().as_bytes()).collect::<Vec<_>>())
        .bind(keys.iter().map(|(_, post)| post.raw()).collect::<Vec<_>>())
        .bind(column(new, |post| pictures(&post.attachments)).into_iter().collect::<sqlx::Result<Vec<_>>>()?)
        .bind(applications.collect::<sqlx::Result<Vec<_>>>()?)
        .bind(column(new, |post| array(Words::of_post(post).as_slice())))
        .bind(polls)
        .bind(ends)
        .execute(connection)
        .await?;
    Ok(())
}

//! Publishing: all posts of a batch at once.
use std::collections::HashMap;

use domain::media::MediaFacts;
use domain::posts::{Hashtag, IdempotencyKey, Language, PollFacts, Post};
use domain::reading::Words;
use serde_json::{Value, json};
use service::writes::NewPost;
use sqlx::{SqliteConnection, query};

use crate::columns::Columns;
use crate::entries::{number, post};
use crate::time::now;
use crate::{json, time};

/// Sweeps some of the keys whose time is over: more than a batch can add.
const SWEEP: &str = concat!(
    "delete from idempotency_keys where (account, key) in (
        select account, key from idempotency_keys where used_at <= ",
    now!(),
    " - 24 * 3600 * 1000000 order by used_at limit 512
    )"
);

/// What is left after the sweep may still be too old. Each row says which of those asked for it is.
const MADE_WITH: &str = concat!(
    "select asked.key, p.id, p.author, p.text, p.spoiler, p.sensitive, p.language, p.visibility, p.reply_to,
        p.reply_to_author, p.mentions, p.hashtags, p.published_at, p.attachments, p.poll,
        p.application, p.edited_at
    from json_each(?1) asked
    cross join idempotency_keys k on k.account = asked.value ->> 0 and k.key = asked.value ->> 1
    cross join posts p on p.id = k.post
    where k.used_at > ",
    now!(),
    " - 24 * 3600 * 1000000"
);

const INSERT: &str = "
insert into posts (id, author, visibility, sensitive, published_at, reply_to, reply_to_author, text, spoiler,
    language, mentions, hashtags, attachments, application, poll, poll_ends_at, thread)
select value ->> 'id', value ->> 'author', value ->> 'visibility', value ->> 'sensitive', value ->> 'published_at',
    value ->> 'reply_to', value ->> 'reply_to_author', value ->> 'text', value ->> 'spoiler', value ->> 'language',
    value -> 'mentions', value -> 'hashtags', value ->> 'attachments', value ->> 'application',
    value ->> 'poll', value ->> 'poll_ends_at',
    coalesce((select coalesce(p.thread, p.id) from posts p where p.id = value ->> 'reply_to'), value ->> 'reply_to')
from json_each(?1)";

const INDEX: &str = "
insert into post_words (rowid, words) select value ->> 'id', value ->> 'words' from json_each(?1)";

/// What finds the posts from `?1` to `?2`, and what counts them. Nobody else has any between them.
const FILE: &str = "
insert into post_hashtags (author, tag, post, shown)
select p.author, tag.value, p.id, p.visibility = 0 from posts p, json_each(p.hashtags) tag
where p.id between ?1 and ?2;
update accounts as a set
    posts = a.posts + new.counted,
    last_post_at = max(coalesce(a.last_post_at, new.last_post_at), new.last_post_at)
from (
    select author, count(*) as counted, max(published_at) as last_post_at from posts
    where id between ?1 and ?2 and visibility < 3 group by author
) as new where a.id = new.author;
update posts as p set replies = p.replies + new.counted from (
    select reply_to, count(*) as counted from posts
    where id between ?1 and ?2 and visibility <= 1 and reply_to is not null group by reply_to
) as new where p.id = new.reply_to;
update totals set posts = posts + (select count(*) from posts where id between ?1 and ?2)";

const REMEMBER: &str = concat!(
    "insert into idempotency_keys (account, key, post, used_at)
    select value ->> 0, value ->> 1, value ->> 2, ",
    now!(),
    " from json_each(?1) where true
    on conflict (account, key) do update set post = excluded.post, used_at = excluded.used_at"
);

/// The posts that were made with these keys, as far as the keys are remembered.
pub(crate) async fn made_with(
    connection: &mut SqliteConnection,
    keys: &[IdempotencyKey],
) -> sqlx::Result<HashMap<IdempotencyKey, Post>> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    query(SWEEP).execute(&mut *connection).await?;
    let asked: Vec<_> = keys.iter().map(|key| (key.account.raw(), key.as_str())).collect();
    let rows = query(MADE_WITH).bind(json::list(&asked)?).fetch_all(connection).await?;
    let mut made = HashMap::new();
    for row in &rows {
        let columns = &mut Columns::of(row);
        let place = usize::try_from(columns.take::<i64>()?).ok();
        let post = post(columns)?;
        made.extend(place.and_then(|place| keys.get(place)).map(|key| (key.clone(), post)));
    }
    Ok(made)
}

/// Inserts new posts with their keys.
pub(crate) async fn insert(connection: &mut SqliteConnection, new: &[NewPost]) -> sqlx::Result<()> {
    let (Some(first), Some(last)) = (new.first(), new.last()) else { return Ok(()) };
    let posts: Vec<_> = new.iter().map(|new| row(&new.post)).collect();
    let key = |new: &NewPost| {
        new.key.as_ref().map(|key| json!([key.account.raw(), key.as_str(), new.post.id.raw()]))
    };
    let keys: Vec<_> = new.iter().filter_map(key).collect();
    let posts = json::list(&posts)?;
    query(INSERT).bind(&posts).execute(&mut *connection).await?;
    query(INDEX).bind(&posts).execute(&mut *connection).await?;
    query(FILE).bind(first.post.id.raw()).bind(last.post.id.raw()).execute(&mut *connection).await?;
    if !keys.is_empty() {
        query(REMEMBER).bind(json::list(&keys)?).execute(connection).await?;
    }
    Ok(())
}

/// A post as the statements here take it apart.
pub(crate) fn row(post: &Post) -> Value {
    let until = post.poll.as_ref().filter(|poll| !poll.is_over).map(|poll| time::stored(poll.ends_at));
    let attachments: Vec<_> = post.attachments.iter().map(MediaFacts::from).collect();
    let mentions = post.mentions.iter().map(|mention| (mention.account.raw(), mention.username.as_str()));
    json!({
        "id": post.id.raw(),
        "author": post.author.raw(),
        "visibility": number(post.visibility),
        "sensitive": post.sensitive,
        "published_at": time::stored(post.published_at),
        "reply_to": post.reply_to.map(|parent| parent.post.raw()),
        "reply_to_author": post.reply_to.map(|parent| parent.author.raw()),
        "text": post.text.as_str(),
        "spoiler": post.spoiler.as_str(),
        "language": post.language.as_ref().map(Language::as_str),
        "mentions": mentions.collect::<Vec<_>>(),
        "words": Words::of_post(post).as_slice().join(" "),
        "attachments": (!attachments.is_empty()).then_some(attachments),
        "application": post.application,
        "poll": post.poll.as_ref().map(PollFacts::from),
        "poll_ends_at": until,
        "hashtags": post.hashtags.iter().map(Hashtag::as_str).collect::<Vec<_>>(),
    })
}

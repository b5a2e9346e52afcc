//! Edits, and what posts were before them.
use async_trait::async_trait;
use domain::ids::PostId;
use domain::posts::{Edit, Language, Post, PostCounts, PostFacts};
use domain::reading::Words;
use service::PortError;
use service::edits::EditRepository;
use service::posts::Saved;
use sqlx::{PgConnection, query, query_scalar};

use crate::Postgres;
use crate::columns::Columns;
use crate::entries::{asked, document, pictures, post, post_columns, read};
use crate::failure::away;
use crate::media::{are_free, redescribe};
use crate::time::Time;
use crate::writer::Tx;

const FIND: &str =
    concat!("select ", post_columns!("p"), " from posts p where p.id = $1 and p.boost_of is null for update");

const EARLIER: &str = "select facts from post_edits where post = any($1) order by post, edition";

const KEEP: &str = "
insert into post_edits (post, edition, facts)
select $1, count(*), $2 from post_edits where post = $1";

/// What finds the post and its boosts goes, and comes anew; boosts are seen by those who see the post.
const UNTAG: &str = "
delete from post_hashtags h using posts p
where (p.id = $1 or p.boost_of = $1) and h.author = p.author and h.tag = any(p.hashtags) and h.post = p.id";

const REVISE: &str = "
with words as (
    update post_words set words = array_to_tsvector($12::text[]) where post = $1
), boosts as (
    update posts set mentioned = $6, mentioned_names = $7, hashtags = $8 where boost_of = $1
)
update posts set text = $2, spoiler = $3, sensitive = $4, language = $5, mentioned = $6, mentioned_names = $7,
    hashtags = $8, attachments = $9, poll = $10, poll_ends_at = $11, edited_at = $13
where id = $1";

const TAG: &str = "
insert into post_hashtags (author, tag, post, shown)
select author, unnest(hashtags), id, visibility = 0 and boost_of is null from posts where id = $1 or boost_of = $1";

#[async_trait]
impl EditRepository for Postgres {
    async fn edit(&self, edit: Edit) -> Result<Saved<Post>, PortError> {
        self.write(move |tx| Box::pin(save(tx, edit))).await
    }

    async fn list_earlier(&self, posts: &[PostId]) -> Result<Vec<Post>, PortError> {
        let posts: Vec<i64> = posts.iter().map(|post| post.raw()).collect();
        let earlier: Vec<String> =
            query_scalar(EARLIER).bind(posts).fetch_all(&self.requests).await.map_err(away)?;
        let version = |facts: &String| Ok(Post::from(&read::<PostFacts>(facts)?));
        earlier.iter().map(version).collect::<sqlx::Result<_>>().map_err(away)
    }
}

async fn save(tx: &mut Tx, edit: Edit) -> sqlx::Result<Saved<Post>> {
    let id = edit.post();
    let Some((before, counts)) = find(tx, id).await? else { return Ok(Saved::Gone) };
    if !are_free(tx, &edit.media(), Some(id)).await? {
        return Ok(Saved::Gone);
    }
    let Some(after) = edit.of(&before, counts) else { return Ok(Saved::Repeated(before)) };
    query(KEEP).bind(id.raw()).bind(document(&PostFacts::from(&before))?).execute(&mut **tx).await?;
    revise(tx, &after).await?;
    redescribe(tx, &after.attachments, id).await?;
    if !after.asks_the_same_as(&before) {
        query("delete from poll_votes where post = $1").bind(id.raw()).execute(&mut **tx).await?;
    }
    tx.tell(after.events());
    Ok(Saved::New(after.into_state()))
}

async fn find(connection: &mut PgConnection, id: PostId) -> sqlx::Result<Option<(Post, PostCounts)>> {
    let row = query(FIND).bind(id.raw()).fetch_optional(connection).await?;
    let Some(row) = row else { return Ok(None) };
    let columns = &mut Columns::of(&row);
    let post = post(columns)?;
    let counts =
        PostCounts { replies: columns.count()?, boosts: columns.count()?, favourites: columns.count()? };
    Ok(Some((post, counts)))
}

async fn revise(connection: &mut PgConnection, post: &Post) -> sqlx::Result<()> {
    let id = post.id.raw();
    let (poll, poll_ends_at) = asked(post)?;
    let mentions = || post.mentions.iter();
    query(UNTAG).bind(id).execute(&mut *connection).await?;
    query(REVISE)
        .bind(id)
        .bind(post.text.as_str())
        .bind(post.spoiler.as_str())
        .bind(post.sensitive)
        .bind(post.language.as_ref().map(Language::as_str))
        .bind(mentions().map(|mention| mention.account.raw()).collect::<Vec<_>>())
        .bind(mentions().map(|mention| mention.username.as_str()).collect::<Vec<_>>())
        .bind(post.hashtags.iter().map(domain::posts::Hashtag::as_str).collect::<Vec<_>>())
        .bind(pictures(&post.attachments)?)
        .bind(poll)
        .bind(poll_ends_at)
        .bind(Words::of_post(post).as_slice())
        .bind(post.edited_at.map(Time))
        .execute(&mut *connection)
        .await?;
    query(TAG).bind(id).execute(connection).await?;
    Ok(())
}

//! Edits, and what posts were before them.
use async_trait::async_trait;
use domain::ids::PostId;
use domain::posts::{Edit, Post, PostCounts, PostFacts};
use service::PortError;
use service::edits::EditRepository;
use service::posts::Saved;
use sqlx::{SqliteConnection, query, query_scalar};

use crate::columns::Columns;
use crate::entries::{post, post_columns};
use crate::failure::away;
use crate::media::{are_free, redescribe};
use crate::posts::row;
use crate::writer::Tx;
use crate::{Sqlite, json, time};

const FIND: &str =
    concat!("select ", post_columns!("p"), " from posts p where p.id = ?1 and p.boost_of is null");

const EARLIER: &str =
    "select facts from post_edits where post in (select value from json_each(?1)) order by post, edition";

const KEEP: &str = "
insert into post_edits (post, edition, facts)
select ?1, count(*), ?2 from post_edits where post = ?1";

/// What finds the post and its boosts goes, and comes anew; boosts are seen by those who see the post.
const UNTAG: &str = "
delete from post_hashtags where (author, tag, post) in (
    select p.author, tag.value, p.id from posts p, json_each(p.hashtags) tag where p.id = ?1 or p.boost_of = ?1
)";

const REVISE: &str = "
update posts set text = new.value ->> 'text', spoiler = new.value ->> 'spoiler',
    sensitive = new.value ->> 'sensitive', language = new.value ->> 'language',
    attachments = new.value ->> 'attachments', poll = new.value ->> 'poll',
    poll_ends_at = new.value ->> 'poll_ends_at', edited_at = ?2
from json_each(json_array(json(?1))) as new where posts.id = new.value ->> 'id'";

const SHARE: &str = "
update posts set mentions = new.value -> 'mentions', hashtags = new.value -> 'hashtags'
from json_each(json_array(json(?1))) as new
where posts.id = new.value ->> 'id' or posts.boost_of = new.value ->> 'id'";

const INDEX: &str = "
update post_words set words = ?2 where rowid = ?1";

const TAG: &str = "
insert into post_hashtags (author, tag, post, shown)
select p.author, tag.value, p.id, p.visibility = 0 and p.boost_of is null
from posts p, json_each(p.hashtags) tag where p.id = ?1 or p.boost_of = ?1";

#[async_trait]
impl EditRepository for Sqlite {
    async fn edit(&self, edit: Edit) -> Result<Saved<Post>, PortError> {
        self.write(move |tx| Box::pin(save(tx, edit))).await
    }

    async fn list_earlier(&self, posts: &[PostId]) -> Result<Vec<Post>, PortError> {
        let posts = json::list(&posts.iter().map(|post| post.raw()).collect::<Vec<_>>()).map_err(away)?;
        let earlier: Vec<String> =
            query_scalar(EARLIER).bind(posts).fetch_all(&self.readers).await.map_err(away)?;
        let version = |facts: &String| Ok(Post::from(&json::read::<PostFacts>(facts)?));
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
    query(KEEP).bind(id.raw()).bind(json::list(&PostFacts::from(&before))?).execute(&mut **tx).await?;
    revise(tx, &after).await?;
    redescribe(tx, &after.attachments, id).await?;
    if !after.asks_the_same_as(&before) {
        query("delete from poll_votes where post = ?1").bind(id.raw()).execute(&mut **tx).await?;
    }
    tx.tell(after.events());
    Ok(Saved::New(after.into_state()))
}

async fn find(connection: &mut SqliteConnection, id: PostId) -> sqlx::Result<Option<(Post, PostCounts)>> {
    let row = query(FIND).bind(id.raw()).fetch_optional(connection).await?;
    let Some(row) = row else { return Ok(None) };
    let columns = &mut Columns::of(&row);
    let post = post(columns)?;
    let counts =
        PostCounts { replies: columns.count()?, boosts: columns.count()?, favourites: columns.count()? };
    Ok(Some((post, counts)))
}

async fn revise(connection: &mut SqliteConnection, post: &Post) -> sqlx::Result<()> {
    let id = post.id.raw();
    let new = row(post);
    let words = new["words"].as_str().unwrap_or_default().to_owned();
    let new = json::list(&new)?;
    query(UNTAG).bind(id).execute(&mut *connection).await?;
    query(REVISE).bind(&new).bind(post.edited_at.map(time::stored)).execute(&mut *connection).await?;
    query(SHARE).bind(&new).execute(&mut *connection).await?;
    query(INDEX).bind(id).bind(words).execute(&mut *connection).await?;
    query(TAG).bind(id).execute(connection).await?;
    Ok(())
}

//! Who speaks with whom.
use async_trait::async_trait;
use domain::Draft;
use domain::ids::{AccountId, ConversationId, PostId, Snowflake};
use domain::page::Window;
use domain::posts::Conversation;
use service::PortError;
use service::notifications::{ConversationRepository, Talk};
use sqlx::{query, query_as};

use crate::Postgres;
use crate::failure::away;
use crate::ties::{apart, untold};
use crate::window::{Bounds, in_order};
use crate::writer::Tx;

/// Of `$1`, and said last by nobody from whom a block keeps them.
macro_rules! known {
    () => {
        concat!(
            "c.account = $1
            and exists (select 1 from posts p where p.id = c.last_post and p.author not in ",
            apart!("$1"),
            ")"
        )
    };
}

/// `$1`: whose; `$2` to `$4`: before, after, limit.
macro_rules! page {
    ($order:literal) => {
        concat!(
            "select * from (
                select thread, last_post, unread from conversations c
                where last_post < $2 and last_post > $3 and ",
            known!(),
            " order by last_post ",
            $order,
            " limit $4
            ) page order by last_post desc"
        )
    };
}

/// `$1`: whose; `$2`: which.
const ONE: &str =
    concat!("select thread, last_post, unread from conversations c where thread = $2 and ", known!());

/// Not if it was said, by $5, to somebody who keeps them away.
const SAY: &str = concat!(
    "insert into conversations (account, thread, last_post, unread)
    select $1::bigint, $2::bigint, $3::bigint, $4::boolean where $5::bigint not in ",
    untold!(),
    " on conflict (account, thread) do update set last_post = excluded.last_post, unread = excluded.unread"
);

/// What is left of a conversation when `$1`, said last, is gone.
const UNSAY: &str = "
update conversations c set last_post = coalesce((
    select max(p.id) from posts p
    where coalesce(p.thread, p.id) = c.thread and p.visibility = 3 and p.id <> $1
        and (p.author = c.account or c.account = any(p.mentioned))
), 0) where c.last_post = $1";

type Row = (i64, i64, bool);

#[async_trait]
impl ConversationRepository for Postgres {
    async fn list(&self, of: AccountId, window: Window) -> Result<Vec<Talk>, PortError> {
        let Bounds { before, after, limit } = window.into();
        let page = query_as(in_order!(window, page)).bind(of.raw()).bind(before).bind(after).bind(limit);
        let rows: Vec<Row> = page.fetch_all(&self.requests).await.map_err(away)?;
        self.talks(rows, of).await.map_err(away)
    }

    async fn find(&self, id: ConversationId, of: AccountId) -> Result<Option<Talk>, PortError> {
        let row = query_as(ONE);
        let row: Option<Row> =
            row.bind(of.raw()).bind(id.raw()).fetch_optional(&self.requests).await.map_err(away)?;
        Ok(self.talks(row.into_iter().collect(), of).await.map_err(away)?.pop())
    }

    async fn read(&self, id: ConversationId, of: AccountId) -> Result<bool, PortError> {
        let read = query("update conversations set unread = false where account = $1 and thread = $2");
        let read = read.bind(of.raw()).bind(id.raw());
        Ok(read.execute(&self.requests).await.map_err(away)?.rows_affected() > 0)
    }

    async fn remove(&self, id: ConversationId, of: AccountId) -> Result<bool, PortError> {
        let gone = query("delete from conversations where account = $1 and thread = $2");
        let gone = gone.bind(of.raw()).bind(id.raw());
        Ok(gone.execute(&self.requests).await.map_err(away)?.rows_affected() > 0)
    }
}

impl Postgres {
    async fn talks(&self, rows: Vec<Row>, of: AccountId) -> sqlx::Result<Vec<Talk>> {
        if rows.is_empty() {
            return Ok(vec![]);
        }
        let mut posts = self.posts_about(of, rows.iter().map(|(_, last, _)| *last).collect()).await?;
        let talk = |(thread, last, unread): Row| {
            let (id, last) = (ConversationId::stored(thread), PostId::stored(last));
            let conversation = Conversation { id, of, last, unread };
            Some(Talk { conversation, last: posts.remove(&last)? })
        };
        Ok(rows.into_iter().filter_map(talk).collect())
    }
}

/// Goes on with a conversation, unless what was said is gone already.
pub(crate) async fn say(tx: &mut Tx, post: PostId, people: Vec<Draft<Conversation>>) -> sqlx::Result<()> {
    let said = query_as("select coalesce(thread, id), author from posts where id = $1").bind(post.raw());
    let Some((thread, author)) = said.fetch_optional(&mut **tx).await? else { return Ok(()) };
    let (thread, author): (i64, i64) = (thread, author);
    for draft in people {
        let said = draft.with_id(Snowflake::stored(thread).into());
        let say = query(SAY).bind(said.of.raw()).bind(thread).bind(post.raw()).bind(said.unread).bind(author);
        if say.execute(&mut **tx).await?.rows_affected() > 0 {
            tx.tell(said.events());
        }
    }
    Ok(())
}

/// Goes back to what was said before, where there is something.
pub(crate) async fn unsay(tx: &mut Tx, post: PostId) -> sqlx::Result<()> {
    query(UNSAY).bind(post.raw()).execute(&mut **tx).await?;
    query("delete from conversations where last_post = 0").execute(&mut **tx).await?;
    Ok(())
}

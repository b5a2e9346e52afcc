//! Votes, and the end of polls.
use async_trait::async_trait;
use domain::ids::{AccountId, PostId};
use domain::posts::{Ending, Poll, PollFacts, Vote};
use domain::{Recorded, Timestamp};
use service::PortError;
use service::polls::PollRepository;
use service::posts::Saved;
use sqlx::{SqliteConnection, query, query_as, query_scalar};

use crate::failure::away;
use crate::writer::Tx;
use crate::{Sqlite, json, time};

const FIND: &str = "select poll from posts where id = ?1 and poll is not null";

const SAVE: &str = "insert into poll_votes (post, account, choices) values (?1, ?2, ?3)";

const COUNT: &str = "update posts set poll = ?2 where id = ?1";

const DUE: &str = "
select id, author, poll_ends_at from posts where poll_ends_at <= ?1 order by poll_ends_at, id limit ?2";

const END: &str = "update posts set poll = ?2, poll_ends_at = null where id = ?1";

#[async_trait]
impl PollRepository for Sqlite {
    async fn vote(&self, vote: Vote) -> Result<Saved<()>, PortError> {
        self.write(move |tx| Box::pin(count(tx, vote))).await
    }

    async fn list_voters(&self, post: PostId) -> Result<Vec<AccountId>, PortError> {
        let voters = query_scalar("select account from poll_votes where post = ?1 order by account");
        let voters: Vec<i64> = voters.bind(post.raw()).fetch_all(&self.readers).await.map_err(away)?;
        Ok(voters.into_iter().map(AccountId::stored).collect())
    }

    async fn list_due(&self, now: Timestamp, most: usize) -> Result<Vec<Ending>, PortError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let due = query_as(DUE).bind(time::stored(now)).bind(most);
        let due: Vec<(i64, i64, i64)> = due.fetch_all(&self.readers).await.map_err(away)?;
        let ending = |(post, author, ends_at): (i64, i64, i64)| -> sqlx::Result<Ending> {
            Ok(Ending {
                post: PostId::stored(post),
                author: AccountId::stored(author),
                ends_at: time::read(ends_at)?,
            })
        };
        due.into_iter().map(ending).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn end(&self, ending: Recorded<Ending>) -> Result<bool, PortError> {
        self.write(move |tx| Box::pin(end(tx, ending))).await
    }
}

async fn count(tx: &mut Tx, vote: Vote) -> sqlx::Result<Saved<()>> {
    let Some(poll) = find(tx, vote.post).await? else { return Ok(Saved::Gone) };
    let voted = "select true from poll_votes where post = ?1 and account = ?2";
    let voted: Option<bool> =
        query_scalar(voted).bind(vote.post.raw()).bind(vote.by.raw()).fetch_optional(&mut **tx).await?;
    if voted.is_some() {
        return Ok(Saved::Repeated(()));
    }
    let Some(poll) = poll.counting(vote.choices) else { return Ok(Saved::Gone) };
    let (post, by) = (vote.post.raw(), vote.by.raw());
    query(SAVE).bind(post).bind(by).bind(vote.choices.raw()).execute(&mut **tx).await?;
    let counted = json::list(&PollFacts::from(&poll))?;
    query(COUNT).bind(post).bind(counted).execute(&mut **tx).await?;
    Ok(Saved::New(()))
}

async fn end(tx: &mut Tx, ending: Recorded<Ending>) -> sqlx::Result<bool> {
    let poll = find(tx, ending.post).await?.filter(|poll| !poll.is_over && poll.ends_at == ending.ends_at);
    let Some(poll) = poll else { return Ok(false) };
    let over = PollFacts::from(&Poll { is_over: true, ..poll });
    query(END).bind(ending.post.raw()).bind(json::list(&over)?).execute(&mut **tx).await?;
    tx.tell(ending.events());
    Ok(true)
}

async fn find(connection: &mut SqliteConnection, post: PostId) -> sqlx::Result<Option<Poll>> {
    let stored: Option<String> = query_scalar(FIND).bind(post.raw()).fetch_optional(connection).await?;
    stored.map(|facts| Ok(Poll::from(&json::read::<PollFacts>(&facts)?))).transpose()
}

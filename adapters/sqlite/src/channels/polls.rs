//! The polls of channels, and who voted in them.
use async_trait::async_trait;
use domain::channels::{ChannelPoll, ChannelPollRule, PollEnding, Stake, Voting};
use domain::ids::{AccountId, ChannelPollId};
use domain::page::{Listed, Window};
use domain::{Draft, Timestamp};
use service::PortError;
use service::channels::{ChannelPollRepository, ChannelPollView, Judged};
use service::posts::Saved;

use super::rounds;
use crate::Sqlite;
use crate::failure::away;
use crate::writer::Tx;

#[async_trait]
impl ChannelPollRepository for Sqlite {
    async fn begin_poll(&self, draft: Draft<ChannelPoll>) -> Result<Saved<ChannelPoll>, PortError> {
        self.write(|tx| Box::pin(rounds::begin(tx, draft))).await
    }

    async fn find_poll(
        &self,
        id: ChannelPollId,
        reader: Option<AccountId>,
    ) -> Result<Option<ChannelPollView>, PortError> {
        let found = rounds::show(&self.readers, id.into(), reader).await.map_err(away)?;
        Ok(found.map(view))
    }

    async fn list_polls(
        &self,
        channel: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<ChannelPollView>>, PortError> {
        let rows = rounds::list(&self.readers, channel, reader, window).await.map_err(away)?;
        Ok(rows.into_iter().map(|row| Listed { at: row.at, item: view(row.item) }).collect())
    }

    async fn cast_vote(&self, voting: Voting) -> Judged<ChannelPoll, ChannelPollRule> {
        self.write(|tx| Box::pin(vote(tx, voting))).await
    }

    async fn end_poll(&self, ending: PollEnding) -> Judged<ChannelPoll, ChannelPollRule> {
        self.write(|tx| Box::pin(end(tx, ending))).await
    }

    async fn list_due_polls(&self, now: Timestamp, most: u16) -> Result<Vec<ChannelPollId>, PortError> {
        let due = rounds::due::<ChannelPoll>(&self.readers, now, most).await.map_err(away)?;
        Ok(due.into_iter().map(ChannelPollId::from).collect())
    }
}

fn view((poll, vote): (ChannelPoll, Option<Stake>)) -> ChannelPollView {
    ChannelPollView { poll, choice: vote.map(|vote| vote.outcome) }
}

async fn vote(tx: &mut Tx, voting: Voting) -> sqlx::Result<Result<ChannelPoll, ChannelPollRule>> {
    let id = voting.poll.raw();
    let Some(poll) = rounds::find::<ChannelPoll>(tx, id).await? else {
        return Ok(Err(ChannelPollRule::NoPoll));
    };
    let before = rounds::held(tx, id, voting.by).await?;
    let voted = match poll.vote(&voting, before.is_some()) {
        Ok(voted) => voted,
        Err(rule) => return Ok(Err(rule)),
    };
    rounds::save(tx, &*voted).await?;
    let vote = Stake { by: voting.by, outcome: voting.choice, points: rounds::NOTHING, paid: None };
    rounds::hold(tx, id, &vote).await?;
    tx.tell(voted.events());
    Ok(Ok(voted.into_state()))
}

async fn end(tx: &mut Tx, ending: PollEnding) -> sqlx::Result<Result<ChannelPoll, ChannelPollRule>> {
    let Some(poll) = rounds::find::<ChannelPoll>(tx, ending.poll.raw()).await? else {
        return Ok(Err(ChannelPollRule::NoPoll));
    };
    let ended = match poll.end(&ending) {
        Ok(ended) => ended,
        Err(rule) => return Ok(Err(rule)),
    };
    rounds::save(tx, &*ended).await?;
    tx.tell(ended.events());
    Ok(Ok(ended.into_state()))
}

//! The polls of channels, and who voted in them.
use async_trait::async_trait;
use domain::channels::{ChannelPoll, ChannelPollRule, PollEnding, Round, Voting};
use domain::ids::{AccountId, ChannelPollId};
use domain::page::{Listed, Window};
use domain::{Draft, Timestamp};
use service::PortError;
use service::channels::{ChannelPollRepository, ChannelPollView, Judged};
use service::posts::Saved;

use super::Channels;
use crate::Memory;

#[async_trait]
impl ChannelPollRepository for Memory {
    async fn begin_poll(&self, draft: Draft<ChannelPoll>) -> Result<Saved<ChannelPoll>, PortError> {
        let now = self.entropy.now();
        let world = &mut *self.world();
        let new = draft.with_id(world.next_id(now));
        if !world.channels.open.contains_key(&new.channel) {
            return Ok(Saved::Gone);
        }
        let mut own = world.channels.polls.values().filter(|one| one.channel == new.channel);
        if let Some(open) = own.find(|one| one.is_open()) {
            return Ok(Saved::Repeated(open.clone()));
        }
        world.tell(new.events());
        let new = new.into_state();
        world.channels.polls.insert(new.id, new.clone());
        Ok(Saved::New(new))
    }

    async fn find_poll(
        &self,
        id: ChannelPollId,
        reader: Option<AccountId>,
    ) -> Result<Option<ChannelPollView>, PortError> {
        let world = self.world();
        let channels = &world.channels;
        Ok(channels.polls.get(&id).map(|poll| channels.poll_view(poll, reader)))
    }

    async fn list_polls(
        &self,
        channel: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<ChannelPollView>>, PortError> {
        let world = self.world();
        let channels = &world.channels;
        let own = channels.polls.values().filter(|one| one.channel == channel);
        let page = window.of(own.map(|one| Listed { at: one.id.into(), item: one }));
        let view =
            |row: Listed<&ChannelPoll>| Listed { at: row.at, item: channels.poll_view(row.item, reader) };
        Ok(page.into_iter().map(view).collect())
    }

    async fn cast_vote(&self, voting: Voting) -> Judged<ChannelPoll, ChannelPollRule> {
        let world = &mut *self.world();
        let Some(poll) = world.channels.polls.get(&voting.poll).cloned() else {
            return Ok(Err(ChannelPollRule::NoPoll));
        };
        let before = world.channels.votes.contains_key(&(voting.poll, voting.by));
        let voted = match poll.vote(&voting, before) {
            Ok(voted) => voted,
            Err(rule) => return Ok(Err(rule)),
        };
        world.tell(voted.events());
        let voted = voted.into_state();
        world.channels.votes.insert((voting.poll, voting.by), voting.choice);
        world.channels.polls.insert(voted.id, voted.clone());
        Ok(Ok(voted))
    }

    async fn end_poll(&self, ending: PollEnding) -> Judged<ChannelPoll, ChannelPollRule> {
        let world = &mut *self.world();
        let Some(poll) = world.channels.polls.get(&ending.poll).cloned() else {
            return Ok(Err(ChannelPollRule::NoPoll));
        };
        let ended = match poll.end(&ending) {
            Ok(ended) => ended,
            Err(rule) => return Ok(Err(rule)),
        };
        world.tell(ended.events());
        let ended = ended.into_state();
        world.channels.polls.insert(ended.id, ended.clone());
        Ok(Ok(ended))
    }

    async fn list_due_polls(&self, now: Timestamp, most: u16) -> Result<Vec<ChannelPollId>, PortError> {
        let world = self.world();
        Ok(super::due(world.channels.polls.values(), now, most))
    }
}

impl Channels {
    fn poll_view(&self, poll: &ChannelPoll, reader: Option<AccountId>) -> ChannelPollView {
        let choice = reader.and_then(|reader| self.votes.get(&(poll.id, reader)).copied());
        ChannelPollView { poll: poll.clone(), choice }
    }
}

//! Channels, who follows them, and the points of each.
mod polls;
mod predictions;
mod rooms;

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use domain::channels::{
    Channel, ChannelFollow, ChannelPoll, Grant, Message, MessageKey, Points, Prediction, Presenting, Round,
    Stake,
};
use domain::ids::{AccountId, ChannelPollId, MessageId, PredictionId};
use domain::page::{Listed, Window};
use domain::{Recorded, Timestamp};
use service::PortError;
use service::channels::{ChannelRepository, ChannelView, Granted};
use service::posts::Saved;

use crate::Memory;
use crate::world::World;

/// All channels, and what belongs to them.
#[derive(Default)]
pub(crate) struct Channels {
    open: BTreeMap<AccountId, Channel>,
    /// Who has something to do with which.
    people: HashMap<(AccountId, AccountId), Person>,
    said: BTreeMap<MessageId, (Message, Option<MessageKey>)>,
    predictions: BTreeMap<PredictionId, Prediction>,
    /// Whoever came first stands first.
    stakes: HashMap<PredictionId, Vec<Stake>>,
    polls: BTreeMap<ChannelPollId, ChannelPoll>,
    votes: HashMap<(ChannelPollId, AccountId), usize>,
}

/// What somebody is to a channel.
#[derive(Clone, Copy, Default)]
struct Person {
    follows: bool,
    welcomed: bool,
    points: Points,
}

#[async_trait]
impl ChannelRepository for Memory {
    async fn present(&self, presenting: Presenting) -> Result<Option<Channel>, PortError> {
        let world = &mut *self.world();
        let id = presenting.channel();
        if !world.members.contains_key(&id) {
            return Ok(None);
        }
        let channel = presenting.over(world.channels.open.get(&id));
        world.tell(channel.events());
        let channel = channel.into_state();
        world.channels.open.insert(id, channel.clone());
        Ok(Some(channel))
    }

    async fn find(&self, id: AccountId, reader: Option<AccountId>) -> Result<Option<ChannelView>, PortError> {
        let world = self.world();
        Ok(world.channels.open.get(&id).and_then(|channel| world.channel_view(channel, reader)))
    }

    async fn list(
        &self,
        only_live: bool,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<ChannelView>>, PortError> {
        let world = self.world();
        let wanted = world.channels.open.values().filter(|channel| channel.live || !only_live);
        let wanted = wanted.filter(|channel| !world.is_shut_out(channel.id));
        let page = window.of(wanted.map(|channel| Listed { at: channel.id.into(), item: channel }));
        let view =
            |row: Listed<&Channel>| Some(Listed { at: row.at, item: world.channel_view(row.item, reader)? });
        Ok(page.into_iter().filter_map(view).collect())
    }

    async fn follow(&self, follow: Recorded<ChannelFollow>) -> Result<Saved<()>, PortError> {
        let world = &mut *self.world();
        let there = world.channels.open.contains_key(&follow.channel);
        if !there || world.block_of(follow.channel, follow.by).is_some() {
            return Ok(Saved::Gone);
        }
        let person = world.channels.people.entry((follow.channel, follow.by)).or_default();
        if person.follows {
            return Ok(Saved::Repeated(()));
        }
        if !person.welcomed {
            let sum = person.points.number() + Points::WELCOME.number();
            person.points = Points::new(sum);
        }
        (person.follows, person.welcomed) = (true, true);
        world.tell(follow.events());
        Ok(Saved::New(()))
    }

    async fn unfollow(&self, follow: Recorded<ChannelFollow>) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let person = world.channels.people.get_mut(&(follow.channel, follow.by));
        let Some(person) = person.filter(|person| person.follows) else { return Ok(false) };
        person.follows = false;
        world.tell(follow.events());
        Ok(true)
    }

    async fn list_followed(&self, by: AccountId, most: u16) -> Result<Vec<ChannelFollow>, PortError> {
        let world = self.world();
        let people = world.channels.people.iter();
        let own = people.filter(|((_, who), person)| *who == by && person.follows);
        let mut own: Vec<_> = own.map(|((channel, _), _)| ChannelFollow { channel: *channel, by }).collect();
        own.sort_by_key(|follow| follow.channel);
        own.truncate(most.into());
        Ok(own)
    }

    async fn points(&self, channel: AccountId, of: AccountId) -> Result<Points, PortError> {
        Ok(self.world().channels.points(channel, of))
    }

    async fn grant(&self, Grant { channel, to, points }: Grant) -> Result<Granted, PortError> {
        let world = &mut *self.world();
        if !world.channels.open.contains_key(&channel) || !world.members.contains_key(&to) {
            return Ok(Granted::Gone);
        }
        match world.channels.points(channel, to).plus(points) {
            Ok(now) => {
                world.channels.set_points(channel, to, now);
                Ok(Granted::Given(now))
            }
            Err(rule) => Ok(Granted::Full(rule)),
        }
    }
}

impl Channels {
    fn points(&self, channel: AccountId, of: AccountId) -> Points {
        self.people.get(&(channel, of)).map(|person| person.points).unwrap_or_default()
    }

    fn set_points(&mut self, channel: AccountId, of: AccountId, points: Points) {
        self.people.entry((channel, of)).or_default().points = points;
    }

    /// All that was put on a prediction, the earliest first.
    fn stakes_on(&self, id: PredictionId) -> &[Stake] {
        self.stakes.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Forgets what is somebody's, and what was in their channel.
    pub(crate) fn forget(&mut self, of: AccountId) {
        self.open.remove(&of);
        self.people.retain(|(channel, account), _| *channel != of && *account != of);
        self.said.retain(|_, (message, _)| message.room != of && message.by != of);
        self.predictions.retain(|_, prediction| prediction.channel != of);
        let Self { predictions, stakes, .. } = self;
        stakes.retain(|id, _| predictions.contains_key(id));
        for stakes in stakes.values_mut() {
            stakes.retain(|stake| stake.by != of);
        }
        self.polls.retain(|_, poll| poll.channel != of);
        let Self { polls, votes, .. } = self;
        votes.retain(|(poll, by), _| *by != of && polls.contains_key(poll));
    }
}

/// Those whose time is over.
fn due<'a, R: Round>(rounds: impl Iterator<Item = &'a R>, now: Timestamp, most: u16) -> Vec<R::Id> {
    let over = rounds.filter_map(|one| Some((one.due_at().filter(|at| *at <= now)?, one.number())));
    let mut over: Vec<_> = over.collect();
    over.sort();
    over.into_iter().take(most.into()).map(|(_, id)| id.into()).collect()
}

impl World {
    fn channel_view(&self, channel: &Channel, reader: Option<AccountId>) -> Option<ChannelView> {
        let people = &self.channels.people;
        let followers = people.iter().filter(|((of, _), person)| *of == channel.id && person.follows);
        let follows = |reader| people.get(&(channel.id, reader)).is_some_and(|person| person.follows);
        Some(ChannelView {
            channel: channel.clone(),
            owner: self.profile(channel.id)?,
            followers: followers.count() as u64,
            following: reader.map(follows),
        })
    }

    /// Ends that either of two accounts follows the other's channel.
    pub(crate) fn end_channel_follows(&mut self, one: AccountId, other: AccountId) -> Vec<ChannelFollow> {
        let mut ended = vec![];
        for (channel, by) in [(one, other), (other, one)] {
            let person = self.channels.people.get_mut(&(channel, by)).filter(|person| person.follows);
            if let Some(person) = person {
                person.follows = false;
                ended.push(ChannelFollow { channel, by });
            }
        }
        ended.sort_by_key(|follow| follow.channel);
        ended
    }
}

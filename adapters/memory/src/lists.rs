//! Lists, and who is in them.
use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::{AccountId, FollowId, ListId};
use domain::page::{Listed, Window};
use domain::posts::{Follow, Post, Shown};
use domain::reading::{Filters, List, ListFeed, ListTitle, Replies};
use service::PortError;
use service::posts::Entry;
use service::reading::{Added, FilterRepository, ListRepository};
use service::realtime::Arrangements;

use crate::Memory;
use crate::eyes::Where;
use crate::world::{Row, World};

/// All lists. Members are kept as that they are followed: who is no longer is in none.
#[derive(Default)]
pub(crate) struct Lists {
    lists: BTreeMap<ListId, List>,
    members: BTreeSet<(ListId, FollowId)>,
}

impl Lists {
    /// Forgets somebody's lists; whether there were any.
    pub(crate) fn forget(&mut self, of: AccountId) -> bool {
        let theirs: BTreeSet<ListId> =
            self.lists.values().filter(|list| list.owner == of).map(|list| list.id).collect();
        self.members.retain(|(list, _)| !theirs.contains(list));
        self.lists.retain(|id, _| !theirs.contains(id));
        !theirs.is_empty()
    }
}

#[async_trait]
impl ListRepository for Memory {
    async fn make(
        &self,
        owner: AccountId,
        title: ListTitle,
        replies: Replies,
    ) -> Result<Option<List>, PortError> {
        let world = &mut *self.world();
        if world.lists_of(owner).count() >= usize::from(List::MOST) {
            return Ok(None);
        }
        let list = List { id: world.next_id(self.entropy.now()), owner, title, replies };
        world.lists.lists.insert(list.id, list.clone());
        Ok(Some(list))
    }

    async fn all(&self, of: AccountId) -> Result<Vec<List>, PortError> {
        Ok(self.world().lists_of(of).cloned().collect())
    }

    async fn with(&self, member: AccountId, of: AccountId) -> Result<Vec<List>, PortError> {
        let world = self.world();
        let has = |list: &&List| world.members_of(list.id).any(|follow| follow.followee == member);
        Ok(world.lists_of(of).filter(has).cloned().collect())
    }

    async fn find(&self, id: ListId, of: AccountId) -> Result<Option<List>, PortError> {
        Ok(self.world().list(id, of).cloned())
    }

    async fn change(&self, list: List) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let there = world.list(list.id, list.owner).is_some();
        if there {
            world.lists.lists.insert(list.id, list);
        }
        Ok(there)
    }

    async fn delete(&self, list: ListId, of: AccountId) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let there = world.list(list, of).is_some();
        if there {
            world.lists.lists.remove(&list);
            world.lists.members.retain(|(other, _)| *other != list);
        }
        Ok(there)
    }

    async fn add(&self, list: ListId, of: AccountId, accounts: Vec<AccountId>) -> Result<Added, PortError> {
        let world = &mut *self.world();
        if world.list(list, of).is_none() {
            return Ok(Added::Gone);
        }
        let new: Option<BTreeSet<FollowId>> =
            accounts.iter().map(|account| Some(world.follow_of(of, *account)?.id)).collect();
        let Some(new) = new else { return Ok(Added::NotFollowed) };
        if new.iter().any(|follow| world.lists.members.contains(&(list, *follow))) {
            return Ok(Added::There);
        }
        if world.members_of(list).count() + new.len() > usize::from(List::MEMBERS) {
            return Ok(Added::Full);
        }
        world.lists.members.extend(new.into_iter().map(|follow| (list, follow)));
        Ok(Added::Yes)
    }

    async fn remove(&self, list: ListId, of: AccountId, accounts: &[AccountId]) -> Result<(), PortError> {
        let world = &mut *self.world();
        if world.list(list, of).is_some() {
            let gone: Vec<FollowId> =
                accounts.iter().filter_map(|account| Some(world.follow_of(of, *account)?.id)).collect();
            world.lists.members.retain(|(other, follow)| *other != list || !gone.contains(follow));
        }
        Ok(())
    }

    async fn members(&self, list: ListId, window: Window) -> Result<Vec<Listed<Profile>>, PortError> {
        let world = self.world();
        let those = world.members_of(list);
        let page = window.of(those.map(|follow| Listed { at: follow.id.into(), item: follow.followee }));
        Ok(world.profiles(page))
    }

    async fn timeline(&self, list: &List, window: Window) -> Result<Vec<Entry>, PortError> {
        let now = self.entropy.now();
        let world = self.world();
        let feed = world.feed_of(list.clone());
        let picks = |row: &Row| {
            let booster = match row {
                Row::Post(_) => None,
                Row::Boost(boost) => Some(boost.by),
            };
            let picked = |post: &Post| feed.picks(Shown { audience: &post.audience(), booster });
            world.shown_post(row).is_some_and(picked)
        };
        Ok(world.eyes(Some(list.owner), now).page(window, Where::OfFollowed, picks))
    }
}

#[async_trait]
impl Arrangements for Memory {
    async fn filters_of(&self, owner: AccountId) -> Result<Filters, PortError> {
        FilterRepository::of(self, owner).await
    }

    async fn list_feed(&self, id: ListId, of: AccountId) -> Result<Option<ListFeed>, PortError> {
        let world = self.world();
        Ok(world.list(id, of).cloned().map(|list| world.feed_of(list)))
    }
}

impl World {
    fn lists_of(&self, owner: AccountId) -> impl Iterator<Item = &List> {
        self.lists.lists.values().filter(move |list| list.owner == owner)
    }

    fn list(&self, id: ListId, of: AccountId) -> Option<&List> {
        self.lists.lists.get(&id).filter(|list| list.owner == of)
    }

    fn members_of(&self, list: ListId) -> impl DoubleEndedIterator<Item = &Follow> {
        let rows = self.lists.members.range((list, FollowId::stored(0))..=(list, FollowId::stored(i64::MAX)));
        rows.filter_map(|(_, follow)| self.follows.get(follow))
    }

    fn feed_of(&self, list: List) -> ListFeed {
        let members = self.members_of(list.id).map(|follow| follow.followee).collect();
        ListFeed { list, members }
    }
}

//! Who follows whom.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::posts::{Follow, Home};
use domain::{Draft, Recorded, Timestamp};
use service::PortError;
use service::posts::{Familiar, FollowRepository, Relationship, Saved};

use crate::Memory;
use crate::world::World;

#[async_trait]
impl FollowRepository for Memory {
    async fn follow(&self, draft: Draft<Follow>) -> Result<Saved<Follow>, PortError> {
        let world = &mut *self.world();
        let new = draft.with_id(world.next_id(self.entropy.now()));
        if !world.may_approach(new.follower, new.followee) {
            return Ok(Saved::Gone);
        }
        let earlier = world.follow_of(new.follower, new.followee).cloned();
        if earlier.is_none() && world.has_to_ask(new.follower, new.followee) {
            return Ok(Saved::Gone);
        }
        let id = earlier.as_ref().map_or(new.id, |earlier| earlier.id);
        if let Some(earlier) = earlier.filter(|earlier| earlier.wishes == new.wishes) {
            return Ok(Saved::Repeated(earlier));
        }
        world.tell(new.events());
        let follow = Follow { id, ..new.into_state() };
        world.follows.insert(id, follow.clone());
        Ok(Saved::New(follow))
    }

    async fn find(&self, follower: AccountId, followee: AccountId) -> Result<Option<Follow>, PortError> {
        Ok(self.world().follow_of(follower, followee).cloned())
    }

    async fn unfollow(&self, follow: Recorded<Follow>) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let there = world.follows.remove(&follow.id).is_some();
        if there {
            world.tell(follow.events());
        }
        Ok(there)
    }

    async fn relationships(
        &self,
        reader: AccountId,
        to: &[AccountId],
    ) -> Result<Vec<Relationship>, PortError> {
        let now = self.entropy.now();
        let world = self.world();
        let there = to.iter().filter(|account| world.members.contains_key(account));
        Ok(there.map(|account| world.relationship(reader, *account, now)).collect())
    }

    async fn followers(
        &self,
        of: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        let world = self.world();
        if reader.is_some_and(|reader| world.block_of(of, reader).is_some()) {
            return Ok(vec![]);
        }
        let known = world.known_to(reader);
        let those = world.follows.values().filter(|follow| follow.followee == of && known(follow.follower));
        let page = window.of(those.map(|one| Listed { at: one.id.into(), item: one.follower }));
        Ok(world.profiles(page))
    }

    async fn following(
        &self,
        by: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        let world = self.world();
        if reader.is_some_and(|reader| world.block_of(by, reader).is_some()) {
            return Ok(vec![]);
        }
        let known = world.known_to(reader);
        let those = world.follows.values().filter(|follow| follow.follower == by && known(follow.followee));
        let page = window.of(those.map(|one| Listed { at: one.id.into(), item: one.followee }));
        Ok(world.profiles(page))
    }

    async fn familiar(
        &self,
        reader: AccountId,
        to: &[AccountId],
        limit: u16,
    ) -> Result<Vec<Familiar>, PortError> {
        let world = self.world();
        let there = to.iter().filter(|account| world.members.contains_key(account));
        let familiar = |account: &AccountId| {
            let those = world.familiar(reader, *account).into_iter().take(usize::from(limit));
            Familiar { account: *account, followers: those.filter_map(|one| world.profile(one)).collect() }
        };
        Ok(there.map(familiar).collect())
    }

    async fn home(&self, reader: AccountId) -> Result<Home, PortError> {
        Ok(self.world().home_of(reader))
    }
}

impl World {
    fn relationship(&self, reader: AccountId, account: AccountId, now: Timestamp) -> Relationship {
        let mute = self.mute_of(reader, account).filter(|mute| mute.holds_at(now));
        Relationship {
            account,
            following: self.follow_of(reader, account).map(|follow| follow.wishes.clone()),
            followed_by: self.follow_of(account, reader).is_some(),
            requested: self.request_of(reader, account).map(|request| request.wishes),
            requested_by: self.request_of(account, reader).is_some(),
            blocking: self.block_of(reader, account).is_some(),
            blocked_by: self.block_of(account, reader).is_some(),
            muting: mute.map(|mute| mute.extent),
            note: self.notes.get(&(reader, account)).cloned().unwrap_or_default(),
        }
    }

    /// Those whom a reader follows and who follow an account, the newest first.
    fn familiar(&self, reader: AccountId, account: AccountId) -> Vec<AccountId> {
        let shows = |id: AccountId| self.members.get(&id).is_some_and(|one| !one.account.hide_collections);
        let known = self.known_to(Some(reader));
        if !shows(account) || self.is_shut_out(account) || self.block_of(account, reader).is_some() {
            return vec![];
        }
        let own = self.follows.values().filter(|follow| follow.follower == reader);
        let mut those: Vec<AccountId> = own
            .map(|follow| follow.followee)
            .filter(|one| self.follow_of(*one, account).is_some() && shows(*one) && known(*one))
            .collect();
        those.sort_unstable_by(|one, other| other.cmp(one));
        those
    }
}

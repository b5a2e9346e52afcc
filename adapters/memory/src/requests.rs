//! Who asks to follow whom.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::posts::{FollowRequest, Grant};
use domain::{Draft, Recorded};
use service::PortError;
use service::posts::{RequestRepository, Saved};

use crate::Memory;
use crate::world::World;

#[async_trait]
impl RequestRepository for Memory {
    async fn ask(&self, draft: Draft<FollowRequest>) -> Result<Saved<FollowRequest>, PortError> {
        let world = &mut *self.world();
        let new = draft.with_id(world.next_id(self.entropy.now()));
        let follows = world.follow_of(new.follower, new.followee).is_some();
        if follows || !world.may_approach(new.follower, new.followee) {
            return Ok(Saved::Gone);
        }
        let earlier = world.request_of(new.follower, new.followee);
        let id = earlier.as_ref().map_or(new.id, |earlier| earlier.id);
        if let Some(earlier) = earlier.filter(|earlier| earlier.wishes == new.wishes) {
            return Ok(Saved::Repeated(earlier));
        }
        world.tell(new.events());
        let request = FollowRequest { id, ..new.into_state() };
        world.requests.insert(id, request.clone());
        Ok(Saved::New(request))
    }

    async fn find(
        &self,
        follower: AccountId,
        followee: AccountId,
    ) -> Result<Option<FollowRequest>, PortError> {
        Ok(self.world().request_of(follower, followee))
    }

    async fn grant(&self, grant: Grant) -> Result<bool, PortError> {
        let world = &mut *self.world();
        if world.requests.remove(&grant.request().id).is_none() {
            return Ok(false);
        }
        let follow = grant.with_id(world.next_id(self.entropy.now()));
        world.tell(follow.events());
        world.follows.insert(follow.id, follow.into_state());
        Ok(true)
    }

    async fn end(&self, request: Recorded<FollowRequest>) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let there = world.requests.remove(&request.id).is_some();
        if there {
            world.tell(request.events());
        }
        Ok(there)
    }

    async fn list(&self, followee: AccountId, window: Window) -> Result<Vec<Listed<Profile>>, PortError> {
        let world = self.world();
        let those = world.asking(followee).map(|one| Listed { at: one.id.into(), item: one.follower });
        Ok(world.profiles(window.of(those)))
    }

    async fn count(&self, followee: AccountId) -> Result<u64, PortError> {
        Ok(self.world().asking(followee).count() as u64)
    }
}

impl World {
    fn asking(&self, followee: AccountId) -> impl DoubleEndedIterator<Item = &FollowRequest> {
        self.requests.values().filter(move |one| one.followee == followee && !self.is_shut_out(one.follower))
    }

    pub(crate) fn request_of(&self, follower: AccountId, followee: AccountId) -> Option<FollowRequest> {
        self.requests.values().find(|one| one.follower == follower && one.followee == followee).cloned()
    }

    /// Whether somebody is there for another to follow.
    pub(crate) fn may_approach(&self, follower: AccountId, followee: AccountId) -> bool {
        let there = self.members.contains_key(&followee) && !self.is_shut_out(followee);
        there && !self.ties_of(follower).are_apart(followee)
    }

    /// Whether somebody who does not follow another has to ask first, or does.
    pub(crate) fn has_to_ask(&self, follower: AccountId, followee: AccountId) -> bool {
        let account = |id| self.members.get(&id).map(|member| &member.account);
        let is_due = account(follower)
            .zip(account(followee))
            .is_some_and(|(who, whom)| FollowRequest::is_due(who, whom));
        is_due || self.request_of(follower, followee).is_some()
    }

    /// Ends what requests there are between two accounts.
    pub(crate) fn end_requests(&mut self, one: AccountId, other: AccountId) -> Vec<FollowRequest> {
        let between = |request: &FollowRequest| {
            [(one, other), (other, one)].contains(&(request.follower, request.followee))
        };
        let ended = self.requests.values().filter(|request| between(request)).cloned().collect();
        self.requests.retain(|_, request| !between(request));
        ended
    }
}

//! Who keeps whom away.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::{AccountId, BlockId};
use domain::page::{Listed, Window};
use domain::posts::{Block, Blocking, Follow, Mute, PrivateNote, Ties};
use domain::{Draft, Recorded};
use service::PortError;
use service::posts::{MutedProfile, RelationRepository, Saved};

use crate::Memory;
use crate::world::World;

#[async_trait]
impl RelationRepository for Memory {
    async fn block(&self, blocking: Blocking) -> Result<Saved<Block>, PortError> {
        let world = &mut *self.world();
        let id: BlockId = world.next_id(self.entropy.now());
        let (blocker, blocked) = (blocking.blocker(), blocking.blocked());
        if !world.members.contains_key(&blocked) {
            return Ok(Saved::Gone);
        }
        if let Some(earlier) = world.block_of(blocker, blocked) {
            return Ok(Saved::Repeated(earlier));
        }
        let ended = world.end_follows(blocker, blocked);
        let requests = world.end_requests(blocker, blocked);
        let channels = world.end_channel_follows(blocker, blocked);
        let block = blocking.with(id, &ended, &requests, &channels);
        world.tell(block.events());
        world.blocks.insert(id, *block);
        Ok(Saved::New(*block))
    }

    async fn find_block(&self, blocker: AccountId, blocked: AccountId) -> Result<Option<Block>, PortError> {
        Ok(self.world().block_of(blocker, blocked))
    }

    async fn unblock(&self, block: Recorded<Block>) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let there = world.blocks.remove(&block.id).is_some();
        if there {
            world.tell(block.events());
        }
        Ok(there)
    }

    async fn blocked(&self, by: AccountId, window: Window) -> Result<Vec<Listed<Profile>>, PortError> {
        let world = self.world();
        let there = |block: &&Block| block.blocker == by && !world.is_shut_out(block.blocked);
        let those = world.blocks.values().filter(there);
        let page = window.of(those.map(|one| Listed { at: one.id.into(), item: one.blocked }));
        Ok(world.profiles(page))
    }

    async fn mute(&self, draft: Draft<Mute>) -> Result<Saved<Mute>, PortError> {
        let now = self.entropy.now();
        let world = &mut *self.world();
        let new = draft.with_id(world.next_id(now));
        if !world.members.contains_key(&new.muted) {
            return Ok(Saved::Gone);
        }
        let earlier = world.mute_of(new.muter, new.muted);
        if let Some(earlier) = earlier.filter(|earlier| earlier.extent == new.extent) {
            return Ok(Saved::Repeated(earlier));
        }
        world.tell(new.events());
        let id = earlier.map_or(new.id, |earlier| earlier.id);
        let mute = Mute { id, ..*new };
        world.mutes.insert(id, mute);
        Ok(Saved::New(mute))
    }

    async fn find_mute(&self, muter: AccountId, muted: AccountId) -> Result<Option<Mute>, PortError> {
        Ok(self.world().mute_of(muter, muted))
    }

    async fn unmute(&self, mute: Recorded<Mute>) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let there = world.mutes.remove(&mute.id).is_some();
        if there {
            world.tell(mute.events());
        }
        Ok(there)
    }

    async fn note(&self, by: AccountId, about: AccountId, note: &PrivateNote) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let there = world.members.contains_key(&about);
        if there {
            world.notes.insert((by, about), note.clone());
        }
        Ok(there)
    }

    async fn muted(&self, by: AccountId, window: Window) -> Result<Vec<Listed<MutedProfile>>, PortError> {
        let now = self.entropy.now();
        let world = self.world();
        let there = |mute: &&Mute| mute.muter == by && mute.holds_at(now) && !world.is_shut_out(mute.muted);
        let those = world.mutes.values().filter(there);
        let page = window.of(those.map(|one| Listed { at: one.id.into(), item: *one }));
        let shown = |row: Listed<Mute>| {
            let profile = world.profile(row.item.muted)?;
            Some(Listed { at: row.at, item: MutedProfile { profile, until: row.item.extent.until } })
        };
        Ok(page.into_iter().filter_map(shown).collect())
    }
}

impl World {
    pub(crate) fn block_of(&self, blocker: AccountId, blocked: AccountId) -> Option<Block> {
        self.blocks.values().find(|one| one.blocker == blocker && one.blocked == blocked).copied()
    }

    pub(crate) fn mute_of(&self, muter: AccountId, muted: AccountId) -> Option<Mute> {
        self.mutes.values().find(|one| one.muter == muter && one.muted == muted).copied()
    }

    /// Ends what follows there are between two accounts.
    fn end_follows(&mut self, one: AccountId, other: AccountId) -> Vec<Follow> {
        let between =
            |follow: &Follow| [(one, other), (other, one)].contains(&(follow.follower, follow.followee));
        let ended: Vec<Follow> = self.follows.values().filter(|follow| between(follow)).cloned().collect();
        self.follows.retain(|_, follow| !between(follow));
        ended
    }

    /// Whom somebody keeps away, and who keeps them away.
    pub(crate) fn ties_of(&self, reader: AccountId) -> Ties {
        let blocks = self.blocks.values();
        let mutes = self.mutes.values().filter(|mute| mute.muter == reader);
        Ties {
            blocking: blocks.clone().filter(|one| one.blocker == reader).map(|one| one.blocked).collect(),
            blocked_by: blocks.filter(|one| one.blocked == reader).map(|one| one.blocker).collect(),
            muting: mutes.map(|mute| (mute.muted, mute.extent)).collect(),
        }
    }

    /// Whether a list may name somebody to a reader.
    pub(crate) fn known_to(&self, reader: Option<AccountId>) -> impl Fn(AccountId) -> bool {
        let ties = reader.map(|reader| self.ties_of(reader)).unwrap_or_default();
        move |one| !self.is_shut_out(one) && !ties.are_apart(one)
    }

    pub(crate) fn is_shut_out(&self, who: AccountId) -> bool {
        self.departures.contains_key(&who)
            || self.members.get(&who).is_some_and(|member| member.account.suspended)
    }

    pub(crate) fn is_silenced(&self, who: AccountId) -> bool {
        self.members.get(&who).is_some_and(|member| member.account.silenced)
    }
}

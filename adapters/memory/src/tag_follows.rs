//! Who follows which tags.
use async_trait::async_trait;
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::posts::{Hashtag, TagFollow};
use domain::{Draft, Recorded};
use service::PortError;
use service::posts::{Begun, TagFollowRepository};

use crate::Memory;
use crate::world::World;

#[async_trait]
impl TagFollowRepository for Memory {
    async fn follow_tag(&self, draft: Draft<TagFollow>) -> Result<Begun, PortError> {
        let world = &mut *self.world();
        let new = draft.with_id(world.next_id(self.entropy.now()));
        if let Some(earlier) = world.tag_follow(new.by, &new.tag) {
            return Ok(Begun::Repeated(earlier.clone()));
        }
        if world.tag_follows.values().filter(|one| one.by == new.by).count() >= TagFollow::MOST {
            return Ok(Begun::Full);
        }
        world.tell(new.events());
        let new = new.into_state();
        world.tag_follows.insert(new.id, new.clone());
        Ok(Begun::New(new))
    }

    async fn find_tag(&self, by: AccountId, tag: &Hashtag) -> Result<Option<TagFollow>, PortError> {
        Ok(self.world().tag_follow(by, tag).cloned())
    }

    async fn unfollow_tag(&self, follow: Recorded<TagFollow>) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let there = world.tag_follows.remove(&follow.id).is_some();
        if there {
            world.tell(follow.events());
        }
        Ok(there)
    }

    async fn followed_tags(&self, by: AccountId, window: Window) -> Result<Vec<Listed<Hashtag>>, PortError> {
        let world = self.world();
        let own = world.tag_follows.values().filter(|one| one.by == by);
        Ok(window.of(own.map(|one| Listed { at: one.id.into(), item: one.tag.clone() })))
    }
}

impl World {
    fn tag_follow(&self, by: AccountId, tag: &Hashtag) -> Option<&TagFollow> {
        self.tag_follows.values().find(|one| one.by == by && one.tag == *tag)
    }
}

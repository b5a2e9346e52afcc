//! Posts, boosts and favourites.
mod thread;

use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::{AccountId, MediaId, PostId};
use domain::page::{Listed, Window};
use domain::posts::{Boost, Favourite, IdempotencyKey, Post, Removal, Visibility};
use domain::{Draft, Recorded, Timestamp};
use jiff::SignedDuration;
use service::PortError;
use service::posts::{Entry, PostRepository, Saved, Thread, ThreadLimits};

use crate::Memory;
use crate::eyes::Where;
use crate::world::{Row, World};

#[async_trait]
impl PostRepository for Memory {
    async fn publish(
        &self,
        draft: Draft<Post>,
        key: Option<IdempotencyKey>,
    ) -> Result<Saved<Post>, PortError> {
        self.publish_with_media(draft, vec![], key).await
    }

    async fn publish_with_media(
        &self,
        draft: Draft<Post>,
        media: Vec<MediaId>,
        key: Option<IdempotencyKey>,
    ) -> Result<Saved<Post>, PortError> {
        let now = self.entropy.now();
        let world = &mut *self.world();
        if let Some(first) = key.as_ref().and_then(|key| world.made_with(key, now)) {
            return Ok(Saved::Repeated(first.clone()));
        }
        if !world.are_free(&media, None) {
            return Ok(Saved::Gone);
        }
        let post = draft.with_id(world.next_id(now));
        world.tell(post.events());
        let post = post.into_state();
        world.attach(&media, post.id, now);
        if post.is_counted() {
            world.wrote(post.author, post.published_at);
        }
        world.keys.extend(key.map(|key| (key, (post.id, now))));
        world.marks.file(post.id, post.reply_to);
        world.rows.insert(post.id, Row::Post(Box::new(post.clone())));
        Ok(Saved::New(post))
    }

    async fn find(&self, id: PostId, reader: Option<AccountId>) -> Result<Option<Entry>, PortError> {
        let now = self.entropy.now();
        let world = self.world();
        let eyes = world.eyes(reader, now);
        let row = world.rows.get(&id).filter(|row| eyes.see(row, Where::Alone));
        Ok(row.and_then(|row| world.entry(row, reader)))
    }

    async fn delete(&self, removal: Removal) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let id = removal.post();
        if world.post(id).is_none() {
            return Ok(false);
        }
        let boosts: Vec<_> =
            world.boosts().filter(|one| one.post == id).map(|one| (one.id, one.by)).collect();
        world.tell(removal.with_boosts(&boosts).events());
        world.rows.retain(|at, _| *at != id && boosts.iter().all(|(boost, _)| at != boost));
        world.favourites.retain(|_, favourite| favourite.post != id);
        world.keys.retain(|_, (made, _)| *made != id);
        world.marks.forget(id);
        world.detach(id, self.entropy.now());
        world.forget_votes(id);
        world.earlier.remove(&id);
        Ok(true)
    }

    async fn thread(
        &self,
        id: PostId,
        reader: Option<AccountId>,
        limits: ThreadLimits,
    ) -> Result<Thread, PortError> {
        let now = self.entropy.now();
        Ok(self.world().eyes(reader, now).thread(id, limits))
    }

    async fn boost(&self, draft: Draft<Boost>) -> Result<Saved<Boost>, PortError> {
        let world = &mut *self.world();
        let boost = draft.with_id(world.next_id(self.entropy.now()));
        if world.post(boost.post).is_none() {
            return Ok(Saved::Gone);
        }
        if let Some(first) = world.boost_of(boost.post, boost.by) {
            return Ok(Saved::Repeated(first));
        }
        world.tell(boost.events());
        if boost.visibility != Visibility::Direct {
            world.wrote(boost.by, boost.at);
        }
        world.rows.insert(boost.id, Row::Boost(*boost));
        Ok(Saved::New(*boost))
    }

    async fn find_boost(&self, post: PostId, by: AccountId) -> Result<Option<Boost>, PortError> {
        Ok(self.world().boost_of(post, by))
    }

    async fn unboost(&self, boost: Recorded<Boost>) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let there = world.boost_of(boost.post, boost.by).is_some_and(|there| there.id == boost.id);
        if there {
            world.rows.remove(&boost.id);
            world.tell(boost.events());
        }
        Ok(there)
    }

    async fn favourite(&self, draft: Draft<Favourite>) -> Result<Saved<Favourite>, PortError> {
        let world = &mut *self.world();
        let favourite = draft.with_id(world.next_id(self.entropy.now()));
        if world.post(favourite.post).is_none() {
            return Ok(Saved::Gone);
        }
        if let Some(first) = world.favourite_of(favourite.post, favourite.by) {
            return Ok(Saved::Repeated(first));
        }
        world.tell(favourite.events());
        world.favourites.insert(favourite.id, *favourite);
        Ok(Saved::New(*favourite))
    }

    async fn find_favourite(&self, post: PostId, by: AccountId) -> Result<Option<Favourite>, PortError> {
        Ok(self.world().favourite_of(post, by))
    }

    async fn unfavourite(&self, favourite: Recorded<Favourite>) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let there = world.favourites.remove(&favourite.id).is_some();
        if there {
            world.tell(favourite.events());
        }
        Ok(there)
    }

    async fn favourited_by(
        &self,
        post: PostId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        let world = self.world();
        let known = world.known_to(reader);
        let those =
            world.favourites.values().filter(|favourite| favourite.post == post && known(favourite.by));
        let page = window.of(those.map(|one| Listed { at: one.id.into(), item: one.by }));
        Ok(world.profiles(page))
    }

    async fn boosted_by(
        &self,
        post: PostId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        let world = self.world();
        let known = world.known_to(reader);
        let those = world.boosts().filter(|boost| boost.post == post && known(boost.by));
        let page = window.of(those.map(|one| Listed { at: one.id.into(), item: one.by }));
        Ok(world.profiles(page))
    }
}

impl World {
    /// The post that was made with a key, while the key is remembered.
    fn made_with(&self, key: &IdempotencyKey, now: Timestamp) -> Option<&Post> {
        let (id, at) = self.keys.get(key)?;
        let fresh = now.duration_since(*at) < SignedDuration::from_hours(IdempotencyKey::HOURS);
        self.post(*id).filter(|_| fresh)
    }

    fn boost_of(&self, post: PostId, by: AccountId) -> Option<Boost> {
        self.boosts().find(|boost| boost.post == post && boost.by == by).copied()
    }

    fn favourite_of(&self, post: PostId, by: AccountId) -> Option<Favourite> {
        self.favourites.values().find(|favourite| favourite.post == post && favourite.by == by).copied()
    }

    /// A page of accounts as their profiles.
    pub(crate) fn profiles(&self, page: Vec<Listed<AccountId>>) -> Vec<Listed<Profile>> {
        let profile = |row: Listed<AccountId>| Some(Listed { at: row.at, item: self.profile(row.item)? });
        page.into_iter().filter_map(profile).collect()
    }
}

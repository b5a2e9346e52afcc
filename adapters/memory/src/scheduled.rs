//! What is to be published later.
use async_trait::async_trait;
use domain::ids::{AccountId, ScheduledPostId};
use domain::page::{Listed, Window};
use domain::posts::{IdempotencyKey, Post, ScheduledPost};
use domain::{Draft, Timestamp};
use service::PortError;
use service::posts::{Saved, ScheduleRepository};

use crate::Memory;
use crate::world::Row;

#[async_trait]
impl ScheduleRepository for Memory {
    async fn keep(
        &self,
        draft: Draft<ScheduledPost>,
        key: Option<IdempotencyKey>,
        most: u32,
    ) -> Result<Option<Saved<ScheduledPost>>, PortError> {
        let world = &mut *self.world();
        let new = draft.with_id(world.next_id(self.entropy.now())).into_state();
        let same = |(_, known): &&(ScheduledPost, Option<IdempotencyKey>)| key.is_some() && *known == key;
        if let Some((earlier, _)) = world.scheduled.values().find(same) {
            return Ok(Some(Saved::Repeated(earlier.clone())));
        }
        let waiting = world.scheduled.values().filter(|(plan, _)| plan.author == new.author).count();
        if waiting as u64 >= u64::from(most) {
            return Ok(None);
        }
        world.scheduled.insert(new.id, (new.clone(), key));
        Ok(Some(Saved::New(new)))
    }

    async fn list(&self, of: AccountId, window: Window) -> Result<Vec<ScheduledPost>, PortError> {
        let world = self.world();
        let own = world.scheduled.values().filter(|(plan, _)| plan.author == of);
        let page = window.of(own.map(|(plan, _)| Listed { at: plan.id.into(), item: plan.clone() }));
        Ok(page.into_iter().map(|row| row.item).collect())
    }

    async fn find(&self, id: ScheduledPostId, of: AccountId) -> Result<Option<ScheduledPost>, PortError> {
        let world = self.world();
        Ok(world.scheduled.get(&id).map(|(plan, _)| plan.clone()).filter(|plan| plan.author == of))
    }

    async fn move_to(&self, id: ScheduledPostId, of: AccountId, due: Timestamp) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let plan = world.scheduled.get_mut(&id).filter(|(plan, _)| plan.author == of);
        Ok(plan.map(|(plan, _)| plan.due = due).is_some())
    }

    async fn cancel(&self, id: ScheduledPostId, of: AccountId) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let theirs = world.scheduled.get(&id).is_some_and(|(plan, _)| plan.author == of);
        Ok(theirs && world.scheduled.remove(&id).is_some())
    }

    async fn due(&self, by: Timestamp, limit: u16) -> Result<Vec<ScheduledPost>, PortError> {
        let world = self.world();
        let mut due: Vec<_> =
            world.scheduled.values().map(|(plan, _)| plan.clone()).filter(|plan| plan.due <= by).collect();
        due.sort_by_key(|plan| (plan.due, plan.id));
        due.truncate(usize::from(limit));
        Ok(due)
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, PortError> {
        Ok(self.world().scheduled.values().map(|(plan, _)| plan.due).min())
    }

    async fn publish(&self, plan: &ScheduledPost, post: Draft<Post>) -> Result<bool, PortError> {
        let now = self.entropy.now();
        let world = &mut *self.world();
        if world.scheduled.get(&plan.id).is_none_or(|(kept, _)| kept.due != plan.due) {
            return Ok(false);
        }
        world.scheduled.remove(&plan.id);
        let post = post.with_id(world.next_id(now));
        world.tell(post.events());
        let post = post.into_state();
        if post.is_counted() {
            world.wrote(post.author, post.published_at);
        }
        world.marks.file(post.id, post.reply_to);
        world.rows.insert(post.id, Row::Post(Box::new(post)));
        Ok(true)
    }
}

//! Edits, and what posts were before them.
use async_trait::async_trait;
use domain::ids::PostId;
use domain::posts::{Edit, Post};
use service::PortError;
use service::edits::EditRepository;
use service::posts::Saved;

use crate::Memory;
use crate::world::Row;

#[async_trait]
impl EditRepository for Memory {
    async fn edit(&self, edit: Edit) -> Result<Saved<Post>, PortError> {
        let now = self.entropy.now();
        let world = &mut *self.world();
        let (id, media) = (edit.post(), edit.media());
        let Some(before) = world.post(id).cloned() else { return Ok(Saved::Gone) };
        if !world.are_free(&media, Some(id)) {
            return Ok(Saved::Gone);
        }
        let Some(after) = edit.of(&before, world.post_counts(id)) else {
            return Ok(Saved::Repeated(before));
        };
        world.tell(after.events());
        let after = after.into_state();
        world.attach(&media, id, now);
        world.redescribe(&after.attachments);
        if !after.asks_the_same_as(&before) {
            world.forget_votes(id);
        }
        world.earlier.entry(id).or_default().push(before);
        world.rows.insert(id, Row::Post(Box::new(after.clone())));
        Ok(Saved::New(after))
    }

    async fn list_earlier(&self, posts: &[PostId]) -> Result<Vec<Post>, PortError> {
        let world = self.world();
        Ok(posts.iter().filter_map(|post| world.earlier.get(post)).flatten().cloned().collect())
    }
}

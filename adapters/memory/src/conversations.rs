//! Who speaks with whom.
use async_trait::async_trait;
use domain::ids::{AccountId, ConversationId, PostId, Snowflake};
use domain::page::{Listed, Window};
use domain::posts::{Conversation, Visibility};
use domain::{Draft, Timestamp};
use service::PortError;
use service::notifications::{ConversationRepository, Talk};

use crate::Memory;
use crate::world::World;

#[async_trait]
impl ConversationRepository for Memory {
    async fn list(&self, of: AccountId, window: Window) -> Result<Vec<Talk>, PortError> {
        let world = self.world();
        let own = world.conversations.values().filter(|one| one.of == of);
        let mut own: Vec<_> = own.filter_map(|one| world.talk(one)).collect();
        own.sort_by_key(|talk| talk.conversation.last);
        let listed = own.into_iter().map(|talk| Listed { at: talk.conversation.last.into(), item: talk });
        Ok(window.of(listed).into_iter().map(|row| row.item).collect())
    }

    async fn find(&self, id: ConversationId, of: AccountId) -> Result<Option<Talk>, PortError> {
        let world = self.world();
        Ok(world.conversations.get(&(of, id)).and_then(|one| world.talk(one)))
    }

    async fn read(&self, id: ConversationId, of: AccountId) -> Result<bool, PortError> {
        let world = &mut *self.world();
        Ok(world.conversations.get_mut(&(of, id)).map(|one| one.unread = false).is_some())
    }

    async fn remove(&self, id: ConversationId, of: AccountId) -> Result<bool, PortError> {
        Ok(self.world().conversations.remove(&(of, id)).is_some())
    }
}

impl World {
    /// Nothing if it was said last by somebody from whom a block keeps them.
    fn talk(&self, one: &Conversation) -> Option<Talk> {
        let last = self.entry(self.rows.get(&one.last)?, Some(one.of))?;
        self.known_to(Some(one.of))(last.post.post.author).then_some(Talk { conversation: *one, last })
    }

    pub(crate) fn converse(&mut self, post: PostId, people: Vec<Draft<Conversation>>, now: Timestamp) {
        let Some(author) = self.post(post).map(|post| post.author) else { return };
        let thread = Snowflake::from(self.marks.thread_of(post));
        for draft in people {
            let said = draft.with_id(thread.into());
            if self.lets_tell(said.of, author, now) {
                self.tell(said.events());
                self.conversations.insert((said.of, said.id), *said);
            }
        }
    }

    /// Goes back to what was said before, where there is something.
    pub(crate) fn unsay(&mut self, post: PostId) {
        let hit: Vec<_> = self.conversations.values().filter(|one| one.last == post).copied().collect();
        for one in hit {
            let said = |id: &PostId| Snowflake::from(self.marks.thread_of(*id)) == Snowflake::from(one.id);
            let before = self.posts().rev().find(|earlier| {
                earlier.visibility == Visibility::Direct
                    && said(&earlier.id)
                    && earlier.audience().admits(Some(one.of), false)
            });
            match before.map(|earlier| earlier.id) {
                Some(last) => drop(self.conversations.insert((one.of, one.id), Conversation { last, ..one })),
                None => drop(self.conversations.remove(&(one.of, one.id))),
            }
        }
    }
}

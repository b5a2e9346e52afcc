//! What is said in the rooms of channels.
use async_trait::async_trait;
use domain::channels::{Message, MessageKey, Unsaid};
use domain::ids::{AccountId, MessageId};
use domain::page::{Listed, Window};
use domain::{Draft, Recorded};
use service::PortError;
use service::channels::{MessageView, RoomRepository, Uttered};

use crate::Memory;

#[async_trait]
impl RoomRepository for Memory {
    async fn say(&self, draft: Draft<Message>, key: Option<MessageKey>) -> Result<Uttered, PortError> {
        let now = self.entropy.now();
        let world = &mut *self.world();
        let new = draft.with_id(world.next_id(now));
        if !world.channels.open.contains_key(&new.room) {
            return Ok(Uttered::Gone);
        }
        let same = |(earlier, used): &&(Message, Option<MessageKey>)| {
            key.is_some() && *used == key && (earlier.by, earlier.room) == (new.by, new.room)
        };
        if let Some((earlier, _)) = world.channels.said.values().find(same) {
            let repeated = earlier.text == new.text;
            return Ok(if repeated { Uttered::Repeated(earlier.clone()) } else { Uttered::Taken });
        }
        world.tell(new.events());
        let new = new.into_state();
        world.channels.said.insert(new.id, (new.clone(), key));
        Ok(Uttered::New(new))
    }

    async fn find_said(&self, room: AccountId, id: MessageId) -> Result<Option<Message>, PortError> {
        let world = self.world();
        let found = world.channels.said.get(&id).map(|(message, _)| message);
        Ok(found.filter(|message| message.room == room).cloned())
    }

    async fn list_said(
        &self,
        room: AccountId,
        window: Window,
    ) -> Result<Vec<Listed<MessageView>>, PortError> {
        let world = self.world();
        let said = world.channels.said.values().map(|(message, _)| message);
        let shown = said.filter(|message| message.room == room && !world.is_shut_out(message.by));
        let page = window.of(shown.map(|message| Listed { at: message.id.into(), item: message }));
        let view = |row: Listed<&Message>| {
            let view = MessageView { message: row.item.clone(), author: world.profile(row.item.by)? };
            Some(Listed { at: row.at, item: view })
        };
        Ok(page.into_iter().filter_map(view).collect())
    }

    async fn unsay(&self, unsaid: Recorded<Unsaid>) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let there = world.channels.said.get(&unsaid.id).is_some_and(|(it, _)| it.room == unsaid.room);
        if there {
            world.channels.said.remove(&unsaid.id);
            world.tell(unsaid.events());
        }
        Ok(there)
    }

    async fn list_said_by(&self, by: AccountId, most: u16) -> Result<Vec<Message>, PortError> {
        let world = self.world();
        let said = world.channels.said.values().map(|(message, _)| message);
        Ok(said.filter(|message| message.by == by).take(most.into()).cloned().collect())
    }
}

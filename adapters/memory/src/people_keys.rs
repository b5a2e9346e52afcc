//! The keys of people in events.
use std::collections::BTreeMap;

use async_trait::async_trait;
use sourcing::{Key, Keys, Unavailable};
use uuid::Uuid;

use crate::Memory;

/// All of them, by their names.
pub(crate) type PeopleKeys = BTreeMap<Uuid, Key>;

#[async_trait]
impl Keys for Memory {
    async fn keep(&self, key: Key) -> Result<Key, Unavailable> {
        let keys = &mut self.world().people_keys;
        if let Some(known) = keys.values().find(|known| known.person == key.person) {
            return Ok(known.clone());
        }
        keys.insert(key.id, key.clone());
        Ok(key)
    }

    async fn find(&self, ids: &[Uuid]) -> Result<Vec<Key>, Unavailable> {
        let keys = &self.world().people_keys;
        Ok(ids.iter().filter_map(|id| keys.get(id).cloned()).collect())
    }

    async fn list(&self, after: Uuid, most: u16) -> Result<Vec<Key>, Unavailable> {
        let keys = &self.world().people_keys;
        let behind = keys.range((std::ops::Bound::Excluded(after), std::ops::Bound::Unbounded));
        Ok(behind.take(usize::from(most)).map(|(_, key)| key.clone()).collect())
    }

    async fn destroy(&self, person: &str) -> Result<bool, Unavailable> {
        let keys = &mut self.world().people_keys;
        let before = keys.len();
        keys.retain(|_, key| &*key.person != person);
        Ok(keys.len() < before)
    }
}

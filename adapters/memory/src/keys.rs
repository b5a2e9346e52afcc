//! Keys that tokens are signed with.
use async_trait::async_trait;
use service::PortError;
use service::identity::{KeyRepository, SigningKey};

use crate::Memory;

#[async_trait]
impl KeyRepository for Memory {
    async fn list(&self) -> Result<Vec<SigningKey>, PortError> {
        let mut keys = self.world().signing_keys.clone();
        keys.sort_by_key(|key| std::cmp::Reverse(key.created_at));
        Ok(keys)
    }

    async fn add_first(&self, key: SigningKey) -> Result<Vec<SigningKey>, PortError> {
        {
            let keys = &mut self.world().signing_keys;
            if keys.is_empty() {
                keys.push(key);
            }
        }
        self.list().await
    }

    async fn add(&self, key: SigningKey) -> Result<(), PortError> {
        self.world().signing_keys.push(key);
        Ok(())
    }

    async fn remove(&self, kid: &str) -> Result<bool, PortError> {
        let keys = &mut self.world().signing_keys;
        let newest = keys.iter().map(|key| key.created_at).max();
        let found = keys.iter().position(|key| key.kid == kid && Some(key.created_at) < newest);
        Ok(found.map(|at| keys.swap_remove(at)).is_some())
    }
}

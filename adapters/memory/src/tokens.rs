//! Rows of tokens.
use async_trait::async_trait;
use domain::identity::{AccessToken, TokenId};
use service::PortError;
use service::identity::TokenRepository;

use crate::Memory;

#[async_trait]
impl TokenRepository for Memory {
    async fn save(&self, token: &AccessToken) -> Result<(), PortError> {
        self.world().tokens.insert(token.id, token.clone());
        Ok(())
    }

    async fn find(&self, id: TokenId) -> Result<Option<AccessToken>, PortError> {
        Ok(self.world().tokens.get(&id).cloned())
    }
}

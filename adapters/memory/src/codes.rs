//! Codes that are traded for tokens.
use async_trait::async_trait;
use domain::identity::{AccessToken, AuthorizationCode, Digest, TokenId};
use service::PortError;
use service::identity::{CodeRepository, Redeemed};

use crate::Memory;

#[async_trait]
impl CodeRepository for Memory {
    async fn save_code(&self, code: &AuthorizationCode) -> Result<(), PortError> {
        self.world().codes.insert(code.digest.as_str().to_owned(), (code.clone(), None));
        Ok(())
    }

    async fn find_code(
        &self,
        digest: &Digest,
    ) -> Result<Option<(AuthorizationCode, Option<TokenId>)>, PortError> {
        Ok(self.world().codes.get(digest.as_str()).cloned())
    }

    async fn redeem(&self, digest: &Digest, token: &AccessToken) -> Result<Redeemed, PortError> {
        let world = &mut *self.world();
        let Some((_, taken)) = world.codes.get_mut(digest.as_str()) else { return Ok(Redeemed::Gone) };
        if let Some(before) = *taken {
            return Ok(Redeemed::Before(before));
        }
        *taken = Some(token.id);
        world.tokens.insert(token.id, token.clone());
        Ok(Redeemed::Now)
    }
}

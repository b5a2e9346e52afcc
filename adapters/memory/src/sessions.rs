//! Sessions of people with the pages.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{AccessToken, Digest, Session, SessionId, TokenId};
use domain::ids::AccountId;
use service::PortError;
use service::identity::SessionRepository;

use crate::Memory;

#[async_trait]
impl SessionRepository for Memory {
    async fn save_session(&self, session: &Session, token: &AccessToken) -> Result<(), PortError> {
        let world = &mut *self.world();
        world.sessions.insert(session.id, (session.clone(), token.id));
        world.tokens.insert(token.id, token.clone());
        Ok(())
    }

    async fn find_session(&self, secret: &Digest) -> Result<Option<(Session, TokenId)>, PortError> {
        Ok(self.world().sessions.values().find(|(session, _)| session.secret == *secret).cloned())
    }

    async fn list_sessions(&self, account: AccountId, most: u16) -> Result<Vec<Session>, PortError> {
        let world = self.world();
        let theirs = world.sessions.values().map(|(session, _)| session);
        let mut theirs: Vec<_> = theirs.filter(|session| session.account == account).cloned().collect();
        theirs.sort_by_key(|session| (std::cmp::Reverse(session.used_at), session.id.0));
        theirs.truncate(usize::from(most));
        Ok(theirs)
    }

    async fn touch_session(&self, id: SessionId, at: Timestamp) -> Result<(), PortError> {
        if let Some((session, _)) = self.world().sessions.get_mut(&id) {
            session.used_at = at;
        }
        Ok(())
    }
}

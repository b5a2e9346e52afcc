//! Rows of tokens.
use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::identity::{AccessToken, Revocation, Scopes, TokenId};
use domain::ids::{AccountId, AppId};
use domain::{Recorded, Timestamp};
use service::PortError;
use service::identity::{Allowed, TokenRepository};

use crate::Memory;
use crate::world::World;

#[async_trait]
impl TokenRepository for Memory {
    async fn save(&self, token: &AccessToken) -> Result<(), PortError> {
        self.world().tokens.insert(token.id, token.clone());
        Ok(())
    }

    async fn find(&self, id: TokenId) -> Result<Option<AccessToken>, PortError> {
        let world = self.world();
        let suspended = |account| {
            world.members.get(&account).is_some_and(|member| member.account.suspended)
                || world.departures.contains_key(&account)
        };
        let token = world.tokens.get(&id);
        Ok(token.filter(|token| !token.grantee.account().is_some_and(suspended)).cloned())
    }

    async fn touch(&self, id: TokenId, at: Timestamp) -> Result<(), PortError> {
        if let Some(token) = self.world().tokens.get_mut(&id) {
            token.used_at = at;
        }
        Ok(())
    }

    async fn revoke(&self, revocation: Recorded<Revocation>) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let ended = world.end(*revocation, self.entropy.now());
        if ended {
            world.tell(revocation.events());
        }
        Ok(ended)
    }

    async fn list_allowed(&self, account: AccountId, most: u16) -> Result<Vec<Allowed>, PortError> {
        let world = self.world();
        let mut tokens: Vec<_> =
            world.tokens.values().filter(|token| token.grantee.account() == Some(account)).collect();
        tokens.sort_by_key(|token| (token.created_at, token.id.0));
        let mut allowed = BTreeMap::<AppId, Allowed>::new();
        for token in tokens {
            let Some(app) = token.grantee.app().and_then(|app| world.apps.get(&app)) else { continue };
            let one = allowed.entry(app.id).or_insert_with(|| Allowed {
                app: app.clone(),
                scopes: token.scopes.clone(),
                allowed_at: token.created_at,
                used_at: token.used_at,
            });
            one.scopes = Scopes::joined(&format!("{} {}", one.scopes, token.scopes));
            one.allowed_at = one.allowed_at.max(token.created_at);
            one.used_at = one.used_at.max(token.used_at);
        }
        let mut allowed: Vec<_> = allowed.into_values().collect();
        allowed.sort_by_key(|one| std::cmp::Reverse((one.allowed_at, one.app.id)));
        allowed.truncate(usize::from(most));
        Ok(allowed)
    }
}

impl World {
    /// Ends tokens, with the sessions and codes that go with them; whether there were any.
    pub(crate) fn end(&mut self, revocation: Revocation, now: Timestamp) -> bool {
        let mut are_guests = false;
        let before = self.tokens.len() + self.sessions.len() + self.codes.len();
        let revoked = revocation.told();
        self.tokens.retain(|_, token| !token.ended_by(&revoked));
        match revocation {
            Revocation::Token(_) => {}
            Revocation::Session { account, session } => {
                self.sessions.retain(|id, (one, _)| !(*id == session && one.account == account));
            }
            Revocation::App { account, app } => {
                self.codes.retain(|_, (code, _)| !(code.account == account && code.app == app));
            }
            Revocation::Account(account) => {
                self.sessions.retain(|_, (session, _)| session.account != account);
                self.codes.retain(|_, (code, _)| code.account != account);
                are_guests = self.foreigners.values().any(|(owner, _)| *owner == account);
                if are_guests {
                    self.ended.insert(account, now);
                }
            }
        }
        are_guests || before > self.tokens.len() + self.sessions.len() + self.codes.len()
    }
}

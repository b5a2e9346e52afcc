//! Tokens end.
use serde::{Deserialize, Serialize};

use super::{AccessToken, Grantee, SessionId, TokenId};
use crate::ids::{AccountId, AppId};
use crate::realtime::{Cause, Event};
use crate::recorded::Recorded;

/// Which tokens end together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revocation {
    /// This one.
    Token(TokenId),
    /// The one of somebody's session, and the session itself.
    Session {
        /// Whose.
        account: AccountId,
        /// Which.
        session: SessionId,
    },
    /// All that somebody let an app have.
    App {
        /// Whose.
        account: AccountId,
        /// Which.
        app: AppId,
    },
    /// All of an account, and its sessions.
    Account(AccountId),
}

/// Tokens were ended: every one that has all that is named here. What is not named, any may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRevoked {
    /// The token.
    pub token: Option<TokenId>,
    /// Whose they were.
    pub account: Option<AccountId>,
    /// Which app had them.
    pub app: Option<AppId>,
    /// Which session they belonged to.
    pub session: Option<SessionId>,
}

impl Revocation {
    /// The tokens end.
    pub fn record(self, cause: &Cause) -> Recorded<Self> {
        Recorded::new(self, cause, [Event::TokenRevoked(self.told())])
    }

    /// How it is told.
    #[must_use]
    pub fn told(self) -> TokenRevoked {
        let nothing = TokenRevoked { token: None, account: None, app: None, session: None };
        match self {
            Self::Token(token) => TokenRevoked { token: Some(token), ..nothing },
            Self::Session { account, session } => {
                TokenRevoked { account: Some(account), session: Some(session), ..nothing }
            }
            Self::App { account, app } => TokenRevoked { account: Some(account), app: Some(app), ..nothing },
            Self::Account(account) => TokenRevoked { account: Some(account), ..nothing },
        }
    }
}

impl TokenRevoked {
    /// Whether a token is among those that ended.
    #[must_use]
    pub fn ends(&self, token: TokenId, grantee: &Grantee) -> bool {
        let names_somebody = self.token.is_some() || self.account.is_some();
        names_somebody
            && self.token.is_none_or(|named| named == token)
            && self.account.is_none_or(|named| grantee.account() == Some(named))
            && self.app.is_none_or(|named| grantee.app() == Some(named))
            && self.session.is_none_or(|named| grantee.session() == Some(named))
    }
}

impl AccessToken {
    /// Whether it is among those that ended.
    #[must_use]
    pub fn ended_by(&self, revoked: &TokenRevoked) -> bool {
        revoked.ends(self.id, &self.grantee)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_is_named_ends_and_nothing_else() {
        let (ada, bob) = (AccountId::stored(1), AccountId::stored(2));
        let (crow, rook) = (AppId::stored(1), AppId::stored(2));
        let [page, other] = [1, 2].map(|n| SessionId(Uuid::from_u128(n)));
        let tokens = [
            Grantee::Member(ada),
            Grantee::Through { account: ada, app: crow },
            Grantee::Through { account: ada, app: rook },
            Grantee::Page { account: ada, session: page },
            Grantee::Page { account: ada, session: other },
            Grantee::Through { account: bob, app: crow },
            Grantee::App(crow),
        ];
        let id = |n: usize| TokenId(Uuid::from_u128(n as u128));
        let check = |revocation: Revocation, expected: &[usize]| {
            let ended: Vec<usize> =
                (0..tokens.len()).filter(|&n| revocation.told().ends(id(n), &tokens[n])).collect();
            assert_eq!(ended, expected, "{revocation:?}");
        };
        check(Revocation::Token(id(6)), &[6]);
        check(Revocation::Session { account: ada, session: page }, &[3]);
        check(Revocation::Session { account: bob, session: page }, &[]);
        check(Revocation::App { account: ada, app: crow }, &[1]);
        check(Revocation::Account(ada), &[0, 1, 2, 3, 4]);
        let of_nobody = TokenRevoked { token: None, account: None, app: None, session: None };
        assert!(tokens.iter().all(|grantee| !of_nobody.ends(id(0), grantee)), "a newer kind of ending");
    }
}

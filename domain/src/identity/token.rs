//! What lets an app act for somebody.
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ForeignId, GuestId, Scopes};
use crate::ids::{AccountId, AppId};

/// The id of a token: what its signature covers and its row is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenId(pub Uuid);

impl TokenId {
    /// What stands for all tokens by which another server names somebody: they have no rows here.
    #[must_use]
    pub fn of_foreign(id: &ForeignId) -> Self {
        Self(Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{}\n{}", id.issuer(), id.subject()).as_bytes()))
    }

    /// What stands for all tokens of a guest: they have no rows at all.
    #[must_use]
    pub fn of_guest(guest: GuestId) -> Self {
        Self(Uuid::new_v5(&Uuid::NAMESPACE_OID, guest.to_string().as_bytes()))
    }

    /// Whether it stands for tokens that have no row here.
    #[must_use]
    pub fn has_no_row(self) -> bool {
        self.0.get_version_num() == 5
    }
}

/// The id of somebody's session with the web pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(pub Uuid);

/// For whom a token acts, and by what way it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grantee {
    /// For a member, given by whoever runs the server.
    Member(AccountId),
    /// For a member, who let this app have it.
    Through {
        /// The member.
        account: AccountId,
        /// The app.
        app: AppId,
    },
    /// For a member, in the pages that they are logged in to.
    Page {
        /// The member.
        account: AccountId,
        /// The session; the token ends with it.
        session: SessionId,
    },
    /// For an app itself, and for nobody.
    App(AppId),
    /// For a guest, in the pages that they look at.
    Guest(GuestId),
}

impl Grantee {
    /// As an adapter stored it; nothing where nobody was stored.
    #[must_use]
    pub fn stored(
        account: Option<AccountId>,
        app: Option<AppId>,
        session: Option<SessionId>,
    ) -> Option<Self> {
        match (account, app, session) {
            (Some(account), _, Some(session)) => Some(Self::Page { account, session }),
            (Some(account), Some(app), None) => Some(Self::Through { account, app }),
            (Some(account), None, None) => Some(Self::Member(account)),
            (None, Some(app), _) => Some(Self::App(app)),
            (None, None, _) => None,
        }
    }

    /// The member, if it acts for one.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        match *self {
            Self::Member(account) | Self::Through { account, .. } | Self::Page { account, .. } => {
                Some(account)
            }
            Self::App(_) | Self::Guest(_) => None,
        }
    }

    /// The guest, if it acts for one.
    #[must_use]
    pub fn guest(&self) -> Option<GuestId> {
        match *self {
            Self::Guest(guest) => Some(guest),
            Self::Member(_) | Self::Through { .. } | Self::Page { .. } | Self::App(_) => None,
        }
    }

    /// The app, if one has it.
    #[must_use]
    pub fn app(&self) -> Option<AppId> {
        match *self {
            Self::Through { app, .. } | Self::App(app) => Some(app),
            Self::Member(_) | Self::Page { .. } | Self::Guest(_) => None,
        }
    }

    /// The session that it ends with.
    #[must_use]
    pub fn session(&self) -> Option<SessionId> {
        match *self {
            Self::Page { session, .. } => Some(session),
            Self::Member(_) | Self::Through { .. } | Self::App(_) | Self::Guest(_) => None,
        }
    }
}

impl From<AccountId> for Grantee {
    fn from(account: AccountId) -> Self {
        Self::Member(account)
    }
}

/// A token's row: it lives until it is revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// Its id.
    pub id: TokenId,
    /// For whom it acts.
    pub grantee: Grantee,
    /// What it allows.
    pub scopes: Scopes,
    /// When it was given.
    pub created_at: Timestamp,
    /// When it was last used, give or take an hour.
    pub used_at: Timestamp,
}

/// What a bearer token says, under its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BearerClaims {
    /// Which token.
    pub token: TokenId,
    /// For whom it acts; nobody for the token of an app itself.
    pub account: Option<AccountId>,
    /// The guest that it acts for, if it does: such a token has no row, and always an end.
    pub guest: Option<GuestId>,
    /// When it was signed.
    pub issued_at: Timestamp,
    /// When it ends by itself, if ever: those of apps do not.
    pub expires_at: Option<Timestamp>,
    /// What it is good for at the live gateway alone, where it is for nothing else; else for all that the token allows.
    pub live: Option<Scopes>,
}

impl BearerClaims {
    /// How far clocks may differ.
    const LEEWAY: SignedDuration = SignedDuration::from_secs(30);

    /// Whether they hold at a time: neither over nor from the future.
    #[must_use]
    pub fn hold_at(&self, now: Timestamp) -> bool {
        let begun = self.issued_at.duration_since(now) <= Self::LEEWAY;
        begun && self.expires_at.is_none_or(|end| now.duration_since(end) < Self::LEEWAY)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Digest;
    use super::*;

    #[test]
    fn claims_hold_within_their_time_and_half_a_minute_around_it() {
        let at = |s| Timestamp::from_second(s).unwrap();
        let claims = BearerClaims {
            token: TokenId(Uuid::nil()),
            account: Some(AccountId::stored(1)),
            guest: None,
            issued_at: at(1_000),
            expires_at: Some(at(2_000)),
            live: None,
        };
        for (now, hold) in [(969, false), (970, true), (1_500, true), (2_029, true), (2_030, false)] {
            assert_eq!(claims.hold_at(at(now)), hold, "{now}");
        }
    }

    #[test]
    fn a_grantee_comes_back_as_it_was_stored() {
        let (account, app) = (AccountId::stored(1), AppId::stored(2));
        let session = SessionId(Uuid::nil());
        let all = [
            Grantee::Member(account),
            Grantee::Through { account, app },
            Grantee::Page { account, session },
            Grantee::App(app),
        ];
        for one in all {
            assert_eq!(Grantee::stored(one.account(), one.app(), one.session()), Some(one));
        }
        assert_eq!(Grantee::stored(None, None, Some(session)), None);
    }

    #[test]
    fn a_guest_is_no_member_and_their_tokens_have_no_rows() {
        let guest = GuestId::of(&Digest::stored("a"));
        let grantee = Grantee::Guest(guest);
        assert_eq!((grantee.account(), grantee.app(), grantee.session()), (None, None, None));
        assert_eq!(grantee.guest(), Some(guest));
        assert_eq!(Grantee::Member(AccountId::stored(1)).guest(), None);
        assert!(TokenId::of_guest(guest).has_no_row());
        assert!(!TokenId(Uuid::from_u128(7)).has_no_row());
    }
}

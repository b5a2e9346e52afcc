//! Giving tokens, and knowing whose they are.
use std::sync::Arc;

use domain::Timestamp;
use domain::identity::{AccessToken, BearerClaims, Grantee, Scopes, TokenId, TokenRevoked};
use domain::ids::AccountId;
use jiff::SignedDuration;
use thiserror::Error;

use super::{Allowed, Guests, TokenRepository, TokenSigner};
use crate::lately::Lately;
use crate::{Entropy, Failure, Kind, PortError};

/// Gives bearer tokens and checks them: the signature first, then the token's row, remembered for a few seconds.
#[derive(Clone)]
pub struct Tokens {
    pub(super) rows: Arc<dyn TokenRepository>,
    signer: Arc<dyn TokenSigner>,
    pub(super) entropy: Arc<dyn Entropy>,
    seen: Arc<Lately<TokenId, AccessToken>>,
    guests: Option<Arc<Guests>>,
}

/// A token that was just given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// What the client sends from now on.
    pub bearer: String,
    /// Its row.
    pub token: AccessToken,
}

/// Who asks, and what they may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// For whom, and by what way they got it.
    pub grantee: Grantee,
    /// By which token.
    pub token: TokenId,
    /// What it allows.
    pub scopes: Scopes,
}

/// Why a token was refused.
#[derive(Debug, Error)]
pub enum AuthError {
    /// Missing, foreign, ended, revoked: nobody learns which.
    #[error("The access token is invalid")]
    Invalid,
    /// It is good, but not for this.
    #[error("This action is outside the authorized scopes")]
    OutsideScopes,
    /// Whether it is good can't be found out now.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Failure for AuthError {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid => Kind::Unauthenticated,
            Self::OutsideScopes => Kind::Forbidden,
            Self::Port(error) => error.kind(),
        }
    }
}

impl Bearer {
    /// The member, if it acts for one.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.grantee.account()
    }

    /// Refuses what the token does not allow.
    pub fn may(self, scope: &str) -> Result<Self, AuthError> {
        if self.scopes.allow(scope) { Ok(self) } else { Err(AuthError::OutsideScopes) }
    }
}

impl Tokens {
    /// How long a row is believed without looking again.
    const BELIEVED: SignedDuration = SignedDuration::from_secs(4);
    /// How exactly it is known when a token was last used.
    const TOUCH: SignedDuration = SignedDuration::from_hours(1);

    /// Over these ports.
    #[must_use]
    pub fn new(
        rows: Arc<dyn TokenRepository>,
        signer: Arc<dyn TokenSigner>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { rows, signer, entropy, seen: Arc::new(Lately::believing(Self::BELIEVED)), guests: None }
    }

    /// Takes the tokens of another server too.
    #[must_use]
    pub fn admitting(self, guests: Guests) -> Self {
        Self { guests: Some(Arc::new(guests)), ..self }
    }

    /// Gives a token that lasts until it is revoked.
    pub async fn grant(&self, to: impl Into<Grantee>, scopes: Scopes) -> Result<Granted, PortError> {
        let granted = self.prepare(to.into(), scopes)?;
        self.rows.save(&granted.token).await?;
        Ok(granted)
    }

    /// A token that is good once somebody saves its row.
    pub(super) fn prepare(&self, grantee: Grantee, scopes: Scopes) -> Result<Granted, PortError> {
        let now = self.entropy.now();
        let id = TokenId(self.entropy.uuid());
        let token = AccessToken { id, grantee, scopes, created_at: now, used_at: now };
        self.sign(token, None, None)
    }

    /// Another bearer for a token that is there, which ends by itself after a while.
    pub(super) fn sign_for(
        &self,
        id: TokenId,
        grantee: Grantee,
        scopes: Scopes,
        good_for: SignedDuration,
    ) -> Result<Granted, PortError> {
        let now = self.entropy.now();
        let end = now.checked_add(good_for).map_err(|error| PortError::new("clock", error))?;
        self.sign(AccessToken { id, grantee, scopes, created_at: now, used_at: now }, Some(end), None)
    }

    /// The same, good for these at the live gateway and for nothing else.
    pub(super) fn sign_live(
        &self,
        id: TokenId,
        grantee: Grantee,
        live: Scopes,
        good_for: SignedDuration,
    ) -> Result<Granted, PortError> {
        let now = self.entropy.now();
        let end = now.checked_add(good_for).map_err(|error| PortError::new("clock", error))?;
        let token = AccessToken { id, grantee, scopes: live.clone(), created_at: now, used_at: now };
        self.sign(token, Some(end), Some(live))
    }

    fn sign(
        &self,
        token: AccessToken,
        expires_at: Option<Timestamp>,
        live: Option<Scopes>,
    ) -> Result<Granted, PortError> {
        let (account, guest) = (token.grantee.account(), token.grantee.guest());
        let issued_at = token.created_at;
        let claims = BearerClaims { token: token.id, account, guest, issued_at, expires_at, live };
        Ok(Granted { bearer: self.signer.sign(&claims)?, token })
    }

    /// When one of our bearers ends by itself, if it does.
    pub(super) fn expiry(&self, bearer: &str) -> Option<Timestamp> {
        self.signer.verify(bearer)?.expires_at
    }

    /// The token of a bearer, as the store has it now.
    pub(super) async fn find(&self, bearer: &str) -> Result<Option<AccessToken>, PortError> {
        match self.signer.verify(bearer) {
            Some(claims) => self.rows.find(claims.token).await,
            None => Ok(None),
        }
    }

    /// The apps that act for somebody.
    pub(super) async fn allowed_by(&self, account: AccountId, most: u16) -> Result<Vec<Allowed>, PortError> {
        self.rows.list_allowed(account, most).await
    }

    /// Believes no longer what was looked up of tokens that were ended, here or on another server.
    pub fn forget(&self, revoked: &TokenRevoked) {
        self.seen.forget(|token| token.ended_by(revoked));
        self.guests.iter().for_each(|guests| guests.forget(revoked));
    }

    /// Believes nothing any more: something may have been missed.
    pub fn forget_all(&self) {
        self.seen.forget(|_| true);
        self.guests.iter().for_each(|guests| guests.forget_all());
    }

    /// Whose bearer token it is: one of ours, or else of the other server whose tokens are taken.
    pub async fn check(&self, bearer: &str) -> Result<Bearer, AuthError> {
        let now = self.entropy.now();
        let claims = match (self.signer.verify(bearer), &self.guests) {
            (Some(claims), _) => claims,
            (None, Some(guests)) => return guests.admit(bearer).await,
            (None, None) => return Err(AuthError::Invalid),
        };
        if !claims.hold_at(now) {
            return Err(AuthError::Invalid);
        }
        if let Some(guest) = claims.guest {
            // nothing is kept of guests: who they are follows from what their browser holds
            return Ok(Bearer {
                grantee: Grantee::Guest(guest),
                token: TokenId::of_guest(guest),
                scopes: Scopes::of_a_guest(),
            });
        }
        let token = match self.seen.find(&claims.token, now) {
            Some(token) => token,
            None => self.look(claims.token, now).await?,
        };
        if token.grantee.account() != claims.account {
            return Err(AuthError::Invalid);
        }
        let scopes = match claims.live {
            Some(live) => live.of(&token.scopes),
            None => token.scopes,
        };
        Ok(Bearer { grantee: token.grantee, token: token.id, scopes })
    }

    /// What one of our tokens allows now, for who has shown it before: its signature may have ended since, its row has not.
    pub async fn recall(&self, id: TokenId) -> Result<Bearer, AuthError> {
        let now = self.entropy.now();
        let token = match self.seen.find(&id, now) {
            Some(token) => token,
            None => self.look(id, now).await?,
        };
        Ok(Bearer { grantee: token.grantee, token: token.id, scopes: token.scopes })
    }

    async fn look(&self, id: TokenId, now: Timestamp) -> Result<AccessToken, AuthError> {
        let ticket = self.seen.ticket();
        let token = self.rows.find(id).await?.ok_or(AuthError::Invalid)?;
        self.seen.keep(ticket, id, token.clone(), now);
        if now.duration_since(token.used_at) >= Self::TOUCH
            && let Err(error) = self.rows.touch(id, now).await
        {
            tracing::debug!(%error, "nobody will know that a token was used");
        }
        Ok(token)
    }
}

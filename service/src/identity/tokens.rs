//! Giving tokens, and knowing whose they are.
use std::sync::Arc;

use domain::Timestamp;
use domain::identity::{AccessToken, BearerClaims, Grantee, Scopes, TokenId};
use domain::ids::AccountId;
use jiff::SignedDuration;
use thiserror::Error;

use super::{TokenRepository, TokenSigner};
use crate::lately::Lately;
use crate::{Entropy, Failure, Kind, PortError};

/// Gives bearer tokens and checks them: the signature first, then the token's row, remembered for a few seconds.
#[derive(Clone)]
pub struct Tokens {
    rows: Arc<dyn TokenRepository>,
    signer: Arc<dyn TokenSigner>,
    entropy: Arc<dyn Entropy>,
    seen: Arc<Lately<TokenId, AccessToken>>,
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

    /// Over these ports.
    #[must_use]
    pub fn new(
        rows: Arc<dyn TokenRepository>,
        signer: Arc<dyn TokenSigner>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { rows, signer, entropy, seen: Arc::new(Lately::believing(Self::BELIEVED)) }
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
        let token = AccessToken { id: TokenId(self.entropy.uuid()), grantee, scopes, created_at: now };
        let claims =
            BearerClaims { token: token.id, account: grantee.account(), issued_at: now, expires_at: None };
        Ok(Granted { bearer: self.signer.sign(&claims)?, token })
    }

    /// Whose bearer token it is.
    pub async fn check(&self, bearer: &str) -> Result<Bearer, AuthError> {
        let now = self.entropy.now();
        let claims =
            self.signer.verify(bearer).filter(|claims| claims.hold_at(now)).ok_or(AuthError::Invalid)?;
        let token = match self.seen.find(&claims.token, now) {
            Some(token) => token,
            None => self.look(claims.token, now).await?,
        };
        if token.grantee.account() != claims.account {
            return Err(AuthError::Invalid);
        }
        Ok(Bearer { grantee: token.grantee, token: token.id, scopes: token.scopes })
    }

    async fn look(&self, id: TokenId, now: Timestamp) -> Result<AccessToken, AuthError> {
        let token = self.rows.find(id).await?.ok_or(AuthError::Invalid)?;
        self.seen.keep(id, token.clone(), now);
        Ok(token)
    }
}

//! Programs ask whose a token is, and for how long.
use domain::Timestamp;
use domain::identity::{App, Profile, Scopes};

use super::{Apps, AuthError};

/// What is told of a token that is good.
#[derive(Debug, Clone, PartialEq)]
pub struct Validated {
    /// For whom it acts, if for somebody.
    pub who: Option<Profile>,
    /// The app that has it, if one has.
    pub app: Option<App>,
    /// What it allows.
    pub scopes: Scopes,
    /// When it ends by itself, if that is known.
    pub expires_at: Option<Timestamp>,
    /// When it was asked.
    pub asked_at: Timestamp,
}

impl Apps {
    /// Whose token it is, what it allows and when it ends.
    pub async fn validate(&self, bearer: &str) -> Result<Validated, AuthError> {
        let shown = self.tokens.check(bearer).await?;
        let who = match shown.account() {
            Some(account) => Some(self.accounts.find(account).await?.ok_or(AuthError::Invalid)?),
            None => None,
        };
        let app = match shown.grantee.app() {
            Some(id) => self.find(id).await?,
            None => None,
        };
        let expires_at = self.tokens.expiry(bearer);
        Ok(Validated { who, app, scopes: shown.scopes, expires_at, asked_at: self.entropy.now() })
    }
}

//! Apps get tokens.
use domain::identity::{App, Email, Grantee, Password, Revocation, ScopeRule, Scopes, Secret};
use domain::realtime::Origin;
use thiserror::Error;

use super::{Apps, Client, Granted, LoginError, Redeemed};
use crate::{Failure, Kind, PortError};

/// Why an app got no token.
#[derive(Debug, Error)]
pub enum GrantError {
    /// Nobody knows the app, or its secret is wrong: which of them, it does not learn.
    #[error(
        "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method."
    )]
    Client,
    /// What it showed for the token is worth nothing.
    #[error(
        "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client."
    )]
    Grant,
    /// It asked for what does not exist, or for more than it registered for.
    #[error("The requested scope is invalid, unknown, or malformed.")]
    Scope(#[from] ScopeRule),
    /// There is no such way here.
    #[error("The authorization grant type is not supported by the authorization server.")]
    Way,
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Failure for GrantError {
    fn kind(&self) -> Kind {
        match self {
            Self::Client => Kind::Unauthenticated,
            Self::Grant | Self::Scope(_) | Self::Way => Kind::Invalid,
            Self::Port(error) => error.kind(),
        }
    }
}

impl From<LoginError> for GrantError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::InvalidCredentials | LoginError::Rule(_) => Self::Grant,
            LoginError::Port(error) => Self::Port(error),
        }
    }
}

/// What an app shows for a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown<'a> {
    /// The code.
    pub code: &'a Secret,
    /// Where it was sent.
    pub redirect: &'a str,
    /// What the challenge was made of.
    pub verifier: Option<&'a Secret>,
}

impl Apps {
    /// Trades a code for a token that acts for whoever let the app. A code that is shown twice was stolen from somebody: its
    /// token ends.
    pub async fn redeem(
        &self,
        client: &Client,
        shown: Shown<'_>,
        origin: &Origin,
    ) -> Result<Granted, GrantError> {
        let app = self.admit(client).await?;
        let digest = self.secrets.digest(shown.code);
        let (code, before) = self.codes.find_code(&digest).await?.ok_or(GrantError::Grant)?;
        if let Some(token) = before {
            self.tokens.revoke(Revocation::Token(token), origin).await?;
            return Err(GrantError::Grant);
        }
        let proof = shown.verifier.map(|verifier| self.secrets.digest(verifier));
        let grantee = code.redeem(&app, shown.redirect, proof.as_ref(), self.entropy.now());
        let granted = self.tokens.prepare(grantee.map_err(|_| GrantError::Grant)?, code.scopes)?;
        match self.codes.redeem(&digest, &granted.token).await? {
            Redeemed::Now => Ok(granted),
            Redeemed::Before(token) => {
                self.tokens.revoke(Revocation::Token(token), origin).await?;
                Err(GrantError::Grant)
            }
            Redeemed::Gone => Err(GrantError::Grant),
        }
    }

    /// A token for an app itself.
    pub async fn grant_app(&self, client: &Client, asked: Option<&str>) -> Result<Granted, GrantError> {
        let app = self.admit(client).await?;
        let scopes = scopes(&app, asked)?;
        Ok(self.tokens.grant(Grantee::App(app.id), scopes).await?)
    }

    /// A token for a member who told an app their address and password.
    pub async fn grant_by_password(
        &self,
        client: &Client,
        email: &Email,
        password: &Password,
        asked: Option<&str>,
    ) -> Result<Granted, GrantError> {
        let app = self.admit(client).await?;
        let scopes = scopes(&app, asked)?;
        let account = self.accounts.identify(email, password).await?;
        Ok(self.tokens.grant(Grantee::Through { account, app: app.id }, scopes).await?)
    }
}

/// What is asked for, if the app may have it. Whoever says nothing gets to read, or else what they registered for.
fn scopes(app: &App, asked: Option<&str>) -> Result<Scopes, ScopeRule> {
    let whole = &app.about.scopes;
    match asked.filter(|asked| !asked.trim().is_empty()) {
        Some(asked) => Scopes::parse(asked)?.within(whole),
        None => Ok(Scopes::reading().within(whole).unwrap_or_else(|_| whole.clone())),
    }
}

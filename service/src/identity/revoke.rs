//! Tokens end, on every server.
use domain::identity::{Revocation, Secret};
use domain::ids::AccountId;
use domain::realtime::Origin;
use thiserror::Error;

use super::{Apps, Client, GrantError, Tokens};
use crate::{Failure, Kind, PortError};

/// Why an app did not end a token.
#[derive(Debug, Error)]
pub enum RevokeError {
    /// The app is not the one that it says it is.
    #[error(transparent)]
    App(#[from] GrantError),
    /// Another app has it.
    #[error("You are not authorized to revoke this token")]
    NotTheirs,
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Failure for RevokeError {
    fn kind(&self) -> Kind {
        match self {
            Self::App(error) => error.kind(),
            Self::NotTheirs => Kind::Forbidden,
            Self::Port(error) => error.kind(),
        }
    }
}

impl Tokens {
    /// Ends tokens, here at once and on every other server as it hears of it; whether there were any.
    pub async fn revoke(&self, revocation: Revocation, origin: &Origin) -> Result<bool, PortError> {
        let change = revocation.record(&origin.cause(self.entropy.uuid(), self.entropy.now()));
        let ended = self.rows.revoke(change).await?;
        self.forget(&revocation.told());
        Ok(ended)
    }

    /// Ends the token of a bearer; whether there was one.
    pub async fn end_bearer(&self, bearer: &str, origin: &Origin) -> Result<bool, PortError> {
        match self.find(bearer).await? {
            Some(token) => self.revoke(Revocation::Token(token.id), origin).await,
            None => Ok(false),
        }
    }

    /// Ends everything of an account: its tokens, its sessions, its codes, and the streams that they opened.
    pub async fn end_everything_of(&self, account: AccountId, origin: &Origin) -> Result<bool, PortError> {
        self.revoke(Revocation::Account(account), origin).await
    }
}

impl Apps {
    /// An app gives a token back. One that is unknown, or has ended before, is as good as given back.
    pub async fn give_back(
        &self,
        client: &Client,
        bearer: &Secret,
        origin: &Origin,
    ) -> Result<(), RevokeError> {
        let app = self.admit(client).await?;
        let Some(token) = self.tokens.find(bearer.reveal()).await? else { return Ok(()) };
        if token.grantee.app() != Some(app.id) {
            return Err(RevokeError::NotTheirs);
        }
        self.tokens.revoke(Revocation::Token(token.id), origin).await?;
        Ok(())
    }
}

//! Somebody logs in with e-mail and password.
use domain::identity::{Email, Password, Profile, Username};
use domain::ids::AccountId;
use thiserror::Error;

use super::{Accounts, Totals};
use crate::{Failure, Kind, PortError};

/// Why nobody was logged in.
#[derive(Debug, Error)]
pub enum LoginError {
    /// The address is unknown or the password wrong: which of them, nobody learns.
    #[error("invalid_credentials")]
    InvalidCredentials,
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Failure for LoginError {
    fn kind(&self) -> Kind {
        match self {
            Self::InvalidCredentials => Kind::Unauthenticated,
            Self::Port(error) => error.kind(),
        }
    }
}

impl Accounts {
    /// Whose address and password these are; an unknown address takes as long as a wrong password.
    pub async fn identify(&self, email: &Email, password: &Password) -> Result<AccountId, LoginError> {
        let (id, hash) = self.accounts.credentials(email).await?.unzip();
        let right = self.hasher.verify(password, hash).await?;
        id.filter(|_| right).ok_or(LoginError::InvalidCredentials)
    }

    /// An account with its counts, whoever asks.
    pub async fn find(&self, id: AccountId) -> Result<Option<Profile>, PortError> {
        self.accounts.find(id).await
    }

    /// The account of that name, whoever asks.
    pub async fn look_up(&self, username: &Username) -> Result<Option<Profile>, PortError> {
        self.accounts.find_by_username(username).await
    }

    /// An account with its counts, if `reader` may know of it.
    pub async fn visit(
        &self,
        id: AccountId,
        reader: Option<AccountId>,
    ) -> Result<Option<Profile>, PortError> {
        Ok(self.find(id).await?.filter(|profile| profile.is_shown_to(reader)))
    }

    /// The account of that name, if `reader` may know of it.
    pub async fn visit_by_name(
        &self,
        username: &Username,
        reader: Option<AccountId>,
    ) -> Result<Option<Profile>, PortError> {
        Ok(self.look_up(username).await?.filter(|profile| profile.is_shown_to(reader)))
    }

    /// How much there is of everything.
    pub async fn totals(&self) -> Result<Totals, PortError> {
        self.accounts.totals().await
    }
}

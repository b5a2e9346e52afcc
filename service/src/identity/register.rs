//! Somebody makes an account.
use domain::identity::{Account, Email, NewAccount, Password};
use domain::realtime::Origin;
use thiserror::Error;

use super::{Accounts, Credentials, Registration};
use crate::{Failure, Kind, PortError};

/// Why nobody was registered.
#[derive(Debug, Error)]
pub enum RegisterError {
    /// Somebody else has it.
    #[error("has already been taken")]
    Taken(TakenField),
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// What somebody else has already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenField {
    /// The name.
    Username,
    /// The address.
    Email,
}

impl Failure for RegisterError {
    fn kind(&self) -> Kind {
        match self {
            Self::Taken(_) => Kind::Invalid,
            Self::Port(error) => error.kind(),
        }
    }
}

impl Accounts {
    /// Makes an account, confirmed at once.
    pub async fn register(
        &self,
        new: NewAccount,
        email: Email,
        password: &Password,
        origin: &Origin,
    ) -> Result<Account, RegisterError> {
        let credentials = Credentials { email, password: self.hasher.hash(password).await? };
        let draft = Account::register(new, origin.cause(self.entropy.uuid(), self.entropy.now()));
        match self.accounts.register(draft, credentials).await? {
            Registration::New(account) => Ok(account),
            Registration::UsernameTaken => Err(RegisterError::Taken(TakenField::Username)),
            Registration::EmailTaken => Err(RegisterError::Taken(TakenField::Email)),
        }
    }
}

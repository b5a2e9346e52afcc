//! Somebody logs in with e-mail and password.
use std::collections::HashMap;

use domain::identity::{Email, LogInRule, Password, PasswordHash, Profile, Secret, Username};
use domain::ids::AccountId;
use thiserror::Error;

use super::{Accounts, Known, Totals};
use crate::{Failure, Kind, PortError};

/// Why nobody was logged in.
#[derive(Debug, Error)]
pub enum LoginError {
    /// The address is unknown or the password wrong: which of them, nobody learns.
    #[error("invalid_credentials")]
    InvalidCredentials,
    /// They are right, and yet.
    #[error(transparent)]
    Rule(#[from] LogInRule),
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// By what somebody proves once more who they are.
#[derive(Debug, Clone)]
pub enum Proof {
    /// The password.
    Password(Password),
    /// The code that came by mail.
    Code(Secret),
}

impl Failure for LoginError {
    fn kind(&self) -> Kind {
        match self {
            Self::InvalidCredentials => Kind::Unauthenticated,
            Self::Rule(_) => Kind::Forbidden,
            Self::Port(error) => error.kind(),
        }
    }
}

impl Accounts {
    /// Whose address and password these are, if they may log in; an unknown address takes as long as a wrong password.
    pub async fn identify(&self, email: &Email, password: &Password) -> Result<AccountId, LoginError> {
        let known = self.credentials.known(email).await?;
        let hash = known.as_ref().and_then(|known| known.password.clone());
        let right = self.hasher.verify(password, hash.clone()).await?;
        let Known { account, standing, .. } =
            known.filter(|_| right).ok_or(LoginError::InvalidCredentials)?;
        standing.admit(self.rules)?;
        if let Some(old) = hash.filter(|hash| !self.hasher.is_current(hash)) {
            self.renew(account, &old, password).await?;
        }
        Ok(account)
    }

    /// Finds that whoever is logged in to an account is who they are: by its address, and its password or a code that was sent there.
    pub async fn prove(&self, account: AccountId, email: &Email, proof: &Proof) -> Result<(), LoginError> {
        let proved = match proof {
            Proof::Password(password) => self.identify(email, password).await?,
            Proof::Code(code) => self.identify_by_code(email, code).await?,
        };
        if proved == account { Ok(()) } else { Err(LoginError::InvalidCredentials) }
    }

    /// Whose address it is, whoever asks: for whoever runs the server.
    pub async fn holder(&self, email: &Email) -> Result<Option<AccountId>, PortError> {
        Ok(self.credentials.known(email).await?.map(|known| known.account))
    }

    async fn renew(&self, of: AccountId, old: &PasswordHash, password: &Password) -> Result<(), PortError> {
        let new = self.hasher.hash(password).await?;
        self.credentials.rehash(of, old, &new).await
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

    /// The names of those accounts that exist.
    pub async fn names(&self, ids: &[AccountId]) -> Result<HashMap<AccountId, Username>, PortError> {
        let found = self.accounts.list(ids).await?;
        Ok(found.into_iter().map(|profile| (profile.account.id, profile.account.username)).collect())
    }

    /// How much there is of everything.
    pub async fn totals(&self) -> Result<Totals, PortError> {
        self.accounts.totals().await
    }
}

//! Somebody makes an account.
use domain::identity::{Account, Challenge, Email, Foreigner, NewAccount, Password, Purpose, Standing};
use domain::realtime::Origin;
use thiserror::Error;

use super::{Accounts, Confirmation, Credentials, LoginError, Registration};
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
    /// The address, or the account elsewhere.
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
    /// Makes an account, confirmed at once: for whoever runs the server.
    pub async fn register(
        &self,
        new: NewAccount,
        email: Email,
        password: &Password,
        origin: &Origin,
    ) -> Result<Account, RegisterError> {
        let password = self.hasher.hash(password).await?;
        self.save(new, Credentials::vouched(email, password), origin).await
    }

    /// Makes an account, and sends the link that confirms its address.
    pub async fn sign_up(
        &self,
        new: NewAccount,
        email: Email,
        password: &Password,
        reason: &str,
        origin: &Origin,
    ) -> Result<Account, RegisterError> {
        let password = Some(self.hasher.hash(password).await?);
        let confirmation = Some(self.confirmation(&new, &email)?);
        let waiting = self.rules.approval().then(|| reason.to_owned());
        self.save(new, Credentials { email, password, confirmation, foreign: None, waiting }, origin).await
    }

    /// Whether whoever has just registered may log in.
    pub fn admit_new(&self) -> Result<(), LoginError> {
        Ok(Standing::of_new(self.rules).admit(self.rules)?)
    }

    /// Makes an account for somebody who comes from elsewhere, and sends the link that confirms its address where nobody
    /// vouches for it.
    pub(super) async fn settle(
        &self,
        foreigner: &Foreigner,
        digits: Option<u16>,
        email: &Email,
        vouched: bool,
        origin: &Origin,
    ) -> Result<Account, RegisterError> {
        let username = foreigner.username(digits).not_reserved();
        let username = username.map_err(|_| RegisterError::Taken(TakenField::Username))?;
        let new = NewAccount { username, display_name: foreigner.display_name.clone(), bot: false };
        let confirmation = if vouched { None } else { Some(self.confirmation(&new, email)?) };
        let foreign = Some(foreigner.id.clone());
        let (email, waiting) = (email.clone(), self.rules.approval().then(String::new));
        self.save(new, Credentials { email, password: None, confirmation, foreign, waiting }, origin).await
    }

    async fn save(
        &self,
        new: NewAccount,
        credentials: Credentials,
        origin: &Origin,
    ) -> Result<Account, RegisterError> {
        let cause = origin.cause(self.entropy.uuid(), self.entropy.now());
        let waits = credentials.waiting.is_some();
        let draft = if waits { Account::register_to_wait(new, cause) } else { Account::register(new, cause) };
        match self.accounts.register(draft, credentials).await? {
            Registration::New(account) => Ok(account),
            Registration::UsernameTaken => Err(RegisterError::Taken(TakenField::Username)),
            Registration::EmailTaken => Err(RegisterError::Taken(TakenField::Email)),
        }
    }

    fn confirmation(&self, new: &NewAccount, email: &Email) -> Result<Confirmation, PortError> {
        let secret = self.secrets.secret()?;
        let digest = self.secrets.digest(&secret);
        let challenge = Challenge::new(Purpose::Confirm, digest, self.entropy.now());
        let letter = self.site.confirm(self.entropy.uuid(), email, &new.username, &secret);
        Ok(Confirmation { challenge, letter })
    }
}

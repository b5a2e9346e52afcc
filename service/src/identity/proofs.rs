//! Proving by mail who one is: a forgotten password, a code to log in with, an address that is confirmed.
use domain::identity::{Challenge, Digest, Email, Letter, Password, Profile, Purpose, Revocation, Secret};
use domain::ids::AccountId;
use domain::realtime::Origin;
use thiserror::Error;
use uuid::Uuid;

use super::{Accounts, LoginError};
use crate::{Failure, Kind, PortError};

/// Why nothing was proved.
#[derive(Debug, Error)]
pub enum ProofError {
    /// The secret is wrong, was used, or is over: nobody learns which.
    #[error("Token expired")]
    Expired,
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Failure for ProofError {
    fn kind(&self) -> Kind {
        match self {
            Self::Expired => Kind::Gone,
            Self::Port(error) => error.kind(),
        }
    }
}

impl Accounts {
    /// Sends a link that sets a new password. An address that no account has gets a letter too: whoever asks learns nothing.
    pub async fn ask_for_reset(&self, email: &Email) -> Result<(), PortError> {
        let secret = self.secrets.secret()?;
        let digest = self.secrets.digest(&secret);
        let write = |id, who: &Profile| self.site.reset(id, email, &who.account.username, &secret);
        self.pose(email, Purpose::Reset, digest, write).await
    }

    /// Sends a code that logs in once, to an address whether or not an account has it.
    pub async fn ask_for_code(&self, email: &Email) -> Result<(), PortError> {
        let code = code_of(&self.secrets.secret()?);
        let digest = self.digest_of_code(email, &code);
        let write = |id, who: &Profile| self.site.code(id, email, &who.account.username, &code);
        self.pose(email, Purpose::LogIn, digest, write).await
    }

    /// Sends the link once more that confirms an address; whoever has confirmed theirs gets none.
    pub async fn ask_to_confirm(&self, of: AccountId) -> Result<(), PortError> {
        let Some(email) = self.credentials.unconfirmed(of).await? else { return Ok(()) };
        let secret = self.secrets.secret()?;
        let digest = self.secrets.digest(&secret);
        let write = |id, who: &Profile| self.site.confirm(id, &email, &who.account.username, &secret);
        self.pose(&email, Purpose::Confirm, digest, write).await
    }

    async fn pose(
        &self,
        email: &Email,
        purpose: Purpose,
        digest: Digest,
        write: impl FnOnce(Uuid, &Profile) -> Letter,
    ) -> Result<(), PortError> {
        let (id, now) = (self.entropy.uuid(), self.entropy.now());
        let known = self.credentials.known(email).await?;
        let found = match known {
            Some(known) => self.accounts.find(known.account).await?,
            None => None,
        };
        let letter = match &found {
            Some(profile) => write(id, profile),
            None => self.site.nobody(id, email),
        };
        let challenge = found.map(|who| (who.account.id, Challenge::new(purpose, digest, now)));
        self.credentials.pose(challenge, letter).await
    }

    /// Whether a link would still do something.
    pub async fn holds(&self, purpose: Purpose, secret: &Secret) -> Result<bool, PortError> {
        let digest = self.secrets.digest(secret);
        Ok(self.credentials.challenged(purpose, &digest, self.entropy.now()).await?.is_some())
    }

    /// Sets a new password: the link is used, the address confirmed, and whoever was logged in no longer is.
    pub async fn reset(
        &self,
        secret: &Secret,
        password: &Password,
        origin: &Origin,
    ) -> Result<AccountId, ProofError> {
        // a password is hashed slowly: not for a link that is nothing
        if !self.holds(Purpose::Reset, secret).await? {
            return Err(ProofError::Expired);
        }
        let hash = self.hasher.hash(password).await?;
        let cause = origin.cause(self.entropy.uuid(), self.entropy.now());
        let account = self.credentials.reset(&self.secrets.digest(secret), hash, cause).await?;
        let account = account.ok_or(ProofError::Expired)?;
        self.tokens.forget(&Revocation::Account(account).told());
        Ok(account)
    }

    /// Confirms the address that the link came to.
    pub async fn confirm(&self, secret: &Secret) -> Result<AccountId, ProofError> {
        let (digest, now) = (self.secrets.digest(secret), self.entropy.now());
        self.credentials.confirm(&digest, now).await?.ok_or(ProofError::Expired)
    }

    /// Who logs in by the code that came by mail, which also shows whose the address is.
    pub async fn identify_by_code(&self, email: &Email, code: &Secret) -> Result<AccountId, LoginError> {
        let (digest, now) = (self.digest_of_code(email, code), self.entropy.now());
        let account = self.credentials.log_in(email, &digest, now).await?;
        let account = account.ok_or(LoginError::InvalidCredentials)?;
        let known = self.credentials.known(email).await?;
        known.ok_or(LoginError::InvalidCredentials)?.standing.admit(self.rules)?;
        Ok(account)
    }

    /// Codes are short, so that two accounts may well have the same: what is kept of them differs.
    fn digest_of_code(&self, email: &Email, code: &Secret) -> Digest {
        self.secrets.digest(&Secret::new(format!("{} {}", email.as_str(), code.reveal())))
    }
}

/// Eight digits out of a secret.
fn code_of(secret: &Secret) -> Secret {
    let number = secret
        .reveal()
        .bytes()
        .fold(0_u64, |number, byte| number.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
    Secret::new(format!("{:08}", number % 100_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_eight_digits() {
        for secret in ["", "a", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"] {
            let code = code_of(&Secret::new(secret));
            assert!(
                code.reveal().len() == 8 && code.reveal().bytes().all(|b| b.is_ascii_digit()),
                "{code:?}"
            );
        }
    }
}

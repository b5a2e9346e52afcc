//! What logging in elsewhere asks of the world.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{Digest, ForeignId, Foreigner, Secret};
use domain::ids::AccountId;
use thiserror::Error;

use super::{Guest, Known};
use crate::{Failure, Kind, PortError};

/// Keeps which accounts elsewhere belong to which here.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ForeignRepository: Send + Sync {
    /// Whose this is here.
    async fn find_foreign(&self, id: &ForeignId) -> Result<Option<Known>, PortError>;

    /// What is known of somebody whom a token of another server names: the account, how it stands, and when
    /// [everything of it](domain::identity::Revocation::Account) was last ended; of who deleted theirs, when they did.
    async fn find_guest(&self, id: &ForeignId) -> Result<Option<Guest>, PortError>;

    /// Links it to an account. Whoever has it keeps it: of several accounts at once one MUST get it. Whether it is theirs now.
    async fn link(&self, id: &ForeignId, account: AccountId, at: Timestamp) -> Result<bool, PortError>;

    /// Takes it away from an account; whether it was theirs.
    async fn unlink(&self, id: &ForeignId, account: AccountId) -> Result<bool, PortError>;

    /// Up to so many that an account has, the first linked first.
    async fn list_foreign(&self, account: AccountId, most: u16) -> Result<Vec<Linked>, PortError>;
}

/// An account elsewhere that belongs to one here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Which.
    pub id: ForeignId,
    /// Since when.
    pub linked_at: Timestamp,
}

/// A browser is sent elsewhere, to come back with a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outing {
    /// What it brings back to show that it is the one which was sent.
    pub state: Secret,
    /// What the other server repeats in what it signs.
    pub nonce: Secret,
    /// What the code is traded with (PKCE).
    pub verifier: Secret,
    /// What is told of that before (S256).
    pub challenge: Digest,
    /// The address that it comes back to.
    pub back: String,
}

/// Another server that people have accounts at.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// Its name in addresses.
    fn name(&self) -> &str;

    /// Its name for people.
    fn title(&self) -> &str;

    /// Whether it is the one of that name.
    fn is(&self, issuer: &str) -> bool;

    /// Where a browser is sent.
    async fn way(&self, outing: &Outing) -> Result<String, PortError>;

    /// Who came back with this code, from the server that names itself so. What is believed MUST be signed by the provider, for
    /// us, in answer to this very outing.
    async fn identify(
        &self,
        code: &Secret,
        issuer: Option<String>,
        outing: &Outing,
    ) -> Result<Foreigner, IdentifyError>;
}

/// Why nobody was identified.
#[derive(Debug, Error)]
pub enum IdentifyError {
    /// What came back proves nothing: why, is in the log.
    #[error("the other server did not say who you are")]
    Refused,
    /// It does not answer.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Failure for IdentifyError {
    fn kind(&self) -> Kind {
        match self {
            Self::Refused => Kind::Invalid,
            Self::Port(error) => error.kind(),
        }
    }
}

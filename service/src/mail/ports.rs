//! What mail asks of the world.
use std::time::Duration;

use async_trait::async_trait;
use domain::identity::{Letter, Undelivered};
use domain::ids::AccountId;
use thiserror::Error;
use uuid::Uuid;

use crate::PortError;

/// Keeps letters until they are delivered. They are written in the same transaction as what they are about.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait LetterRepository: Send + Sync {
    /// Writes to an account, under this id: once, whoever asks how often, and whatever became of the letter since. To nobody who has
    /// no address.
    async fn write_once(&self, id: Uuid, to: AccountId, subject: &str, text: &str) -> Result<(), PortError>;

    /// Takes letters that are due, those that are so the longest first, `most` at the most. Nobody else MUST be given one of
    /// them for as long as `lease` says, by the store's clock; after that it is due again.
    async fn take_due(&self, most: u16, lease: Duration) -> Result<Vec<Undelivered>, PortError>;

    /// Puts a letter off: it is due again after that time.
    async fn put_off(&self, letter: Uuid, pause: Duration) -> Result<(), PortError>;

    /// A letter was delivered, or given up: nothing is kept of it.
    async fn remove(&self, letter: Uuid) -> Result<(), PortError>;
}

/// Delivers letters.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Delivers a letter. Asked twice for the same one, it bears the same Message-ID.
    async fn deliver(&self, letter: &Letter) -> Result<(), Undeliverable>;
}

/// Why a letter was not delivered.
#[derive(Debug, Error)]
pub enum Undeliverable {
    /// It never will be: the address or the letter was refused.
    #[error("it was refused for good")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It may be later.
    #[error(transparent)]
    Port(#[from] PortError),
}

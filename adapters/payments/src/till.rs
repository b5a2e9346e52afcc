//! The test provider as a server has it.
use std::net::SocketAddr;
use std::sync::Arc;

use domain::identity::Secret;
use service::duty::Errand;
use service::identity::SecretMaker;
use service::shop::Payments;
use service::{Entropy, PortError};
use sourcing::{Claims, EventStore};

use super::{Seal, Trial, messages};

/// Who takes the shop's money.
pub struct Till {
    /// The test provider.
    pub payments: Arc<dyn Payments>,
    /// What it says by itself.
    pub messages: Arc<dyn Errand>,
}

impl Till {
    /// One that keeps what it knows in that store, signs under that secret, and says what it says to the server that listens
    /// there. Under a secret that nobody knows nobody else can sign.
    pub fn open<S: EventStore + Claims + 'static>(
        store: &Arc<S>,
        entropy: &Arc<dyn Entropy>,
        secrets: &dyn SecretMaker,
        secret: Option<Secret>,
        listens: SocketAddr,
    ) -> Result<Self, PortError> {
        let seal = Seal::under(match secret {
            Some(secret) => secret,
            None => secrets.secret()?,
        });
        let says = messages(store.clone(), store.clone(), entropy.clone(), seal.clone(), listens);
        let trial = Trial::new(store.clone(), entropy.clone(), seal);
        Ok(Self { payments: Arc::new(trial), messages: Arc::new(says) })
    }
}

//! A mailer that is asked with manners: not waited for without end, and left alone while it does not answer.
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::identity::Letter;

use super::{Mailer, Undeliverable};
use crate::outward::Outward;
use crate::{Entropy, PortError};

/// How long a letter may take. It is kept from others for as long as somebody is at it.
const PATIENCE: Duration = Duration::from_secs(45);

/// The mailer behind it, asked once for each letter: whoever puts a letter off tries it again.
pub(super) struct Patient {
    mailer: Arc<dyn Mailer>,
    outward: Outward,
}

impl Patient {
    pub(super) fn new(mailer: Arc<dyn Mailer>, entropy: Arc<dyn Entropy>) -> Self {
        Self { mailer, outward: Outward::new("mail", PATIENCE, 1, entropy) }
    }

    /// Refuses while it is left alone.
    pub(super) fn admits(&self) -> Result<(), PortError> {
        self.outward.admits()
    }
}

#[async_trait]
impl Mailer for Patient {
    async fn deliver(&self, letter: &Letter) -> Result<(), Undeliverable> {
        let mailer = &*self.mailer;
        let ask = || async move {
            match mailer.deliver(letter).await {
                Err(Undeliverable::Port(error)) => Err(error),
                answered => Ok(answered),
            }
        };
        self.outward.ask(ask).await?
    }
}

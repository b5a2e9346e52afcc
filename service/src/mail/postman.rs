//! Takes letters from the store to the mailer.
use std::convert::Infallible;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::Undelivered;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::patient::Patient;
use super::{LetterRepository, Mailer, Undeliverable};
use crate::duty::{Due, Errand};
use crate::{Entropy, PortError};

/// Delivers what is due. Any number may work over one store: a letter that one has taken is leased to it for as long as it is at
/// it. A server that dies in between leaves its letter to the others, soon: so it may arrive twice, with the same Message-ID, and
/// none is lost.
pub struct Postman {
    letters: Arc<dyn LetterRepository>,
    mailer: Patient,
    entropy: Arc<dyn Entropy>,
}

impl Postman {
    /// Letters that are taken at once.
    const AT_ONCE: u16 = 1;
    /// How long they are kept from others, who wait so long for somebody who died. Whoever lives says again that they are at it.
    const LEASE: Duration = Duration::from_secs(6);
    const AGAIN: Duration = Duration::from_secs(2);

    /// Between that store and that mailer.
    #[must_use]
    pub fn new(
        letters: Arc<dyn LetterRepository>,
        mailer: Arc<dyn Mailer>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { letters, mailer: Patient::new(mailer, entropy.clone()), entropy }
    }

    /// One round: how many letters were taken.
    pub async fn round(&self) -> Result<usize, PortError> {
        // what is not tried is not counted as tried
        if self.mailer.admits().is_err() {
            return Ok(0);
        }
        let taken = self.letters.take_due(Self::AT_ONCE, Self::LEASE).await?;
        for undelivered in &taken {
            self.deliver(undelivered).await?;
        }
        Ok(taken.len())
    }

    /// Does something with a letter that nobody else is given meanwhile.
    async fn at_it<T>(&self, letter: Uuid, work: impl Future<Output = T>) -> T {
        tokio::select! {
            biased;
            done = work => done,
            never = self.keep(letter) => match never {},
        }
    }

    /// Says again and again that somebody is at that letter.
    async fn keep(&self, letter: Uuid) -> Infallible {
        loop {
            sleep(Self::AGAIN).await;
            // who gets no answer says it again; as long as the store is away nobody else is given it either
            drop(timeout(Self::AGAIN, self.letters.put_off(letter, Self::LEASE)).await);
        }
    }

    async fn deliver(&self, undelivered: &Undelivered) -> Result<(), PortError> {
        let (letter, attempts) = (&undelivered.letter, undelivered.attempts);
        let pause = match self.at_it(letter.id, self.mailer.deliver(letter)).await {
            Ok(()) => None,
            Err(Undeliverable::Refused(error)) => {
                tracing::error!(letter.id = %letter.id, %error, "a letter was refused and is given up");
                None
            }
            Err(Undeliverable::Port(error)) => {
                let pause = undelivered.pause(self.entropy.now());
                let given_up = pause.is_none();
                tracing::warn!(letter.id = %letter.id, attempts, given_up, error.source = ?error.source(), "a letter was not delivered");
                pause
            }
        };
        match pause {
            Some(pause) => self.letters.put_off(letter.id, pause).await,
            None => self.letters.remove(letter.id).await,
        }
    }
}

#[async_trait]
impl Errand for Postman {
    fn name(&self) -> &'static str {
        "letters.deliver"
    }

    async fn run(&self, _: Timestamp) -> Result<Due, PortError> {
        let taken = self.round().await?;
        Ok(if taken == 0 { Due::Whenever } else { Due::Now })
    }
}

//! Whoever has ordered is written a letter: one for each order.
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use domain::shop::ShopEvent;
use domain::shop::checkout::{CheckoutEvent, OrderPlaced};
use sourcing::{
    Blocked, Claims, Effect, Effects, Entry, EventStore, Misread, Stopped, StreamName, Turn, Undone,
};
use tokio::time::{sleep, timeout};

use super::told;
use crate::PortError;
use crate::duty::{BEAT, Due, Errand};
use crate::mail::LetterRepository;

/// How long writing one letter may take; then others look what became of it.
const TERM: Duration = Duration::from_secs(10);
/// How long whoever is at it is left alone.
const PAUSE: Duration = Duration::from_secs(1);

/// Writes to those who have ordered: one server at a time, and once, whoever is killed in between.
pub struct Confirming {
    effects: Effects,
    store: Arc<dyn EventStore>,
    stopped: Mutex<Option<Stopped>>,
}

impl Confirming {
    /// Over these ports.
    #[must_use]
    pub fn new(
        store: Arc<dyn EventStore>,
        claims: Arc<dyn Claims>,
        letters: Arc<dyn LetterRepository>,
    ) -> Self {
        let effects = Effects::new(store.clone(), claims, Arc::new(Confirmation(letters)), TERM);
        Self { effects, store, stopped: Mutex::default() }
    }

    fn note(&self, stopped: Option<Stopped>) {
        let mut noted = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stopped) = stopped.as_ref().filter(|_| *noted != stopped) {
            tracing::error!(%stopped, "orders are not confirmed any more");
        }
        *noted = stopped;
    }
}

#[async_trait]
impl Errand for Confirming {
    fn name(&self) -> &'static str {
        "shop.confirming"
    }

    fn stopped_by(&self) -> Option<String> {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(ToString::to_string)
    }

    async fn run(&self, _: Timestamp) -> Result<Due, PortError> {
        let turn = match self.effects.turn().await {
            Ok(turn) => turn,
            Err(Blocked::Away(error)) => return Err(error.into()),
            Err(Blocked::Stopped(stopped)) => {
                self.note(Some(stopped));
                return Ok(Due::Whenever);
            }
        };
        self.note(None);
        match turn {
            Turn::Moved(_) => Ok(Due::Now),
            Turn::Idle(at) => {
                // the lease goes on beside this
                let grown = timeout(BEAT, self.store.grown(at)).await.is_ok();
                Ok(if grown { Due::Now } else { Due::Whenever })
            }
            Turn::Disturbed => {
                sleep(PAUSE).await;
                Ok(Due::Now)
            }
        }
    }
}

/// The letter about an order.
struct Confirmation(Arc<dyn LetterRepository>);

/// The order that an event tells of, if it tells of one.
fn placed(entry: &Entry) -> Result<Option<OrderPlaced>, Misread> {
    if entry.fact.kind.context() != CheckoutEvent::CONTEXT {
        return Ok(None);
    }
    Ok(match told::read(entry)? {
        CheckoutEvent::Placed(placed) => Some(placed),
        CheckoutEvent::Opened(_)
        | CheckoutEvent::Changed(_)
        | CheckoutEvent::Ordered(_)
        | CheckoutEvent::Refused(_)
        | CheckoutEvent::Cancelled(_)
        | CheckoutEvent::Expired(_)
        | CheckoutEvent::Paying(_)
        | CheckoutEvent::Unpaid(_)
        | CheckoutEvent::Paid(_)
        | CheckoutEvent::Astray(_) => None,
    })
}

#[async_trait]
impl Effect for Confirmation {
    fn name(&self) -> StreamName {
        StreamName::stored("effect:confirmation")
    }

    fn wants(&self, entry: &Entry) -> Result<bool, Misread> {
        placed(entry).map(|order| order.is_some())
    }

    async fn perform(&self, entry: &Entry) -> Result<(), Undone> {
        let Ok(Some(order)) = placed(entry) else { return Ok(()) };
        let (subject, text) = order.letter();
        let written = self.0.write_once(entry.fact.id, order.buyer, &subject, &text).await;
        written.map_err(|error| {
            let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            tracing::warn!(order = %order.order, %error, source, "will be confirmed later");
            Undone
        })
    }

    /// Nobody needs to know: whoever writes it again writes nothing.
    async fn happened(&self, _: &Entry) -> Result<bool, Undone> {
        Ok(false)
    }
}

//! Whoever has ordered is written a letter: one for each order.
use std::sync::Arc;

use async_trait::async_trait;
use domain::Timestamp;
use domain::shop::ShopEvent;
use domain::shop::checkout::{CheckoutEvent, OrderPlaced};
use sourcing::{Claims, Effect, Entry, Misread, StreamName, Undone};

use super::aliases::People;
use super::outgoing::Outgoing;
use super::{Shop, told};
use crate::PortError;
use crate::duty::{Due, Errand};
use crate::mail::LetterRepository;

/// Writes to those who have ordered: one server at a time, and once, whoever is killed in between.
pub struct Confirming(Outgoing);

impl Confirming {
    /// For a shop, over these ports.
    #[must_use]
    pub fn new(shop: &Shop, claims: Arc<dyn Claims>, letters: Arc<dyn LetterRepository>) -> Self {
        let confirmation = Confirmation { letters, people: shop.people.clone() };
        Self(Outgoing::new("shop.confirming", shop.store.clone(), claims, Arc::new(confirmation)))
    }
}

#[async_trait]
impl Errand for Confirming {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn stopped_by(&self) -> Option<String> {
        self.0.stopped_by()
    }

    async fn run(&self, now: Timestamp) -> Result<Due, PortError> {
        self.0.run(now).await
    }
}

/// The letter about an order.
struct Confirmation {
    letters: Arc<dyn LetterRepository>,
    people: People,
}

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
        | CheckoutEvent::Merged(_)
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
        // nobody writes to who was forgotten
        let Some(buyer) = self.people.who(order.buyer) else { return Ok(()) };
        let (subject, text) = order.letter();
        let written = self.letters.write_once(entry.fact.id, buyer, &subject, &text).await;
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

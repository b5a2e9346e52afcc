//! Orders that nobody has paid in time end, and what was kept for them is there for others.
use async_trait::async_trait;
use domain::Timestamp;
use domain::realtime::Origin;
use uuid::Uuid;

use super::book::ready;
use super::desk::{Matter, Ticket};
use super::{Command, Shop, ShopError};
use crate::PortError;
use crate::duty::{Due, Errand};

/// Orders that end at once: they are judged and told together.
const AT_ONCE: usize = 128;

/// Ends orders that nobody has paid in time. One server at a time does it; whoever is at it as well finds nothing to do, as an
/// order is judged by how it stands.
pub(super) struct Expiring(pub(super) Shop);

impl Expiring {
    fn end(&self, order: Uuid) -> Result<Ticket, ShopError> {
        let (desk, entropy) = (&self.0.desk, &self.0.entropy);
        let origin = Origin { actor: None, correlation: entropy.uuid(), causation: None, trace: None };
        desk.hand_in(Matter::Expire, &Command { origin, key: None }, None, [order, entropy.uuid()])
    }
}

#[async_trait]
impl Errand for Expiring {
    fn name(&self) -> &'static str {
        "shop.unpaid"
    }

    async fn run(&self, now: Timestamp) -> Result<Due, PortError> {
        if ready(&self.0.tills.view).is_err() {
            return Ok(Due::Whenever);
        }
        let (due, next) = self.0.tills.view.read().model.open().overdue(now, AT_ONCE);
        let is_all = due.len() < AT_ONCE;
        let tickets: Result<Vec<Ticket>, ShopError> = due.into_iter().map(|order| self.end(order)).collect();
        for ticket in tickets? {
            ticket.settled().await?;
        }
        Ok(match next {
            Some(next) if is_all => Due::At(next),
            None if is_all => Due::Whenever,
            _ => Due::Now,
        })
    }
}

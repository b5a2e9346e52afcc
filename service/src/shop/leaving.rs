//! Somebody leaves for good: their cart goes, what they have ordered stays.
use std::sync::Arc;

use domain::ids::AccountId;
use domain::realtime::Origin;
use domain::shop::checkout::{CheckoutEvent, Order};

use super::book::ready;
use super::{Command, Shop, ShopError, told};

impl Shop {
    /// Nothing is in somebody's cart any more. What they have ordered stays, as it must for those who keep accounts: it names
    /// nobody but a number, which is nobody's from then on.
    pub async fn clear(&self, of: AccountId, origin: &Origin) -> Result<(), ShopError> {
        ready(&self.tills.view)?;
        // another server may have heard of it a moment ago
        let head = self.tills.store().head().await?.position;
        self.tills.view.reached(head).await?;
        let command = Command { origin: origin.clone(), key: None };
        let done = self.tills.carry_out(&command, &(), |tills, telling| {
            let Some((id, at, cart)) = tills.of(of) else { return Ok(()) };
            let changes: Vec<CheckoutEvent> =
                cart.clear(id).into_iter().map(CheckoutEvent::Changed).collect();
            Ok(telling.tell(told::stream("cart", &id)?, at, &changes)?)
        });
        done.await.map(drop)
    }

    /// All that somebody ever ordered, the last order first.
    pub fn everything_ordered(&self, of: AccountId) -> Result<Vec<Arc<Order>>, ShopError> {
        ready(&self.tills.view)?;
        let seen = self.tills.view.read();
        Ok(seen.model.orders(Some(of)).iter().rev().filter_map(|id| seen.model.order(*id).cloned()).collect())
    }
}

//! Somebody leaves for good: their cart goes, what they have ordered stays.
use std::sync::Arc;

use domain::ids::AccountId;
use domain::realtime::Origin;
use domain::shop::checkout::{CheckoutEvent, Order};

use super::book::ready;
use super::{Command, Shop, ShopError, told};

impl Shop {
    /// Nothing is in somebody's cart any more. What they have ordered stays, as it must for those who keep accounts; whose it was
    /// nobody can say when they are [forgotten](Self::forget).
    pub async fn clear(&self, of: AccountId, origin: &Origin) -> Result<(), ShopError> {
        ready(&self.tills.view)?;
        // another server may have heard of it a moment ago
        let head = self.tills.store().head().await?.position;
        self.tills.view.reached(head).await?;
        let command = Command { origin: origin.clone(), key: None };
        let done = self.tills.carry_out(&command, &(), |tills, telling| {
            let of = self.people.known(tills, of.into());
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
        let of = self.people.known(&seen.model, of.into()).stand_in();
        let orders = seen.model.orders(Some(of)).iter().rev();
        Ok(orders.filter_map(|id| seen.model.order(*id)).map(|order| self.people.shown(order)).collect())
    }
}

//! A guest logs in: what was in their cart is in the member's from then on.
use domain::identity::GuestId;
use domain::ids::AccountId;
use domain::shop::checkout::{Cart, CartMerged, CartOpened, CheckoutEvent};
use domain::shop::pim::ProductId;
use sourcing::Version;

use super::book::ready;
use super::{Command, Outcome, Shop, ShopError, told};

impl Shop {
    /// All that is in a guest's cart goes into a member's, as far as it can: quantities add up, to what there is. The guest's is
    /// empty then, in the same append, so that of two who try this at once one finds nothing to do. Whether anything was in it.
    pub async fn join(
        &self,
        guest: GuestId,
        by: AccountId,
        command: &Command,
    ) -> Result<Outcome<bool>, ShopError> {
        ready(&self.catalog)?;
        ready(&self.tills.view)?;
        // another server may have heard of it a moment ago
        let head = self.tills.store().head().await?.position;
        self.tills.view.reached(head).await?;
        let is_empty = self.tills.view.read().model.of(guest).is_none_or(|(_, _, cart)| cart.is_empty());
        if is_empty {
            return Ok(Outcome { answer: false, position: head.number(), replayed: false });
        }
        let by = self.named(by).await?;
        // whoever never had a cart has one now
        let new = self.entropy.uuid();
        let same = ("join", guest);
        let joined = self.tills.carry_out(command, &same, |tills, telling| {
            let Some((theirs, there, of_guest)) = tills.of(guest).filter(|(_, _, cart)| !cart.is_empty())
            else {
                return Ok(false);
            };
            let catalog = self.catalog.read();
            let sold = |id: &ProductId| catalog.model.catalog().find(id).map(|listing| &**listing);
            let nothing = Cart::default();
            let (into, at, cart) = tills.of(by).unwrap_or((new, Version::NONE, &nothing));
            let changes = cart.join(into, of_guest, sold).into_iter().map(CheckoutEvent::Changed);
            let changes: Vec<CheckoutEvent> = changes.collect();
            if at == Version::NONE && !changes.is_empty() {
                let opened = CheckoutEvent::Opened(CartOpened { cart: into, owner: by });
                telling.tell(told::stream("buyer", &by)?, Version::NONE, &[opened])?;
            }
            telling.tell(told::stream("cart", &into)?, at, &changes)?;
            let merged = CheckoutEvent::Merged(CartMerged { cart: theirs, into });
            telling.tell(told::stream("cart", &theirs)?, there, &[merged])?;
            Ok(true)
        });
        joined.await
    }
}

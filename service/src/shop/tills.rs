//! What is known of all carts.
use std::collections::HashMap;

use domain::ids::AccountId;
use domain::shop::ShopEvent;
use domain::shop::checkout::{Cart, CheckoutEvent};
use sourcing::{Entry, Misread, Model, Version};
use uuid::Uuid;

use super::told;

/// All carts, whose they are, and where their streams stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Tills {
    carts: HashMap<Uuid, (Version, Cart)>,
    owners: HashMap<AccountId, Uuid>,
    /// The same, the other way round.
    owned: HashMap<Uuid, AccountId>,
}

impl Tills {
    /// Whose a cart is.
    pub(super) fn owner(&self, cart: Uuid) -> Option<AccountId> {
        self.owned.get(&cart).copied()
    }

    /// Somebody's cart, if they ever had one, and where its stream stands.
    pub(super) fn of(&self, owner: AccountId) -> Option<(Uuid, Version, &Cart)> {
        let id = self.owners.get(&owner)?;
        self.carts.get(id).map(|(version, cart)| (*id, *version, cart))
    }
}

impl Model for Tills {
    type Event = (Version, CheckoutEvent);
    const CONTEXTS: &'static [&'static str] = &[CheckoutEvent::CONTEXT];

    fn decode(entry: &Entry) -> Result<Option<Self::Event>, Misread> {
        told::read(entry).map(|event| Some((entry.version, event)))
    }

    fn apply(&mut self, (version, event): &Self::Event) {
        match event {
            CheckoutEvent::Opened(opened) => {
                self.owners.insert(opened.owner, opened.cart);
                self.owned.insert(opened.cart, opened.owner);
                self.carts.entry(opened.cart).or_default();
            }
            CheckoutEvent::Changed(changed) => {
                let (at, cart) = self.carts.entry(changed.cart).or_default();
                *at = *version;
                cart.apply(changed);
            }
        }
    }
}

//! A cart: what somebody wants, and how many of each.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use super::event::QuantityChanged;
use crate::shop::ShopRule;
use crate::shop::catalog::Listing;
use crate::shop::pim::ProductId;

/// So many pieces of one thing in a cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(u64);

impl Quantity {
    /// Of one thing, at the most.
    pub const MOST: i64 = 999;

    /// How many somebody wants; 0 is none any more.
    pub fn parse(raw: Option<i64>) -> Result<Self, ShopRule> {
        let wanted = raw.filter(|raw| (0..=Self::MOST).contains(raw)).and_then(|raw| u64::try_from(raw).ok());
        wanted.map(Self).ok_or(ShopRule::Quantity)
    }

    /// How many.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// So many more, as far as there are so many; never fewer than before.
    fn joined(self, more: Self, available: u64) -> Self {
        let most = available.min(Self::MOST.unsigned_abs());
        Self((self.0 + more.0).min(most).max(self.0))
    }
}

/// Why something does not go into a cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CartRule {
    /// Nobody sells it.
    #[error("there is no such product")]
    NotSold,
    /// What costs dollars does not go to what costs euros.
    #[error("a cart is of one currency")]
    Mixed,
    /// It is full.
    #[error("a cart has at most {} lines", Cart::LINES)]
    Full,
}

/// What somebody wants.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cart {
    lines: BTreeMap<ProductId, Quantity>,
}

impl Cart {
    /// Different things at the most.
    pub const LINES: usize = 100;

    /// What is in it, and how many of each: never none.
    pub fn lines(&self) -> impl Iterator<Item = (&ProductId, Quantity)> {
        self.lines.iter().map(|(product, quantity)| (product, *quantity))
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// What happens when there are to be so many of something: nothing if there are. `sold` finds what visitors find.
    pub fn put<'a>(
        &self,
        cart: Uuid,
        product: &ProductId,
        quantity: Quantity,
        sold: impl Fn(&ProductId) -> Option<&'a Listing>,
    ) -> Result<Option<QuantityChanged>, CartRule> {
        let known = self.lines.get(product).copied().unwrap_or_default();
        if known == quantity {
            return if known == Quantity::default() && sold(product).is_none() {
                Err(CartRule::NotSold)
            } else {
                Ok(None)
            };
        }
        // whatever it is, it may be taken out
        if quantity != Quantity::default() {
            let wanted = sold(product).ok_or(CartRule::NotSold)?;
            let others = self.lines.keys().filter(|other| *other != product);
            if others.filter_map(&sold).any(|other| other.price.currency() != wanted.price.currency()) {
                return Err(CartRule::Mixed);
            }
            if known == Quantity::default() && self.lines.len() >= Self::LINES {
                return Err(CartRule::Full);
            }
        }
        Ok(Some(QuantityChanged { cart, product: product.clone(), quantity }))
    }

    /// What happens when all that a guest wanted is wanted here: quantities add up, to what there is. What can't go into it stays
    /// out: what nobody sells or is sold out, what is of another currency, and what finds it full.
    pub fn join<'a>(
        &self,
        cart: Uuid,
        of_guest: &Self,
        sold: impl Fn(&ProductId) -> Option<&'a Listing>,
    ) -> Vec<QuantityChanged> {
        let (mut joined, mut events) = (self.clone(), vec![]);
        for (product, more) in of_guest.lines() {
            let known = joined.lines.get(product).copied().unwrap_or_default();
            let available = sold(product).map_or(0, |listing| listing.available.number());
            let wanted = known.joined(more, available);
            if let Ok(Some(event)) = joined.put(cart, product, wanted, &sold) {
                joined.apply(&event);
                events.push(event);
            }
        }
        events
    }

    /// What happens when nothing is wanted any more.
    #[must_use]
    pub fn clear(&self, cart: Uuid) -> Vec<QuantityChanged> {
        let gone = |product: &ProductId| QuantityChanged {
            cart,
            product: product.clone(),
            quantity: Quantity::default(),
        };
        self.lines.keys().map(gone).collect()
    }

    /// Goes on when what is in it was ordered, or is in another one.
    pub fn empty(&mut self) {
        self.lines.clear();
    }

    /// Goes on by an event.
    pub fn apply(&mut self, event: &QuantityChanged) {
        if event.quantity == Quantity::default() {
            self.lines.remove(&event.product);
        } else {
            self.lines.insert(event.product.clone(), event.quantity);
        }
    }
}

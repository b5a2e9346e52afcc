//! What happens at the checkout.
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{OrderLine, Quantity};
use crate::ids::AccountId;
use crate::shop::Money;
use crate::shop::fact::facts;
use crate::shop::fulfilment::Lacking;
use crate::shop::pim::ProductId;

facts!(
    /// Something that happened at the checkout.
    CheckoutEvent in "checkout" {
        /// Somebody has a cart.
        Opened(CartOpened) = "cart_opened",
        /// There are so many of something in a cart.
        Changed(QuantityChanged) = "quantity_changed",
        /// What was in a cart is ordered, so there is nothing in it.
        Ordered(CartOrdered) = "cart_ordered",
        /// Somebody has ordered.
        Placed(OrderPlaced) = "order_placed",
        /// Somebody wanted to order, and it came to nothing.
        Refused(OrderRefused) = "order_refused",
        /// An order is taken back, and what was kept for it is free again.
        Cancelled(OrderCancelled) = "order_cancelled",
    }
);

/// Somebody has a cart, for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartOpened {
    /// Which.
    pub cart: Uuid,
    /// Who.
    pub owner: AccountId,
}

/// There are so many of something in a cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuantityChanged {
    /// In which.
    pub cart: Uuid,
    /// Of what.
    pub product: ProductId,
    /// So many; 0 takes it out.
    pub quantity: Quantity,
}

/// What was in a cart is ordered, so there is nothing in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartOrdered {
    /// Which.
    pub cart: Uuid,
    /// By which order.
    pub order: Uuid,
}

/// Somebody has ordered a cart as it was shown to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPlaced {
    /// Which; nobody can guess it.
    pub order: Uuid,
    /// Who.
    pub buyer: AccountId,
    /// Which cart.
    pub cart: Uuid,
    /// What was shown of it.
    pub hash: Uuid,
    /// What was in it, as it was shown.
    pub lines: Vec<OrderLine>,
    /// For everything.
    pub total: Money,
}

/// Somebody wanted to order, and it came to nothing: nothing was taken, and the cart is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRefused {
    /// The order that it would have been.
    pub order: Uuid,
    /// Who.
    pub buyer: AccountId,
    /// Which cart.
    pub cart: Uuid,
    /// What was shown of it.
    pub hash: Uuid,
    /// Why.
    #[serde(flatten)]
    pub refusal: Refusal,
}

/// Why an order came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Refusal {
    /// There is not so much.
    OutOfStock {
        /// Of what.
        lacking: Vec<Lacking>,
    },
}

/// An order is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderCancelled {
    /// Which.
    pub order: Uuid,
    /// By whom.
    pub reason: Cancelling,
}

/// Who takes an order back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cancelling {
    /// Whoever ordered.
    ByBuyer,
    /// Whoever keeps the shop.
    ByKeeper,
}

//! What happens at the checkout.
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{OrderLine, Owner, Quantity};
use crate::Timestamp;
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
        /// What was in a guest's cart is in that of the member who they are, so there is nothing in it.
        Merged(CartMerged) = "cart_merged",
        /// Somebody has ordered.
        Placed(OrderPlaced) = "order_placed",
        /// Somebody wanted to order, and it came to nothing.
        Refused(OrderRefused) = "order_refused",
        /// An order is taken back, and what was kept for it is free again.
        Cancelled(OrderCancelled) = "order_cancelled",
        /// Nobody has paid an order in time, and what was kept for it is free again.
        Expired(OrderExpired) = "order_expired",
        /// Somebody is paying an order: until it is known what comes of that, nothing else becomes of it.
        Paying(PaymentBegun) = "payment_begun",
        /// It came to nothing, and the order can be paid again.
        Unpaid(PaymentFailed) = "payment_failed",
        /// An order is paid.
        Paid(OrderPaid) = "order_paid",
        /// Somebody has paid what can't be had for it: whoever keeps the shop has to give it back.
        Astray(PaymentAstray) = "payment_astray",
    }
);

/// Somebody has a cart, for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartOpened {
    /// Which.
    pub cart: Uuid,
    /// Who.
    pub owner: Owner,
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

/// A guest has logged in: what was in their cart is in the member's, as far as it goes in there, so there is nothing in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartMerged {
    /// The guest's.
    pub cart: Uuid,
    /// The member's.
    pub into: Uuid,
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
    /// Until when it has to be paid. One of a time when nobody said is kept for as long as it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_by: Option<Timestamp>,
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

/// Nobody has paid an order in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderExpired {
    /// Which.
    pub order: Uuid,
}

/// Somebody is paying an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentBegun {
    /// Which.
    pub order: Uuid,
    /// By which payment: whoever takes the money knows it by this, too.
    pub payment: Uuid,
}

/// A payment came to nothing: no money was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentFailed {
    /// Of which order.
    pub order: Uuid,
    /// Which.
    pub payment: Uuid,
    /// Why.
    pub reason: Unpaid,
}

/// Why a payment came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unpaid {
    /// Whoever takes the money has said no.
    Declined,
    /// Whoever takes the money did not say in time, and was told to leave it.
    CalledOff,
}

/// An order is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPaid {
    /// Which.
    pub order: Uuid,
    /// By which payment.
    pub payment: Uuid,
}

/// Money was taken by a payment that the order does not stand by, or no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentAstray {
    /// For which order.
    pub order: Uuid,
    /// By which payment.
    pub payment: Uuid,
}

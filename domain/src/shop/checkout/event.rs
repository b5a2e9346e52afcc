//! What happens at the checkout.
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Quantity;
use crate::ids::AccountId;
use crate::shop::fact::facts;
use crate::shop::pim::ProductId;

facts!(
    /// Something that happened at the checkout.
    CheckoutEvent in "checkout" {
        /// Somebody has a cart.
        Opened(CartOpened) = "cart_opened",
        /// There are so many of something in a cart.
        Changed(QuantityChanged) = "quantity_changed",
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

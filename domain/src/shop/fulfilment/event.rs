//! What happens to stocks.
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Pieces;
use crate::shop::fact::facts;
use crate::shop::pim::ProductId;

facts!(
    /// Something that happened to a stock. All but the last are the context's own; that one is for its neighbours.
    FulfilmentEvent in "fulfilment" {
        /// Somebody counted.
        Corrected(StockCorrected) = "stock_corrected",
        /// Some of it is promised to an order.
        Reserved(StockReserved) = "stock_reserved",
        /// Some of it is promised no more.
        Released(StockReserved) = "stock_released",
        /// So much can be had now, for whatever reason.
        Changed(StockChanged) = "stock_changed",
    }
);

/// Somebody counted what there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockCorrected {
    /// Of what.
    pub product: ProductId,
    /// So many pieces are there.
    pub on_hand: Pieces,
}

/// Some of something is promised to an order, or is so no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockReserved {
    /// Of what.
    pub product: ProductId,
    /// To which.
    pub order: Uuid,
    /// So many pieces.
    pub quantity: Pieces,
    /// So many are promised now, to all orders together.
    pub reserved: Pieces,
}

/// So much of something can be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockChanged {
    /// Of what.
    pub product: ProductId,
    /// So many pieces.
    pub available: Pieces,
}

impl FulfilmentEvent {
    /// The product that it happened to.
    #[must_use]
    pub const fn product(&self) -> &ProductId {
        match self {
            Self::Corrected(event) => &event.product,
            Self::Reserved(event) | Self::Released(event) => &event.product,
            Self::Changed(event) => &event.product,
        }
    }
}

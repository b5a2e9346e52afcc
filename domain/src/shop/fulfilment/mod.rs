//! What there is of each thing.
mod event;
mod stock;

pub use event::{FulfilmentEvent, StockChanged, StockCorrected, StockReserved};
pub use stock::{Lacking, Pieces, Stock};

//! What there is of each thing.
mod event;
mod stock;

pub use event::{FulfilmentEvent, StockChanged, StockCorrected};
pub use stock::{Pieces, Stock};

//! The shop: what is sold, what there is of it, and what people order. Each context tells its own story in events; nothing else is kept.
pub mod catalog;
pub mod checkout;
mod fact;
pub mod fulfilment;
#[cfg(any(test, feature = "laws"))]
pub mod laws;
mod money;
mod news;
pub mod pim;
mod rule;
mod sample;
mod sheet;

pub use fact::ShopEvent;
pub use money::{Currency, Money, MoneyRule};
pub use news::{
    CartChanged, GuestCartChanged, OrderChanged, ProductGone, ProductOffered, ShopNews, StockLeft,
};
pub use rule::ShopRule;
pub use sample::Sample;
pub use sheet::{Sheet, SheetRule};

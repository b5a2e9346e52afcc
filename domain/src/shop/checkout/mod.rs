//! What people are about to buy.
mod cart;
mod event;
mod shown;

pub use cart::{Cart, CartRule, Quantity};
pub use event::{CartOpened, CheckoutEvent, QuantityChanged};
pub use shown::{CartShown, LineShown, SoldLine};

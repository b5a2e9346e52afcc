//! What people are about to buy.
mod cart;
mod event;
mod letter;
mod order;
mod shown;

pub use cart::{Cart, CartRule, Quantity};
pub use event::{
    Cancelling, CartOpened, CartOrdered, CheckoutEvent, OrderCancelled, OrderPlaced, OrderRefused,
    QuantityChanged, Refusal,
};
pub use order::{Agreed, Order, OrderLine, OrderRule, OrderState};
pub use shown::{CartShown, LineShown, SoldLine};

//! What people are about to buy.
mod cart;
mod event;
mod letter;
mod order;
mod owner;
mod payment;
mod shown;
mod standing;
mod token;

pub use cart::{Cart, CartRule, Quantity};
pub use event::{
    Cancelling, CartMerged, CartOpened, CartOrdered, CheckoutEvent, OrderCancelled, OrderExpired, OrderPaid,
    OrderPlaced, OrderRefused, PaymentAstray, PaymentBegun, PaymentFailed, QuantityChanged, Refusal, Unpaid,
};
pub use order::{Agreed, Order, OrderLine, OrderRule, OrderState};
pub use owner::Owner;
pub use payment::{PaymentRule, Taking};
pub use shown::{CartShown, LineShown, SoldLine};
pub use standing::{PaymentStanding, PaymentStep};
pub use token::PaymentToken;

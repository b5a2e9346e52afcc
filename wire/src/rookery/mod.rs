//! What is Rookery's own, as clients read it.
mod cart;
mod channel;
mod imported;
mod message;
mod news;
mod order;
mod past;
mod product;
mod round;
mod told;
mod webhook;

pub use cart::{Cart, Line};
pub use channel::{Channel, OwnPoints};
pub use imported::{BadRow, Imported};
pub use message::Message;
pub use news::news;
pub use order::{Order, OrderPage, cart_changed, out_of_stock, unheard, unpaid};
pub use past::{ModelHealth, Models, PastEvent, PastEvents};
pub use product::{KeptProduct, ListedProduct, Price, Product, Stock, product_found, product_page};
pub use round::{OwnStake, PollShown, PredictionShown};
pub use told::{told, told_in_passing};
pub use webhook::order_changed;

//! Whoever takes the money.
#![doc = include_str!("../README.md")]

mod ledger;
mod messages;
mod post;
mod seal;
mod till;
mod trial;

pub use messages::messages;
pub use seal::Seal;
pub use till::Till;
pub use trial::Trial;

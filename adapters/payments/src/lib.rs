//! Whoever takes the money.
#![doc = include_str!("../README.md")]

mod ledger;
mod seal;
mod trial;

pub use seal::Seal;
pub use trial::Trial;

//! Live topics of a Rookery server.
#![doc = include_str!("../README.md")]

mod backoff;
mod connection;
mod frame;
mod live;

pub use frame::{Message, Refusal};
pub use live::{Heard, Live, Token};

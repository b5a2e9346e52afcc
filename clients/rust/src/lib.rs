//! Live topics of a Rookery server.
#![doc = include_str!("../README.md")]

mod backoff;
mod connection;
mod frame;
mod live;
mod publish;

pub use frame::{Message, Refusal};
pub use live::{Heard, Live, Token};
pub use publish::{Publication, Published, Unpublished, publish};

//! Calling whoever keeps the books elsewhere.
#![doc = include_str!("../README.md")]

mod address;
mod keys;
mod post;

pub use address::{Address, NotAnAddress};
pub use keys::{Keys, NotKeys};
pub use post::Post;

//! Values and rules of Rookery.
#![doc = include_str!("../README.md")]

pub mod channels;
pub mod identity;
pub mod ids;
pub mod media;
pub mod page;
pub mod posts;
pub mod reading;
pub mod realtime;
mod recorded;
pub mod shop;

pub use jiff::Timestamp;
pub use recorded::{Draft, Numbered, Recorded};

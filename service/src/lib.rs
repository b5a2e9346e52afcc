//! Use cases and ports of Rookery.
#![doc = include_str!("../README.md")]

pub mod channels;
pub mod duty;
pub mod edits;
mod entropy;
pub mod exports;
mod failure;
pub mod identity;
mod lately;
pub mod leaving;
pub mod mail;
pub mod media;
pub mod notifications;
pub mod outward;
pub mod polls;
pub mod posts;
pub mod rates;
pub mod reading;
pub mod realtime;
pub mod relay;
pub mod reports;
pub mod search;
pub mod shop;
pub mod writes;

pub use entropy::Entropy;
pub use failure::{Failure, Kind, PortError};

//! Logging in elsewhere, by OpenID Connect.
#![doc = include_str!("../README.md")]

mod claims;
mod fetch;
mod keys;
mod provider;

pub use fetch::{Address, NotAnAddress};
pub use provider::{Client, Provider};

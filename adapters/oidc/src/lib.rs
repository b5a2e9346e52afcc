//! Logging in elsewhere, by OpenID Connect.
#![doc = include_str!("../README.md")]

mod claims;
mod fetch;
mod issuer;
mod keys;
mod provider;

pub use fetch::{Address, NotAnAddress};
pub use issuer::{Issuer, NotTrusted, Trust, issuer};
pub use provider::{Client, Provider};

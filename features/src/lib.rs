//! The product told in scenarios, and what drives it from outside.
#![doc = include_str!("../README.md")]

pub mod bookkeeper;
pub mod browser;
pub mod chaos;
pub mod cluster;
mod crowd;
pub mod dice;
pub mod drive;
pub mod events;
pub mod faults;
pub mod gateway;
pub mod listener;
mod market;
mod markup;
pub mod oidc;
pub mod rest;
pub mod sim;

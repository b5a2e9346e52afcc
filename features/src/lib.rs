//! The product told in scenarios, and what drives it from outside.
#![doc = include_str!("../README.md")]

pub mod browser;
pub mod cluster;
pub mod drive;
pub mod events;
pub mod listener;
mod markup;
pub mod rest;
pub mod sim;

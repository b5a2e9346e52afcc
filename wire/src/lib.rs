//! What both servers say to the world.
#![doc = include_str!("../README.md")]

pub mod auth;
mod error;
pub mod gateway;
pub mod health;
pub mod mastodon;
pub mod oauth;
mod problem;
pub mod request;
pub mod rookery;
pub mod serve;
pub mod settings;
pub mod telemetry;

pub use error::{ApiError, chain};
pub use problem::problem;

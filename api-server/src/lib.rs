//! HTTP in, nothing decided.
#![doc = include_str!("../README.md")]

mod app;
mod attempts;
mod auth;
mod browser;
mod caller;
pub mod cli;
mod cookies;
pub mod demo;
mod description;
pub mod duties;
mod events;
mod export;
mod eyes;
mod guard;
mod import;
mod mastodon;
mod oauth;
mod ops;
mod page;
mod pages;
mod params;
mod path;
mod rookery;
mod router;
mod web;

pub use app::{App, Ports, UseCases};
pub use router::router;

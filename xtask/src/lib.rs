//! What the commands of `cargo xtask` and the tests of the workspace share.
#![doc = include_str!("../README.md")]

pub mod infra;
pub mod report;
pub mod workspace;

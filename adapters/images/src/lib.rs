//! Pictures, read and made anew.
#![doc = include_str!("../README.md")]

mod darkroom;
mod develop;
mod print;

pub use darkroom::Darkroom;

//! The clock, the dice and the queue of one process.
#![doc = include_str!("../README.md")]

mod entropy;
mod queue;

pub use entropy::SystemEntropy;
pub use queue::LocalQueue;

//! Events as the only source of truth.
#![doc = include_str!("../README.md")]

mod batch;
mod entry;
mod fact;
mod names;
mod place;
mod store;

pub use batch::{Append, Batch, BatchRule, Mark, Verdict};
pub use entry::{Corrupt, Entry, checksum, contiguous};
pub use fact::Fact;
pub use names::{Kind, NotAName, StreamName};
pub use place::{Position, Version};
pub use store::{Conflict, EventStore, Head, Outcome, ReadError, Unavailable};

//! Events as the only source of truth.
#![doc = include_str!("../README.md")]

mod batch;
mod bridge;
mod copy;
mod effect;
mod entry;
mod fact;
mod follow;
#[cfg(any(test, feature = "laws"))]
pub mod laws;
mod model;
mod names;
mod people;
mod place;
mod sieve;
mod store;

pub use batch::{Append, Batch, BatchRule, Mark, Verdict};
pub use bridge::{Bridge, Translation, Untranslated};
pub use copy::{CopyError, export, import};
pub use effect::{Claim, Claims, Effect, Effects, Undone};
pub use entry::{Corrupt, Entry, checksum, contiguous};
pub use fact::Fact;
pub use follow::{Blocked, Turn};
pub use model::{
    Feed, Kept, Misread, Model, Pace, Progress, Projection, Reading, Seen, Shown, Snapshots, Stopped, View,
    Watched,
};
pub use names::{Kind, NotAName, StreamName};
pub use people::{Cipher, Key, Keyring, Keys, Named, Person, Sealed, Secret};
pub use place::{Position, Version};
pub use sieve::{Sieve, Stretch};
pub use store::{Conflict, EventStore, Head, Outcome, ReadError, Unavailable, read_to};

//! Faults against real processes: people write and listen while servers are killed, and the ledger judges what they got.
//!
//! Everything is seen from outside, through REST and websockets: also the log, which is read by resuming from before the round.
mod books;
mod ground;
mod listening;
mod round;
mod town;
mod writing;

pub use ground::{Blow, Ground};
pub use round::{Round, Verdict};
pub(crate) use town::{Person, answered, register};

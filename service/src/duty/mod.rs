//! What one server at a time does for all: followers of the log, and timers.
mod follower;
mod ports;
mod tenure;
mod timer;
mod trim;

pub use follower::{FollowError, Follower};
pub use ports::{Due, Effect, Errand, Leases, Step, Stepped};
pub use tenure::{BEAT, TERM};
pub use timer::Timer;
pub use trim::Trimming;

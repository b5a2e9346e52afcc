//! Time and chance, as one port.
use domain::Timestamp;
use uuid::Uuid;

/// Gives the time and new ids, so that tests can fix both.
pub trait Entropy: Send + Sync {
    /// The time of day; it may jump.
    fn now(&self) -> Timestamp;

    /// A new id: a UUID v7, so that rows made together lie together.
    fn uuid(&self) -> Uuid;
}

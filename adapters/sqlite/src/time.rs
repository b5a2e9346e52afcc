//! Moments as the file has them: microseconds since 1970.
use domain::Timestamp;

/// A moment to store.
pub(crate) fn stored(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// A moment that was stored.
pub(crate) fn read(stored: i64) -> sqlx::Result<Timestamp> {
    Timestamp::from_microsecond(stored).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// The present, by the clock of the database, as the file has it.
macro_rules! now {
    () => {
        "cast(unixepoch('subsec') * 1000000 as integer)"
    };
}
pub(crate) use now;

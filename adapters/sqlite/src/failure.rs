//! What the driver says stays in the source.
use std::error::Error;

use service::PortError;

/// What the store is called in errors.
pub(crate) const PORT: &str = "the database";

/// Whatever went wrong, the database is not available.
pub(crate) fn away(error: impl Into<Box<dyn Error + Send + Sync>>) -> PortError {
    PortError::new(PORT, error)
}

/// Whether another writes at the moment, so that trying again will help.
pub(crate) fn is_busy(error: &sqlx::Error) -> bool {
    /// `SQLITE_BUSY` and `SQLITE_LOCKED`, in the lower byte of more exact codes.
    const BUSY: [i32; 2] = [5, 6];
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<i32>().ok());
    code.is_some_and(|code| BUSY.contains(&(code & 0xff)))
}

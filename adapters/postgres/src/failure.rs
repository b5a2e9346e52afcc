//! What the driver says stays in the source.
use std::error::Error;

use service::PortError;

/// What the store is called in errors.
pub(crate) const PORT: &str = "the database";

/// Whatever went wrong, the database is not available.
pub(crate) fn away(error: impl Into<Box<dyn Error + Send + Sync>>) -> PortError {
    PortError::new(PORT, error)
}

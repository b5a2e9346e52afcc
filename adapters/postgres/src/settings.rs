//! Where the database is, and how much of it to use.

/// How to reach the database.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// `postgres://user:password@host:port/database`
    pub url: String,
    /// Connections for requests at the most.
    pub request_connections: u32,
    /// Whether to start on a database that may lose what it committed: for tests.
    pub allow_fsync_off: bool,
}

impl Settings {
    /// The usual settings for the database at a URL.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), request_connections: 16, allow_fsync_off: false }
    }
}

impl std::fmt::Debug for Settings {
    /// The URL may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("request_connections", &self.request_connections)
            .field("allow_fsync_off", &self.allow_fsync_off)
            .finish_non_exhaustive()
    }
}

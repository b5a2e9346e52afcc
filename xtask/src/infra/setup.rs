//! What a caller wants of a private server.

use std::path::{Path, PathBuf};

/// How a private server shall be started.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    pub(super) port: Option<u16>,
    pub(super) durable: bool,
    pub(super) may_be_given: bool,
    pub(super) settings: Vec<(String, String)>,
    pub(super) folder: Option<PathBuf>,
}

impl Setup {
    /// For ordinary tests: what the environment names is used when there is one, and nothing waits for the disk.
    pub fn for_tests() -> Self {
        Self { may_be_given: true, ..Self::default() }
    }

    /// For tests that need a server of their own, but not its disk.
    pub fn private() -> Self {
        Self::default()
    }

    /// For faults, benchmarks and demonstrations: always a server of one's own, which keeps what it has confirmed.
    pub fn durable() -> Self {
        Self { durable: true, ..Self::default() }
    }

    /// Listens on this port instead of a free one.
    #[must_use]
    pub fn on_port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Keeps PostgreSQL's data in this folder over its end, and finds them there again. Where the user that the server must run as
    /// (not root) cannot get there, they are in a temporary folder all the same; [`Postgres::kept`](super::Postgres::kept) tells.
    #[must_use]
    pub fn kept_in(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_owned());
        self
    }

    /// Adds a setting of the server's own (PostgreSQL: `-c name=value`; RabbitMQ: a line of its configuration).
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }
}

//! Ctrl-C, and SIGTERM, as something to be asked about.

use std::io;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// From its making on, these signals no longer end the program by themselves.
pub(crate) struct Interrupt(Signals);

impl Interrupt {
    pub(crate) fn watch() -> io::Result<Self> {
        Signals::new([SIGINT, SIGTERM, SIGHUP]).map(Self)
    }

    /// Whether one has come since the last question.
    pub(crate) fn came(&mut self) -> bool {
        self.0.pending().count() > 0
    }

    /// Waits for one.
    pub(crate) fn wait(&mut self) {
        self.0.forever().next();
    }
}

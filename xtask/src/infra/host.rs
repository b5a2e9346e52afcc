//! Where a server runs, and so how it is killed and started again.

use std::fs;
use std::io;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::container::Container;
use super::process::Process;

/// Somebody else's server, a process of ours, or a container of ours.
#[derive(Debug)]
pub(super) enum Host {
    Given { variable: &'static str },
    Process(Process),
    Container(Container),
}

impl Host {
    pub(super) fn pid(&self) -> Option<u32> {
        match self {
            Self::Given { .. } => None,
            Self::Process(process) => Some(process.pid()),
            Self::Container(container) => container.pid(),
        }
    }

    pub(super) fn kill9(&mut self) -> io::Result<()> {
        match self {
            Self::Given { variable } => Err(not_ours(variable)),
            Self::Process(process) => process.kill9(),
            Self::Container(container) => container.kill9(),
        }
    }

    pub(super) fn restart(&mut self) -> io::Result<()> {
        match self {
            Self::Given { variable } => Err(not_ours(variable)),
            Self::Process(process) => process.restart(),
            Self::Container(container) => container.restart(),
        }
    }

    /// Stops it with its children, also those that left its process group (each PostgreSQL backend does).
    pub(super) fn pause(&self) -> io::Result<()> {
        match self {
            Self::Given { variable } => Err(not_ours(variable)),
            Self::Process(process) => {
                process.pause()?;
                signal_children(process.pid(), Signal::STOP);
                Ok(())
            }
            Self::Container(container) => container.pause(),
        }
    }

    pub(super) fn resume(&self) -> io::Result<()> {
        match self {
            Self::Given { variable } => Err(not_ours(variable)),
            Self::Process(process) => {
                signal_children(process.pid(), Signal::CONT);
                process.resume()
            }
            Self::Container(container) => container.resume(),
        }
    }

    pub(super) fn wait_until(&mut self, patience: Duration, ready: impl Fn() -> bool) -> io::Result<()> {
        if let Self::Process(process) = self {
            return process.wait_until(patience, ready);
        }
        let deadline = Instant::now() + patience;
        while !ready() {
            if Instant::now() > deadline {
                return Err(io::Error::other(format!("the server was not ready within {patience:?}")));
            }
            sleep(Duration::from_millis(100));
        }
        Ok(())
    }
}

fn not_ours(variable: &str) -> io::Error {
    io::Error::other(format!("the server was given by {variable}, so it is not ours to kill"))
}

fn signal_children(pid: u32, signal: Signal) {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    for child in children.split_whitespace().filter_map(|child| child.parse().ok()).filter_map(Pid::from_raw)
    {
        // it may have ended meanwhile
        let _ = kill_process(child, signal);
    }
}

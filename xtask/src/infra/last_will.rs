//! What is to be done when this program dies without a chance to clean up.
//!
//! One small shell waits on a pipe whose other end only this program holds. Each line that it reads replaces the will; at the end of
//! the pipe, however it came, the last will is done.

use std::collections::BTreeMap;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, PoisonError};

const EXECUTOR: &str = r#"will=; while IFS= read -r line; do will=$line; done; eval "$will""#;

static WILL: Mutex<Will> = Mutex::new(Will { entries: BTreeMap::new(), next: 0, executor: None });

struct Will {
    entries: BTreeMap<u64, String>,
    next: u64,
    executor: Option<(Child, ChildStdin)>,
}

/// One entry of the will; dropping it takes it out.
#[derive(Debug)]
pub(super) struct Entry(u64);

/// Adds a line of shell to the will. Later entries are executed first.
pub(super) fn add(command: String) -> Entry {
    let mut will = WILL.lock().unwrap_or_else(PoisonError::into_inner);
    let id = will.next;
    will.next += 1;
    will.entries.insert(id, command);
    will.tell();
    Entry(id)
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut will = WILL.lock().unwrap_or_else(PoisonError::into_inner);
        will.entries.remove(&self.0);
        will.tell();
    }
}

impl Will {
    fn tell(&mut self) {
        let line: Vec<&str> = self.entries.values().rev().map(String::as_str).collect();
        if self.executor.is_none() {
            self.executor = executor();
        }
        let told =
            self.executor.as_mut().is_some_and(|(_, pipe)| writeln!(pipe, "{}", line.join("; ")).is_ok());
        if !told {
            self.executor = None;
        }
    }
}

/// In a process group of its own, so that Ctrl-C in a terminal ends us and not it.
fn executor() -> Option<(Child, ChildStdin)> {
    let mut child = Command::new("sh")
        .args(["-c", EXECUTOR])
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .ok()?;
    let pipe = child.stdin.take()?;
    Some((child, pipe))
}

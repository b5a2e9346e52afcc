//! Folders that tests have to themselves.
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder that goes when its test does.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // it may never have been made
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

thread_local! {
    /// Each test has a thread of its own, which outlives all that the test opened.
    static FOLDERS: RefCell<Vec<Folder>> = const { RefCell::new(Vec::new()) };
}

/// A folder that nobody else uses; it is not there yet. It is in memory where the machine has such a place: thousands of small
/// commits, each of which waits for a disk, would be all that these tests spend their time on.
pub(crate) fn fresh() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let memory = Some(Path::new("/dev/shm")).filter(|memory| memory.is_dir());
    let name = format!("rookery-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let path = memory.unwrap_or(Path::new(env!("CARGO_TARGET_TMPDIR"))).join(name);
    FOLDERS.with_borrow_mut(|folders| folders.push(Folder(path.clone())));
    path
}

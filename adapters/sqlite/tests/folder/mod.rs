//! Folders that tests have to themselves.
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder that goes when its test does.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // what is left behind is swept away with the build
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

thread_local! {
    /// Each test has a thread of its own, which outlives all that the test opened.
    static FOLDERS: RefCell<Vec<Folder>> = const { RefCell::new(Vec::new()) };
}

/// A folder that nobody else uses; it is not there yet.
pub(crate) fn fresh() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("sqlite-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    FOLDERS.with_borrow_mut(|folders| folders.push(Folder(path.clone())));
    path
}

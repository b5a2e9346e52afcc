//! Where programs are.

use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The program of this name in `PATH`.
pub fn find_program(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| is_program(path))
}

/// Whether this is a file that may be executed.
pub(super) fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

/// The folders in `root` whose names begin so, the newest version first.
pub(super) fn versions(root: &Path, prefix: &str) -> Vec<PathBuf> {
    let number = |path: &PathBuf| -> Vec<u32> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name[prefix.len()..].split('.').map_while(|part| part.parse().ok()).collect()
    };
    let mut found: Vec<PathBuf> = fs::read_dir(root)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        .map(|entry| entry.path())
        .collect();
    found.sort_by_key(number);
    found.reverse();
    found
}

/// A program of this workspace (`api-server`, `ws-server`, `rookery` …), built already: in `ROOKERY_PROGRAMS` or beside the program
/// that runs now.
pub fn our_program(name: &str) -> io::Result<PathBuf> {
    let named = env::var_os("ROOKERY_PROGRAMS").map(PathBuf::from);
    let running = env::current_exe()?;
    named
        .into_iter()
        // target/debug/deps/a-test, target/debug/a-program
        .chain(running.ancestors().skip(1).take(2).map(Path::to_owned))
        .map(|folder| folder.join(name))
        .find(|path| is_program(path))
        .ok_or_else(|| {
            io::Error::other(format!(
                "{name} is not built: cargo build -p api-server -p ws-server -p standalone"
            ))
        })
}

//! A folder that goes away with its owner.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::last_will::{self, Entry};
use super::{accounts, ports};

/// A new folder outside the checkout; dropping it deletes it with all that is in it.
#[derive(Debug)]
pub struct TempDir {
    path: PathBuf,
    _on_death: Entry,
}

impl TempDir {
    /// Makes a folder that only this user may enter; its name begins with `rookery-` and what is given.
    pub fn new(name: &str) -> io::Result<Self> {
        let path = place().join(format!("rookery-{name}-{:08x}", ports::random() >> 32));
        fs::create_dir_all(&path)?;
        fs::set_permissions(&path, Permissions::from_mode(0o700))?;
        let on_death = last_will::add(format!("rm -rf {}", quoted(&path)));
        Ok(Self { path, _on_death: on_death })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        // a server that is ending may still write for a moment
        for _ in 0..20 {
            if fs::remove_dir_all(&self.path).is_ok() || !self.path.exists() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }
}

/// The system's folder for such things, unless another user could not get into it: PostgreSQL has to, when root starts it.
fn place() -> PathBuf {
    let usual = std::env::temp_dir();
    if others_may_enter(&usual) { usual } else { PathBuf::from("/var/tmp") }
}

/// Whether a server that we start as somebody else (only root has to) gets into a folder.
pub(super) fn others_may_enter(folder: &Path) -> bool {
    let open =
        |folder: &Path| fs::metadata(folder).is_ok_and(|about| about.permissions().mode() & 0o001 != 0);
    !accounts::is_root() || folder.ancestors().all(open)
}

/// A path as one word of shell.
pub(super) fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

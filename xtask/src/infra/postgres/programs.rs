//! PostgreSQL's own programs on this machine.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::infra::accounts::Account;
use crate::infra::find_program;
use crate::infra::launch::Launch;
use crate::infra::programs::{is_program, versions};

/// The two programs that are needed, of one version.
pub(super) struct Programs {
    pub(super) postgres: PathBuf,
    initdb: PathBuf,
}

impl Programs {
    /// Looks in `PATH`, then where Debian keeps them out of it.
    pub(super) fn find() -> Option<Self> {
        let in_path = find_program("postgres").and_then(|found| fs::canonicalize(found).ok());
        let debian =
            versions(Path::new("/usr/lib/postgresql"), "").into_iter().map(|version| version.join("bin"));
        in_path
            .and_then(|found| found.parent().map(Path::to_owned))
            .into_iter()
            .chain(debian)
            .map(|folder| Self { postgres: folder.join("postgres"), initdb: folder.join("initdb") })
            .find(|programs| is_program(&programs.postgres) && is_program(&programs.initdb))
    }

    /// Makes the data folder of a server that trusts whoever reaches its loopback port.
    pub(super) fn make_cluster(&self, data: &Path, account: Option<Account>) -> io::Result<()> {
        let initdb = |locale: &str| {
            Launch::of(&self.initdb)
                .arg("-D")
                .arg(data)
                .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", locale])
                .folder("/")
                .account(account)
                .run()
        };
        initdb("--locale=C.UTF-8").or_else(|_| initdb("--locale=C"))
    }
}

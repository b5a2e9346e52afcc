//! Brings what is missing, on Debian and Ubuntu, as root.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{accounts, find_program};

const LOCK: &str = "/tmp/rookery-packages.lock";
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// Whether packages can be installed here.
pub(super) fn possible() -> bool {
    accounts::is_root() && find_program("apt-get").is_some()
}

/// Installs packages without letting the services in them start.
pub fn install(packages: &[&str]) -> io::Result<()> {
    if !possible() {
        return Err(io::Error::other(format!(
            "root and apt-get are needed to install {}",
            packages.join(", ")
        )));
    }
    // one at a time, also over processes: the policy file is put there and taken away again
    let lock = File::options().create(true).append(true).open(LOCK)?;
    lock.lock()?;
    eprintln!("installing {} with apt-get", packages.join(", "));
    let _no_services = NoServices::start()?;
    if apt(&[&["install"], packages].concat()).is_err() {
        apt(&["update"])?;
        apt(&[&["install"], packages].concat())?;
    }
    Ok(())
}

fn apt(args: &[&str]) -> io::Result<()> {
    let output = Command::new("apt-get")
        .args(["-y", "-q", "-o", "DPkg::Lock::Timeout=600", "--no-install-recommends"])
        .args(args)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!("apt-get {} failed: {}", args.join(" "), said.trim())))
}

/// While this lives, packages may not start their services (Debian's `policy-rc.d` answers 101).
struct NoServices {
    aside: Option<PathBuf>,
}

impl NoServices {
    fn start() -> io::Result<Self> {
        let policy = Path::new(POLICY);
        let aside = policy.exists().then(|| PathBuf::from(format!("{POLICY}.before-rookery")));
        if let Some(aside) = &aside {
            fs::rename(policy, aside)?;
        }
        let this = Self { aside };
        fs::write(policy, "#!/bin/sh\nexit 101\n")?;
        fs::set_permissions(policy, Permissions::from_mode(0o755))?;
        Ok(this)
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        // on failure the machine is left with services that do not start by themselves, which is the safe side
        let _ = match &self.aside {
            Some(aside) => fs::rename(aside, POLICY),
            None => fs::remove_file(POLICY),
        };
    }
}

//! The web UI, which npm builds and the servers embed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use xtask::infra::find_program;
use xtask::workspace::Workspace;

/// Whether the servers will have it.
pub(crate) enum Web {
    Built,
    LeftOut(&'static str),
}

/// Builds it unless it is newer than its sources. Without npm the servers work as well, so that is no error.
pub(crate) fn build(workspace: &Workspace) -> io::Result<Web> {
    let folder = workspace.root.join("web");
    if !folder.join("package.json").is_file() {
        return Ok(Web::LeftOut("web/package.json is missing"));
    }
    if is_fresh(&folder) {
        return Ok(Web::Built);
    }
    if find_program("npm").is_none() {
        return Ok(Web::LeftOut("npm is not installed"));
    }
    install(&folder)?;
    npm(&folder, &["run", "build"])?;
    Ok(Web::Built)
}

/// For people: says in one line when it is left out.
pub(crate) fn build_or_say(workspace: &Workspace) -> io::Result<()> {
    if let Web::LeftOut(reason) = build(workspace)? {
        println!("The web UI is left out: {reason}. The servers work without it.");
    }
    Ok(())
}

/// Brings what the lock file names, if that has not been done.
pub(crate) fn install(folder: &Path) -> io::Result<()> {
    let installed = changed(&folder.join("node_modules/.package-lock.json"));
    if installed.is_none() || installed < changed(&folder.join("package-lock.json")) {
        npm(folder, &["ci", "--no-audit", "--no-fund"])?;
    }
    Ok(())
}

/// The scripts that `package.json` has.
pub(crate) fn scripts(folder: &Path) -> Vec<String> {
    let package: serde_json::Value = fs::read_to_string(folder.join("package.json"))
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    package["scripts"].as_object().into_iter().flat_map(|scripts| scripts.keys().cloned()).collect()
}

/// Runs npm; what it says is shown only when it fails.
pub(crate) fn npm(folder: &Path, args: &[&str]) -> io::Result<()> {
    let output =
        Command::new("npm").args(args).current_dir(folder).env("CI", "1").stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(io::Error::other(format!("npm {} failed\n{}", args.join(" "), String::from_utf8_lossy(&said))))
}

/// The gateway's client is a part of it.
fn is_fresh(folder: &Path) -> bool {
    let built = changed(&folder.join("dist/index.html"));
    let client = folder.with_file_name("clients").join("browser");
    built.is_some() && built >= newest(folder, &["node_modules", "dist"]).max(newest(&client, &[]))
}

/// When the newest file below a folder was changed, some names left out.
pub(crate) fn newest(folder: &Path, without: &[&str]) -> Option<SystemTime> {
    let mut newest = None;
    let mut waiting: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if without.iter().any(|without| name == *without) {
                continue;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => waiting.push(entry.path()),
                Ok(_) => newest = newest.max(changed(&entry.path())),
                Err(_) => {}
            }
        }
    }
    newest
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|about| about.modified()).ok()
}

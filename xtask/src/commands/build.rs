//! What Cargo built, and where it put it.

use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

use serde::Deserialize;
use xtask::workspace::Workspace;

/// A program, or the tests of a target as a program.
#[derive(Clone, Debug)]
pub(crate) struct Built {
    pub(crate) package: String,
    pub(crate) target: String,
    /// `lib`, `bin` or `test`.
    pub(crate) kind: String,
    pub(crate) is_test: bool,
    pub(crate) program: PathBuf,
}

/// Builds these packages and gives their programs.
pub(crate) fn programs(workspace: &Workspace, packages: &[&str]) -> io::Result<Vec<Built>> {
    let chosen: Vec<&str> = packages.iter().flat_map(|package| ["--package", package]).collect();
    cargo_build(workspace, &[&["--bins"], chosen.as_slice()].concat(), &[])
}

/// `cargo build` with these arguments and variables; its progress is shown as usual.
pub(crate) fn cargo_build(
    workspace: &Workspace,
    args: &[&str],
    env: &[(&str, &str)],
) -> io::Result<Vec<Built>> {
    let mut child = workspace
        .cargo()
        .args(["build", "--message-format", "json-render-diagnostics"])
        .args(args)
        .envs(env.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let messages = child.stdout.take().ok_or_else(|| io::Error::other("cargo has no output"))?;
    let mut built = Vec::new();
    for line in BufReader::new(messages).lines() {
        built.extend(program(workspace, &line?));
    }
    let status = child.wait()?;
    if status.success() { Ok(built) } else { Err(io::Error::other("the build failed")) }
}

#[derive(Deserialize)]
struct Message {
    manifest_path: PathBuf,
    target: Target,
    profile: Profile,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

fn program(workspace: &Workspace, line: &str) -> Option<Built> {
    // other kinds of message lack these fields
    let message: Message = serde_json::from_str(line).ok()?;
    let package = workspace.packages.iter().find(|package| package.manifest_path == message.manifest_path)?;
    Some(Built {
        package: package.name.clone(),
        target: message.target.name,
        kind: message.target.kind.into_iter().next()?,
        is_test: message.profile.test,
        program: message.executable?,
    })
}

//! Format, lints, architecture, tidiness: what can be said without running anything.

use std::io;
use std::process::ExitCode;

use xtask::infra::find_program;
use xtask::workspace::Workspace;

const CHECKS: [&[&str]; 3] = [
    &["fmt", "--all", "--check"],
    &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
    &["test", "--quiet", "--package", "xtask", "--test", "architecture", "--test", "tidy"],
];

/// All checks are done, so that one run tells of all that is wrong.
pub(crate) fn run(workspace: &Workspace) -> io::Result<ExitCode> {
    let mut failed = Vec::new();
    let deny: &[&str] = &["deny", "--all-features", "check"];
    for check in CHECKS.into_iter().chain(find_program("cargo-deny").map(|_| deny)) {
        println!("cargo {}", check.join(" "));
        if !workspace.cargo().args(check).status()?.success() {
            failed.push(check[0]);
        }
    }
    if failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    println!("failed: {}", failed.join(", "));
    Ok(ExitCode::FAILURE)
}

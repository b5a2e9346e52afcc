//! Commands that are programs of the workspace: they get all arguments as they are.

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use xtask::workspace::Workspace;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What the program gets
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<OsString>,
}

/// `cargo run` with these words, then the program's own arguments.
pub(crate) fn run(workspace: &Workspace, cargo: &[OsString], args: &Args) -> io::Result<ExitCode> {
    let status =
        workspace.cargo().args(["run", "--quiet"]).args(cargo).arg("--").args(&args.args).status()?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

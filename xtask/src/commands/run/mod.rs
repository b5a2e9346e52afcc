//! `cargo xtask run`.

use std::io;
use std::process::ExitCode;

use xtask::workspace::Workspace;

mod distributed;
pub(crate) mod standalone;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    standalone: standalone::Args,
    #[command(flatten)]
    distributed: distributed::Args,
}

pub(crate) fn run(workspace: &Workspace, args: &Args) -> io::Result<ExitCode> {
    if args.distributed.distributed {
        distributed::run(workspace, &args.distributed, args.standalone.demo)
    } else {
        standalone::run(workspace, &args.standalone)
    }
}

//! One process, one port, one data folder.

use std::env;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use xtask::infra::{Launch, Process};
use xtask::workspace::Workspace;

use crate::commands::interrupt::Interrupt;
use crate::commands::{build, web};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct Args {
    /// Address and port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8000")]
    pub(crate) listen: String,
    /// Folder for everything that is kept
    #[arg(long, value_name = "FOLDER", default_value = "data")]
    pub(crate) data: PathBuf,
    /// Fill it with a small lively community
    #[arg(long)]
    pub(crate) demo: bool,
    /// Keep nothing
    #[arg(long)]
    pub(crate) memory: bool,
}

pub(crate) fn run(workspace: &Workspace, args: &Args) -> io::Result<ExitCode> {
    web::build_or_say(workspace)?;
    let program = build(workspace)?;
    let mut interrupt = Interrupt::watch()?;
    let mut rookery = Process::start(launch(&program, args))?;
    let base = base(&args.listen);
    let mut told = false;
    loop {
        if let Some(status) = rookery.ended() {
            println!("rookery ended ({status})");
            return Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        if interrupt.came() {
            rookery.terminate(Duration::from_secs(15))?;
            return Ok(ExitCode::SUCCESS);
        }
        if !told && rookery.wait_ready(&base, Duration::ZERO).is_ok() {
            told = true;
            println!("Rookery is up: open {base} (Ctrl-C ends it)");
        }
        sleep(Duration::from_millis(100));
    }
}

/// Builds `rookery` and gives its path.
pub(crate) fn build(workspace: &Workspace) -> io::Result<PathBuf> {
    let built = build::programs(workspace, &["standalone"])?;
    let rookery = built.into_iter().find(|built| built.target == "rookery");
    rookery.map(|built| built.program).ok_or_else(|| io::Error::other("the build gave no rookery"))
}

/// It prints where we print. Absolute URLs come from where it listens, unless the environment says otherwise.
pub(crate) fn launch(program: &Path, args: &Args) -> Launch {
    let mut launch =
        Launch::of(program).in_sight().args(["--listen", &args.listen]).arg("--data").arg(&args.data);
    let base = base(&args.listen);
    let everywhere = args.listen.parse().is_ok_and(|listen: SocketAddr| listen.ip().is_unspecified());
    // who comes from another machine and is sent off must not be told to go on at their own
    let sockets = (!everywhere).then(|| ("ROOKERY_STREAMING_URL", base.replacen("http", "ws", 1)));
    // what is ordered in a demonstration can be paid, with nobody's money
    let payments = args.demo.then(|| ("ROOKERY_SHOP_PAYMENTS", "trial".to_owned()));
    for (name, value) in [("ROOKERY_PUBLIC_URL", base)].into_iter().chain(sockets).chain(payments) {
        if env::var_os(name).is_none() {
            launch = launch.env(name, value);
        }
    }
    if args.demo {
        launch = launch.arg("--demo");
    }
    if args.memory {
        launch = launch.arg("--memory");
    }
    launch
}

/// What a browser on this machine opens.
pub(crate) fn base(listen: &str) -> String {
    format!("http://{}", listen.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]"))
}

//! Start, look, build, start again.

use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use xtask::infra::{Launch, Process, find_program};
use xtask::workspace::Workspace;

use super::interrupt::Interrupt;
use super::run::standalone::{self, Args};
use super::web;

const SOURCES_WITHOUT: [&str; 7] = ["target", "web", "data", ".git", "node_modules", ".ci", ".devcontainer"];

pub(crate) fn run(workspace: &Workspace, args: &Args) -> io::Result<ExitCode> {
    web::build_or_say(workspace)?;
    let mut interrupt = Interrupt::watch()?;
    let _vite = watch_web(&workspace.root.join("web"))?;
    let mut seen = None;
    let mut rookery: Option<Process> = None;
    while !interrupt.came() {
        let newest = sources(workspace);
        if newest > seen {
            seen = newest;
            rookery = rebuilt(workspace, args, rookery);
        }
        if rookery.as_mut().is_some_and(|rookery| !rookery.is_running()) {
            println!("rookery ended; it is started again when a source changes");
            rookery = None;
        }
        sleep(Duration::from_millis(500));
    }
    if let Some(mut rookery) = rookery {
        rookery.terminate(Duration::from_secs(15))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn sources(workspace: &Workspace) -> Option<SystemTime> {
    web::newest(&workspace.root, &SOURCES_WITHOUT)
}

/// The old one goes on while the new one is built, and also when that fails.
fn rebuilt(workspace: &Workspace, args: &Args, old: Option<Process>) -> Option<Process> {
    let program = match standalone::build(workspace) {
        Ok(program) => program,
        Err(error) => {
            println!("{error}; waiting for a change");
            return old;
        }
    };
    if let Some(Err(error)) = old.map(|mut old| old.terminate(Duration::from_secs(15))) {
        println!("{error}");
    }
    let started = Process::start(standalone::launch(&program, args)).inspect_err(|error| println!("{error}"));
    println!("Rookery is starting on {}", standalone::base(&args.listen));
    started.ok()
}

fn watch_web(folder: &Path) -> io::Result<Option<Process>> {
    let vite = folder.join("node_modules/.bin/vite");
    if !vite.is_file() || find_program("node").is_none() {
        return Ok(None);
    }
    // polling, for the same reason as above
    let launch =
        Launch::of(vite).args(["build", "--watch"]).env("CHOKIDAR_USEPOLLING", "1").folder(folder).in_sight();
    Process::start(launch).map(Some)
}

//! The fuzzer: cargo-fuzz is brought if it is missing, and works with the stable compiler.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, iter};

use xtask::infra::find_program;
use xtask::workspace::Workspace;

/// What there is to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Target {
    /// What is appended to the event store
    Append,
    /// What is asked of the shop
    Command,
    /// The gateway's frames
    Frame,
    /// The session machine of the gateway
    Session,
    /// The gateway's topics
    Topic,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to try; everything, one after the other, if this is left out
    target: Vec<Target>,
    /// How long each is tried, in seconds
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// Take the few finds that between them reach everything into fuzz/corpus, where `cargo test` replays them
    #[arg(long)]
    keep: bool,
}

/// The version that this was written for.
const VERSION: &str = "0.13.2";
/// Bytes of the longest input.
const LONGEST: &str = "-max_len=4096";

pub(crate) fn run(workspace: &Workspace, args: &Args) -> io::Result<ExitCode> {
    let tool = bring(workspace)?;
    let tool = tool.as_deref();
    let all = [Target::Append, Target::Command, Target::Frame, Target::Session, Target::Topic];
    for target in if args.target.is_empty() { &all[..] } else { &args.target } {
        let places = Places::of(workspace, *target)?;
        let time = format!("-max_total_time={}", args.seconds);
        if args.seconds > 0 {
            fuzz(workspace, tool, *target, &[&places.found, &places.kept], &[&time, "-print_final_stats=1"])?;
        }
        if args.keep {
            keep(workspace, tool, *target, &places)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Where inputs are.
struct Places {
    /// All that were found on this machine.
    found: PathBuf,
    /// Those that everybody has.
    kept: PathBuf,
    /// Those that are about to be kept.
    few: PathBuf,
}

impl Places {
    fn of(workspace: &Workspace, target: Target) -> io::Result<Self> {
        let (own, name) = (workspace.target.join("fuzz"), name(target));
        let places = Self {
            found: own.join("found").join(&name),
            kept: workspace.root.join("fuzz/corpus").join(&name),
            few: own.join("few").join(&name),
        };
        for place in [&places.found, &places.kept, &places.few] {
            fs::create_dir_all(place)?;
        }
        Ok(places)
    }
}

/// As Cargo knows it.
fn name(target: Target) -> String {
    format!("{target:?}").to_lowercase()
}

/// The folder of cargo-fuzz, unless it is where programs are.
fn bring(workspace: &Workspace) -> io::Result<Option<PathBuf>> {
    if find_program("cargo-fuzz").is_some() {
        return Ok(None);
    }
    let home = workspace.target.join("tools");
    if !home.join("bin/cargo-fuzz").is_file() {
        println!("cargo-fuzz is brought, into {}", home.display());
        let install = ["install", "cargo-fuzz", "--locked", "--version", VERSION, "--root"];
        succeed(workspace.cargo().args(install).arg(&home))?;
    }
    Ok(Some(home.join("bin")))
}

/// Runs a target on folders of inputs: the first gets what is found.
fn fuzz(
    workspace: &Workspace,
    tool: Option<&Path>,
    target: Target,
    inputs: &[&PathBuf],
    options: &[&str],
) -> io::Result<()> {
    let mut command = workspace.cargo();
    let folder = workspace.root.join("fuzz");
    command.current_dir(&folder).env("PATH", path(tool)?);
    command.args(["fuzz", "run", "--sanitizer", "none", "--fuzz-dir"]).arg(&folder).arg("--target-dir");
    command.arg(workspace.target.join("fuzz/build")).arg(name(target)).args(inputs);
    succeed(command.arg("--").arg(LONGEST).args(options))
}

/// Chooses the fewest that reach as much as all of them.
fn keep(workspace: &Workspace, tool: Option<&Path>, target: Target, places: &Places) -> io::Result<()> {
    fs::remove_dir_all(&places.few)?;
    fs::create_dir_all(&places.few)?;
    let all = [&places.few, &places.kept, &places.found];
    fuzz(workspace, tool, target, &all, &["-set_cover_merge=1", "-use_counters=0"])?;
    fs::remove_dir_all(&places.kept)?;
    fs::create_dir_all(&places.kept)?;
    for entry in fs::read_dir(&places.few)? {
        let entry = entry?;
        fs::copy(entry.path(), places.kept.join(entry.file_name()))?;
    }
    Ok(())
}

/// Where programs are, with one more place.
fn path(more: Option<&Path>) -> io::Result<OsString> {
    let known = env::var_os("PATH").unwrap_or_default();
    let places = iter::once(more).flatten().map(Path::to_owned).chain(env::split_paths(&known));
    env::join_paths(places).map_err(io::Error::other)
}

fn succeed(command: &mut Command) -> io::Result<()> {
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("{command:?} failed"))) }
}

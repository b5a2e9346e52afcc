//! `cargo xtask test`: everything that can be checked.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::process::ExitCode;

use xtask::report::Outcome;
use xtask::workspace::Workspace;

use self::brought::Coming;
use self::runner::Runner;
use super::build::{self, Built};

mod brought;
mod clients;
mod libtest;
mod plan;
mod runner;
mod ui;

/// The stage that needs a browser.
const BROWSER: &str = "scenarios-browser";
/// The stage that needs other people's clients.
const CLIENTS: &str = "clients";

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only what needs no infrastructure: no PostgreSQL, no RabbitMQ, a browser only if there is one
    #[arg(long)]
    embedded: bool,
    /// Only these stages (and what they need): web, tests, docs, scenarios-in_process, scenarios-standalone,
    /// scenarios-distributed, scenarios-browser, clients, faults, sim, chaos, chaos-gateway
    #[arg(long, value_name = "STAGE")]
    only: Vec<String>,
    /// Histories of the simulation
    #[arg(long, value_name = "N", default_value_t = 1000)]
    histories: u32,
    /// Rounds of chaos
    #[arg(long, value_name = "R", default_value_t = 3)]
    rounds: u32,
    /// Seed of simulation and chaos; a new one each time unless it is given
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
}

impl Args {
    fn wants(&self, stage: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| stage == only)
    }
}

pub(crate) fn run(workspace: &Workspace, args: &Args) -> io::Result<ExitCode> {
    let mut runner = Runner::new(workspace)?;
    if args.wants("web") || args.wants(BROWSER) {
        ui::stage(workspace, &mut runner)?;
    }
    if args.only == ["web"] {
        return Ok(runner.finish());
    }
    let coming = Coming::start(workspace, args);
    let Some(built) = compile(workspace, args, &mut runner)? else {
        return Ok(runner.finish());
    };
    let brought = coming.wait(&mut runner)?;
    plan::Plan { workspace, args, built: &built, brought: &brought }.run(&mut runner)?;
    Ok(runner.finish())
}

/// Everything once, with one set of features, so that nothing is compiled twice.
fn compile(workspace: &Workspace, args: &Args, runner: &mut Runner<'_>) -> io::Result<Option<Vec<Built>>> {
    let features = if args.embedded { String::new() } else { workspace.with_feature("infra").join(",") };
    let mut built = None;
    runner.stage("build", |stage| {
        let words = ["--workspace", "--bins", "--tests", "--features", &features];
        match build::cargo_build(workspace, &words, &[]) {
            Ok(programs) => {
                stage.case("the workspace and its tests compile", "cargo", Outcome::Passed);
                built = Some(programs);
            }
            Err(error) => stage.failure("the workspace and its tests compile", "cargo", &error.to_string()),
        }
        Ok(())
    })?;
    Ok(built)
}

/// A number that was not there before, for runs to which none is given.
fn new_seed() -> u64 {
    // the standard library seeds its hash maps so; few digits are enough, and easy to type again
    RandomState::new().build_hasher().finish() % 1_000_000
}

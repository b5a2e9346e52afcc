//! Rounds of random faults against a running cluster; exits with 1 when a promise was broken.
use std::io;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use features::chaos::{Chaos, Sizes, What};
use ledger::Plant;
use xtask::report::Outcome;
use xtask::workspace::Workspace;

/// Kills, pauses and restarts real servers at random, and checks the ledger after each round
#[derive(Debug, Parser)]
struct Args {
    /// What is tried
    #[arg(value_enum, default_value = "streams")]
    what: Vec<What>,
    /// What chooses the faults; the process id otherwise
    #[arg(long)]
    seed: Option<u64>,
    /// How many rounds
    #[arg(long, default_value_t = 10)]
    rounds: u64,
    /// Spoils what was recorded, which must be found out
    #[arg(long, value_name = "loss|duplicate|reorder|phantom|unauthorised|misrouted|late")]
    plant: Option<Plant>,
    /// Seconds over which a server that stops sends its sockets off
    #[arg(long, value_name = "SECONDS", default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=600))]
    window: u64,
    #[command(flatten)]
    sizes: Sizes,
}

fn main() -> io::Result<ExitCode> {
    let args = Args::parse();
    let seed = args.seed.unwrap_or_else(|| u64::from(std::process::id()));
    println!("seed {seed}");
    let window = Duration::from_secs(args.window);
    let Args { what, rounds, plant, sizes, .. } = args;
    let chaos = Chaos { what, seed, rounds, plant, window, sizes };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let report = runtime.block_on(chaos.run(&Workspace::find()?.reports()))?;
    let failed = report.count(Outcome::Failed);
    println!("{} rounds in {:.1} s, {failed} failed", report.cases.len(), report.seconds);
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

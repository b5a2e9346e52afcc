//! Runs seeded histories of faults against the real machines, and exits with 1 when a promise was broken.
use std::io;
use std::panic::catch_unwind;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use clap::Parser;
use features::sim::{Outcome, run};
use ledger::Plant;
use xtask::report::{Case, Outcome as Result, Report};
use xtask::workspace::Workspace;

/// Runs seeded histories of crashes, duplicates, reordering and pauses against the pure machines
#[derive(Debug, Parser)]
struct Args {
    /// The first history's seed; given alone, only that history runs
    #[arg(long)]
    seed: Option<u64>,
    /// How many histories, with the seeds that follow
    #[arg(long)]
    histories: Option<u64>,
    /// Breaks something on purpose behind what puts the queue right, which must be found out
    #[arg(long, value_name = "loss|duplicate|reorder", value_parser = plant)]
    plant: Option<Plant>,
}

fn plant(name: &str) -> std::result::Result<Plant, String> {
    match name.parse::<Plant>().map_err(|error| error.to_string())? {
        plant @ (Plant::Loss | Plant::Duplicate | Plant::Reorder) => Ok(plant),
        plant => Err(format!("{plant} can only be planted in a ledger")),
    }
}

fn main() -> io::Result<ExitCode> {
    let args = Args::parse();
    let reports = Workspace::find()?.reports();
    let seed = args.seed.unwrap_or_else(|| u64::from(std::process::id()) << 20);
    let count = args.histories.unwrap_or(if args.seed.is_some() { 1 } else { 10_000 });
    let begun = Instant::now();
    let Found { broken, done, steps } = run_all(seed, count, args.plant);
    let seconds = begun.elapsed().as_secs_f64();
    println!("{done} histories from seed {seed}, {steps} steps, {seconds:.1} s");
    let mut case = Case::new("every promise is kept in every history", "simulation", Result::Passed);
    (case.seed, case.seconds) = (Some(seed), Some(seconds));
    if let Some(broken) = &broken {
        (case.result, case.seed) = (Result::Failed, Some(broken.seed));
        tell(broken, args.plant, &reports)?;
    }
    Report { stage: "sim".to_owned(), seconds, cases: vec![case], ..Report::default() }.write(&reports)?;
    Ok(if broken.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

struct Found {
    broken: Option<Outcome>,
    done: u64,
    steps: u64,
}

/// Each core takes the next seed, until one breaks a promise.
fn run_all(seed: u64, count: u64, plant: Option<Plant>) -> Found {
    let (next, done, steps) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let over = AtomicBool::new(false);
    let broken = Mutex::new(None);
    let work = || {
        while !over.load(Ordering::Relaxed) {
            let nth = next.fetch_add(1, Ordering::Relaxed);
            if nth >= count {
                return;
            }
            let this = seed.wrapping_add(nth);
            let Ok(outcome) = catch_unwind(|| run(this, plant)) else {
                println!("seed {this} panicked: {}", again(this, plant));
                std::process::exit(1);
            };
            done.fetch_add(1, Ordering::Relaxed);
            steps.fetch_add(outcome.steps, Ordering::Relaxed);
            if !outcome.faults.is_empty() {
                over.store(true, Ordering::Relaxed);
                broken.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(outcome);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let broken = broken.into_inner().unwrap_or_else(PoisonError::into_inner);
    Found { broken, done: done.into_inner(), steps: steps.into_inner() }
}

fn tell(broken: &Outcome, plant: Option<Plant>, reports: &Path) -> io::Result<()> {
    println!("seed {} broke {} promises:", broken.seed, broken.faults.len());
    for fault in broken.faults.iter().take(10) {
        println!("  {fault}");
    }
    let file = reports.join(format!("sim-{}.json", broken.seed));
    std::fs::create_dir_all(reports)?;
    std::fs::write(&file, serde_json::to_string_pretty(broken)?)?;
    println!("the whole history is in {}; again with: {}", file.display(), again(broken.seed, plant));
    Ok(())
}

fn again(seed: u64, plant: Option<Plant>) -> String {
    let plant = plant.map(|plant| format!(" --plant {plant}")).unwrap_or_default();
    format!("cargo xtask sim --seed {seed}{plant}")
}

//! Measures Rookery beside the raw limits of the machine.
#![doc = include_str!("../README.md")]

mod load;
mod machine;
mod measure;
mod results;
mod scenario;
mod server;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;
use xtask::workspace::Workspace;

use results::Results;
use scenario::{SCENARIOS, Scale};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Measures Rookery beside the raw limits of the machine.
#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Args {
    /// Measure this scenario only; may be said several times
    #[arg(long, value_name = "NAME", value_parser = scenario::names())]
    only: Vec<String>,
    /// How often each peer of a scenario is measured
    #[arg(long, value_name = "N", default_value_t = 3)]
    rounds: u32,
    /// Short windows and small numbers: for a look
    #[arg(long)]
    quick: bool,
    /// Bring the peers that are not here: nats-server, nginx with nchan, and Node's ws
    #[arg(long)]
    peers: bool,
    #[command(subcommand)]
    serve: Option<Serve>,
}

/// What the program runs itself as, to be measured.
#[derive(Debug, Subcommand)]
enum Serve {
    #[command(hide = true)]
    Limit(server::Place),
    #[command(hide = true)]
    Hub(server::Place),
}

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match &args.serve {
        Some(Serve::Limit(place)) => server::limit::run(place).map(|()| true),
        Some(Serve::Hub(place)) => server::hub::run(place).map(|()| true),
        None => measure(&args),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether every floor held.
fn measure(args: &Args) -> Outcome<bool> {
    let workspace = Workspace::find()?;
    measure::raise_descriptors()?;
    if args.peers {
        server::bring(&workspace)?;
    }
    let began = machine::Conditions::now(&workspace)?;
    let mut results = Results::default();
    let scale = Scale { quick: args.quick };
    let chosen =
        SCENARIOS.iter().filter(|one| args.only.is_empty() || args.only.iter().any(|n| n == one.name));
    let mut unfinished = Vec::new();
    for one in chosen {
        eprintln!("{}: {}", one.name, one.about);
        if let Err(error) = one.run(scale, args.rounds, &workspace, &mut results) {
            eprintln!("{}: {error}", one.name);
            unfinished.push(format!("{}: {error}", one.name));
        }
    }
    let held = results.conclude(&began, &unfinished, &workspace)?;
    Ok(held && unfinished.is_empty())
}

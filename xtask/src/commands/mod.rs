//! One file per command.

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::workspace::Workspace;

mod build;
mod check;
mod chromium;
mod coverage;
mod dev;
mod fuzz;
mod infra;
mod interrupt;
mod pass_on;
mod run;
mod test;
mod web;

/// Everything that is done with this repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", arg_required_else_help = true)]
pub(crate) struct Xtask {
    #[command(subcommand)]
    command: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Build what is needed and start Rookery
    ///
    /// Without --distributed: one process (`rookery`) on http://127.0.0.1:8000, its data in ./data, nothing to install.
    /// With it: private PostgreSQL and RabbitMQ, two api-servers and two ws-servers. Ctrl-C ends all of it.
    Run(run::Args),
    /// Start Rookery, and build and start it again whenever a source changes
    ///
    /// Sources are looked at twice a second, so it works where a mount gives no file events. The web UI is rebuilt by
    /// `vite build --watch`; reload the page to see it.
    Dev(run::standalone::Args),
    /// Run all tests, on a fresh machine, with a summary at the end
    ///
    /// Builds the web UI and everything else once, starts private PostgreSQL and RabbitMQ meanwhile (found or brought:
    /// ROOKERY_TEST_DATABASE_URL and ROOKERY_TEST_AMQP_URL, local programs, a container engine, Debian packages), and writes
    /// target/report/<stage>.json. What a stage printed is in target/report/<stage>.log.
    Test(test::Args),
    /// Look at format, lints, architecture and tidiness
    ///
    /// cargo-deny takes part where it is installed.
    Check,
    /// Report the line coverage of each crate
    ///
    /// Of what `cargo test` runs. Needs rustup's llvm-tools: rustup component add llvm-tools
    Coverage,
    /// Run seeded histories of crashes, duplicates, reordering and pauses against the pure machines
    ///
    /// Arguments go to the simulator: --seed S repeats a run, --histories N says how many. `cargo xtask sim --help` shows this page,
    /// `cargo xtask sim -- --help` the simulator's.
    Sim(pass_on::Args),
    /// Try the gateway's parsers and its session on whatever comes to a fuzzer's mind
    ///
    /// Brings cargo-fuzz into target/tools if it is missing; the stable compiler will do. What was found gathers in target/fuzz;
    /// what breaks a law is named, and stays in fuzz/artifacts.
    Fuzz(fuzz::Args),
    /// Kill, pause and restart real servers at random, and check the ledger after each round
    ///
    /// Arguments go to the chaos program: what to try (streams, gateway, drain, stalled; of the shop oversell, order-as-shown, mails, drop),
    /// --seed N, --rounds R, --plant loss|duplicate|reorder (which must be found out), --window SECONDS over which a server that stops sends
    /// its sockets off, and how much of it. `cargo xtask chaos -- --help` shows its page.
    Chaos(pass_on::Args),
    /// Measure, against the raw limits of this machine
    ///
    /// Arguments go to the benchmark. Built with --release; results are in target/bench.
    Bench(pass_on::Args),
    /// Start or stop a PostgreSQL and a RabbitMQ that stay, to run single tests by hand
    #[command(subcommand)]
    Infra(infra::Command),
}

impl Xtask {
    pub(crate) fn run(self) -> io::Result<ExitCode> {
        let workspace = Workspace::find()?;
        match self.command {
            What::Run(args) => run::run(&workspace, &args),
            What::Dev(args) => dev::run(&workspace, &args),
            What::Test(args) => test::run(&workspace, &args),
            What::Check => check::run(&workspace),
            What::Coverage => coverage::run(&workspace),
            What::Sim(args) => {
                pass_on::run(&workspace, &words(&["--package", "features", "--bin", "sim"]), &args)
            }
            What::Fuzz(args) => fuzz::run(&workspace, &args),
            What::Chaos(args) => chaos(&workspace, &args),
            What::Bench(args) => {
                pass_on::run(&workspace, &words(&["--release", "--package", "bench"]), &args)
            }
            What::Infra(command) => infra::run(&workspace, &command),
        }
    }
}

/// The servers that it kills are built first.
fn chaos(workspace: &Workspace, args: &pass_on::Args) -> io::Result<ExitCode> {
    build::programs(workspace, &["api-server", "ws-server", "standalone"])?;
    pass_on::run(workspace, &words(&["--package", "features", "--bin", "chaos"]), args)
}

fn words(words: &[&str]) -> Vec<OsString> {
    words.iter().map(OsString::from).collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_makes_sense() {
        Xtask::command().debug_assert();
    }
}

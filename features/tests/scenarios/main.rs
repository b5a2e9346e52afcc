//! Runs the scenarios, driven in the way that `ROOKERY_DRIVE` names: in process unless it is said otherwise.
#![expect(
    clippy::expect_used,
    clippy::needless_pass_by_value,
    reason = "a step fails by a panic, and is given what it was told"
)]

mod chance;
mod recorder;
mod screen;
mod stage;
mod steps;
mod words;
mod world;

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    let drive = env::var("ROOKERY_DRIVE").unwrap_or_else(|_| "in_process".to_owned());
    match stage::run(&drive) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("scenarios on {drive}: {error}");
            ExitCode::FAILURE
        }
    }
}

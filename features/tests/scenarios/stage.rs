//! One run of the scenarios: brings what the driver needs, runs what it can run, and keeps a report.
use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Parser;
use cucumber::event::ScenarioFinished;
use cucumber::{World, cli, gherkin};
use features::drive::{Drive, InProcess, OverTheWire};
use futures_util::FutureExt;
use xtask::infra::{Postgres, RabbitMq, Setup};
use xtask::report::{Outcome, Report};

use crate::recorder::Recorder;
use crate::world::{Rookery, drive_with};

type Opts = cli::Opts<cucumber::parser::basic::Cli, cucumber::runner::basic::Cli, cli::Empty>;

/// Runs the stage; whether all went well.
pub(crate) fn run(drive: &str) -> io::Result<bool> {
    let begun = Instant::now();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut report = Report { stage: format!("scenarios-{drive}"), ..Report::default() };
    match drive {
        "in_process" => {
            let driver = runtime.block_on(InProcess::start()).map_err(io::Error::other)?;
            report.cases = runtime.block_on(scenarios(Arc::new(driver), "in_process", 16));
        }
        "standalone" => {
            let driver = OverTheWire::standalone(&logs(drive))?;
            report.cases = runtime.block_on(scenarios(Arc::new(driver), "wire", 8));
        }
        "distributed" => {
            let (postgres, rabbitmq) = infrastructure()?;
            let driver =
                OverTheWire::distributed(&postgres.database("scenarios")?, &rabbitmq.url(), &logs(drive))?;
            report.cases = runtime.block_on(scenarios(Arc::new(driver), "wire", 8));
        }
        _ => return Err(io::Error::other("ROOKERY_DRIVE is in_process, standalone, distributed or browser")),
    }
    drive_with(None);
    report.seconds = begun.elapsed().as_secs_f64();
    report.write(&reports())?;
    let (passed, failed) = (report.count(Outcome::Passed), report.count(Outcome::Failed));
    println!("{}: {passed} passed, {failed} failed in {:.1} s", report.stage, report.seconds);
    if passed + failed == 0 {
        return Err(io::Error::other("no scenario was run"));
    }
    Ok(failed == 0)
}

/// Runs the scenarios that can be run in this place: `in_process`, `wire` or `browser`.
async fn scenarios(drive: Arc<dyn Drive>, place: &'static str, at_once: usize) -> Vec<xtask::report::Case> {
    let recorder = Recorder::new(drive.name());
    drive_with(Some(drive));
    let ran = Rookery::cucumber()
        .with_writer(recorder)
        .max_concurrent_scenarios(at_once)
        .fail_on_skipped()
        .after(|_, _, _, finished, world| {
            if let (ScenarioFinished::StepPassed, Some(world)) = (finished, world) {
                world.settled();
            }
            async {}.boxed_local()
        })
        // flags of Rust's own harness mean nothing here
        .with_cli(Opts::try_parse().unwrap_or_default())
        .filter_run(env!("CARGO_MANIFEST_DIR"), move |feature, _, scenario| runs_in(place, feature, scenario))
        .await;
    drive_with(None);
    ran.cases()
}

fn runs_in(place: &str, feature: &gherkin::Feature, scenario: &gherkin::Scenario) -> bool {
    let tags = || feature.tags.iter().chain(&scenario.tags).map(String::as_str);
    let needs = tags().find(|tag| ["in_process", "wire", "browser"].contains(tag));
    needs.map_or(place != "browser", |needed| needed == place)
}

/// What the environment names, or servers of our own.
fn infrastructure() -> io::Result<(Postgres, RabbitMq)> {
    let setup = Setup::for_tests();
    Ok((Postgres::start(&setup)?, RabbitMq::start(&setup)?))
}

fn logs(drive: &str) -> PathBuf {
    reports().join(format!("scenarios-{drive}"))
}

fn reports() -> PathBuf {
    let beside = || Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("report");
    env::var_os("ROOKERY_REPORTS").map_or_else(beside, PathBuf::from)
}

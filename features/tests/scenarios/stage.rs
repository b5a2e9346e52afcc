//! One run of the scenarios: brings what the driver needs, runs what it can run, and keeps a report.
use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Parser;
use cucumber::event::ScenarioFinished;
use cucumber::{World, cli, gherkin};
use features::browser::Browser;
use features::drive::{Drive, InProcess, OverTheWire};
use features::oidc::OpenIdProvider;
use futures_util::FutureExt;
use tokio::runtime::{Builder, Runtime};
use xtask::infra::{AMQP_VARIABLE, DATABASE_VARIABLE, Postgres, RabbitMq, Setup, find_program};
use xtask::report::{Case, Outcome, Report};

use crate::recorder::Recorder;
use crate::world::{Rookery, Stage, play_on};

type Opts = cli::Opts<cucumber::parser::basic::Cli, cucumber::runner::basic::Cli, cli::Empty>;

/// Rows that the tables of bad input have at the least.
const BAD_INPUTS: usize = 120;

/// What was seen.
struct Played {
    cases: Vec<Case>,
    bad_inputs: usize,
}

/// Which scenarios can be run, and how many at once.
#[derive(Debug, Clone, Copy)]
enum Setting {
    InProcess,
    Wire,
    Browser,
}

/// Runs the stage; whether all went well.
pub(crate) fn run(drive: &str) -> io::Result<bool> {
    let begun = Instant::now();
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let mut report = Report { stage: format!("scenarios-{drive}"), ..Report::default() };
    match drive {
        "in_process" => {
            let driver = runtime.block_on(InProcess::start()).map_err(io::Error::other)?;
            report.cases = runtime.block_on(scenarios(Arc::new(driver), None, Setting::InProcess)).cases;
        }
        "standalone" => {
            let driver = OverTheWire::standalone(&logs(drive), &[])?;
            on_the_wire(&mut report, runtime.block_on(scenarios(Arc::new(driver), None, Setting::Wire)));
        }
        "distributed" => {
            let infra = Infra::find()?;
            let driver = infra.distributed(drive, &[])?;
            on_the_wire(&mut report, runtime.block_on(scenarios(Arc::new(driver), None, Setting::Wire)));
        }
        "browser" => report.cases = in_browser(&runtime)?,
        _ => return Err(io::Error::other("ROOKERY_DRIVE is in_process, standalone, distributed or browser")),
    }
    report.seconds = begun.elapsed().as_secs_f64();
    report.write(&reports())?;
    let (passed, failed) = (report.count(Outcome::Passed), report.count(Outcome::Failed));
    println!("{}: {passed} passed, {failed} failed in {:.1} s", report.stage, report.seconds);
    if passed + failed == 0 {
        return Err(io::Error::other("no scenario was run"));
    }
    Ok(failed == 0)
}

/// What was found on a wire. A whole run goes through the tables of bad input, which are of a certain length.
fn on_the_wire(report: &mut Report, Played { cases, bad_inputs }: Played) {
    report.cases = cases;
    report.counted.insert("bad_input".to_owned(), bad_inputs);
    if env::args_os().len() == 1 {
        let enough = if bad_inputs >= BAD_INPUTS { Outcome::Passed } else { Outcome::Failed };
        let name = format!("at least {BAD_INPUTS} bad inputs are refused as they should");
        report.cases.push(Case::new(name, report.stage.clone(), enough));
    }
}

/// The web UI, on one process, and on many where the environment names what they need.
fn in_browser(runtime: &Runtime) -> io::Result<Vec<Case>> {
    let chromium = env::var_os("ROOKERY_TEST_CHROMIUM").map(PathBuf::from);
    let chromium = chromium.or_else(|| find_program("chromium"));
    let chromium = chromium.ok_or_else(|| io::Error::other("ROOKERY_TEST_CHROMIUM names no Chromium"))?;
    let logs = logs("browser");
    std::fs::create_dir_all(&logs)?;
    let browser = Arc::new(Browser::start(&chromium, &logs.join("chromedriver.log"))?);
    let mut provider = OpenIdProvider::planned();
    let settings = provider.settings();
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut drivers = vec![OverTheWire::standalone(&logs, &settings)?];
    let infra = if Infra::is_named() { Some(Infra::find()?) } else { None };
    if let Some(infra) = &infra {
        drivers.push(infra.distributed("browser", &settings)?.beside_browsers());
    }
    let pages: Vec<String> = drivers.iter().filter_map(Drive::page).collect();
    provider.start(&pages, &logs.join("provider.log"))?;
    let mut cases = vec![];
    for driver in drivers {
        let browser = Some(Arc::clone(&browser));
        cases.extend(runtime.block_on(scenarios(Arc::new(driver), browser, Setting::Browser)).cases);
    }
    Ok(cases)
}

/// Runs the scenarios that can be run in a setting.
async fn scenarios(drive: Arc<dyn Drive>, browser: Option<Arc<Browser>>, setting: Setting) -> Played {
    let recorder = Recorder::new(drive.name());
    play_on(Some(Stage { drive, browser }));
    let ran = Rookery::cucumber()
        .with_writer(recorder)
        .max_concurrent_scenarios(setting.at_once())
        .fail_on_skipped()
        .after(|_, _, _, finished, world| {
            async move {
                let Some(world) = world else { return };
                for tab in std::mem::take(&mut world.tabs).into_values() {
                    tab.close().await;
                }
                if let ScenarioFinished::StepPassed = finished {
                    world.settled();
                }
            }
            .boxed_local()
        })
        // flags of Rust's own harness mean nothing here
        .with_cli(Opts::try_parse().unwrap_or_default())
        .filter_run(env!("CARGO_MANIFEST_DIR"), move |feature, _, scenario| setting.has(feature, scenario))
        .await;
    play_on(None);
    Played { cases: ran.cases(), bad_inputs: ran.bad_inputs() }
}

impl Setting {
    /// What needs something that another setting has is left to that one.
    fn has(self, feature: &gherkin::Feature, scenario: &gherkin::Scenario) -> bool {
        let tags = || feature.tags.iter().chain(&scenario.tags).map(String::as_str);
        let needed = tags().find(|tag| ["in_process", "wire", "browser"].contains(tag));
        match self {
            Self::InProcess => needed.is_none_or(|needed| needed == "in_process"),
            Self::Wire => needed.is_none_or(|needed| needed == "wire"),
            Self::Browser => needed == Some("browser"),
        }
    }

    /// Passwords are hashed two at a time, and a browser is heavy: more only wait for each other.
    fn at_once(self) -> usize {
        match self {
            Self::InProcess => 16,
            Self::Wire => 8,
            Self::Browser => 2,
        }
    }
}

/// PostgreSQL and RabbitMQ: those that the environment names, or our own.
struct Infra(Postgres, RabbitMq);

impl Infra {
    fn is_named() -> bool {
        [DATABASE_VARIABLE, AMQP_VARIABLE].iter().all(|name| env::var_os(name).is_some())
    }

    fn find() -> io::Result<Self> {
        let setup = Setup::for_tests();
        Ok(Self(Postgres::start(&setup)?, RabbitMq::start(&setup)?))
    }

    /// Servers over an empty database.
    fn distributed(&self, drive: &str, settings: &[(&str, &str)]) -> io::Result<OverTheWire> {
        let Self(postgres, rabbitmq) = self;
        let database = postgres.database(&format!("scenarios_{drive}"))?;
        OverTheWire::distributed(&database, &rabbitmq.url(), &logs(drive), settings)
    }
}

fn logs(drive: &str) -> PathBuf {
    reports().join(format!("scenarios-{drive}"))
}

fn reports() -> PathBuf {
    let beside = || Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("report");
    env::var_os("ROOKERY_REPORTS").map_or_else(beside, PathBuf::from)
}

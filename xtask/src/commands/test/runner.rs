//! Runs one stage after another and keeps what they found.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use xtask::infra::{Launch, Process};
use xtask::report::{Case, Outcome, Report};
use xtask::workspace::Workspace;

use super::libtest;

/// Nothing that is well takes as long.
const PATIENCE: Duration = Duration::from_mins(12);

pub(crate) struct Runner<'a> {
    workspace: &'a Workspace,
    env: BTreeMap<String, String>,
    begun: Instant,
    done: Vec<Report>,
}

impl<'a> Runner<'a> {
    /// Reports of an earlier run are taken away: a stage that is not run has none.
    pub(crate) fn new(workspace: &'a Workspace) -> io::Result<Self> {
        let folder = workspace.reports();
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let env = BTreeMap::from([
            ("ROOKERY_REPORTS".to_owned(), folder.display().to_string()),
            ("ROOKERY_PROGRAMS".to_owned(), workspace.target.join("debug").display().to_string()),
        ]);
        Ok(Self { workspace, env, begun: Instant::now(), done: Vec::new() })
    }

    /// A variable for all that is run from now on.
    pub(crate) fn hand_down(&mut self, name: &str, value: &str) {
        self.env.insert(name.to_owned(), value.to_owned());
    }

    /// Does one stage; what fails in it is told at once, and the next stage follows all the same.
    pub(crate) fn stage(
        &mut self,
        name: &str,
        work: impl FnOnce(&mut Stage<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        println!("{:>6.1} s  {name} ...", self.begun.elapsed().as_secs_f64());
        let begun = Instant::now();
        self.keep(name, |stage| {
            work(stage)?;
            Ok(begun.elapsed())
        })
    }

    /// Begins a stage that is one program, and that others follow at once. What it says is told when it is waited for.
    pub(crate) fn begin(&self, name: &str, run: &Run<'_>) -> io::Result<Beside> {
        println!("{:>6.1} s  {name} ... beside what follows", self.begun.elapsed().as_secs_f64());
        let (begun, log) = (Instant::now(), running(self.workspace, name));
        let launch = launch(&self.env, run, &log)?;
        let ended = thread::spawn(move || to_its_end(launch, &log).map(|ended| (ended, begun.elapsed())));
        let (name, backend) = (name.to_owned(), run.backend.to_owned());
        Ok(Beside { name, backend, command: command(run), ended })
    }

    /// Waits for a stage that was begun, and keeps what it found.
    pub(crate) fn end(&mut self, beside: Beside) -> io::Result<()> {
        let Beside { name, backend, command, ended } = beside;
        self.keep(&name, |stage| {
            let ended = ended.join().map_err(|_| io::Error::other("what waited for it panicked"))?;
            let (ended, took) = ended?;
            stage.reported(&backend, &command, &ended)?;
            Ok(took)
        })
    }

    /// Keeps what a stage found, and how long it took.
    fn keep(
        &mut self,
        name: &str,
        find: impl FnOnce(&mut Stage<'_>) -> io::Result<Duration>,
    ) -> io::Result<()> {
        let begun = Instant::now();
        let report = Report { stage: name.to_owned(), ..Report::default() };
        let mut stage = Stage { workspace: self.workspace, env: &self.env, report, log: Vec::new() };
        let took = find(&mut stage).unwrap_or_else(|error| {
            stage.failure("the stage runs", name, &error.to_string());
            begun.elapsed()
        });
        let Stage { mut report, log, .. } = stage;
        report.seconds = took.as_secs_f64();
        if !log.is_empty() {
            fs::write(self.workspace.reports().join(format!("{name}.log")), log.concat())?;
        }
        report.write(&self.workspace.reports())?;
        println!("{:>6.1} s  {}", self.begun.elapsed().as_secs_f64(), line(&report));
        self.done.push(report);
        Ok(())
    }

    /// A stage that could not even begin.
    pub(crate) fn fail(&mut self, name: &str, why: &str) -> io::Result<()> {
        self.stage(name, |stage| {
            stage.failure("the stage begins", name, why);
            Ok(())
        })
    }

    /// The summary.
    pub(crate) fn finish(self) -> ExitCode {
        let failed: usize = self.done.iter().map(|report| report.count(Outcome::Failed)).sum();
        let passed: usize = self.done.iter().map(|report| report.count(Outcome::Passed)).sum();
        println!(
            "\nSummary ({:.0} s; details in {})",
            self.begun.elapsed().as_secs_f64(),
            self.workspace.reports().display()
        );
        for report in &self.done {
            println!("  {}", line(report));
            for case in report.cases.iter().filter(|case| case.result == Outcome::Failed) {
                let seed = case.seed.map(|seed| format!(", seed {seed}")).unwrap_or_default();
                println!("    FAILED {} ({}{seed})", case.name, case.backend);
            }
        }
        println!("{passed} passed, {failed} failed");
        if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn line(report: &Report) -> String {
    let skipped = match report.count(Outcome::Skipped) {
        0 => String::new(),
        some => format!(", {some} skipped"),
    };
    let (passed, failed) = (report.count(Outcome::Passed), report.count(Outcome::Failed));
    format!("{:<24}{:>7.1} s  {passed:>5} passed, {failed} failed{skipped}", report.stage, report.seconds)
}

pub(crate) struct Stage<'a> {
    workspace: &'a Workspace,
    env: &'a BTreeMap<String, String>,
    report: Report,
    log: Vec<String>,
}

/// A program with its way to say what it found.
pub(crate) struct Run<'a> {
    pub(crate) program: &'a Path,
    pub(crate) folder: &'a Path,
    pub(crate) backend: &'a str,
    pub(crate) args: &'a [String],
    pub(crate) env: &'a [(&'a str, &'a str)],
}

impl Stage<'_> {
    pub(crate) fn case(&mut self, name: &str, backend: &str, result: Outcome) {
        self.report.cases.push(Case::new(name, backend, result));
    }

    /// A failed case, with its reason shown.
    pub(crate) fn failure(&mut self, name: &str, backend: &str, why: &str) {
        println!("FAILED {name} ({backend})\n{why}");
        self.log.push(why.to_owned());
        self.case(name, backend, Outcome::Failed);
    }

    /// Runs a program that prints as libtest does.
    pub(crate) fn libtest(&mut self, run: &Run<'_>) -> io::Result<()> {
        let ended = self.run(run)?;
        let mut cases = libtest::cases(&ended.said, run.backend);
        let name = run.program.file_name().unwrap_or_default().to_string_lossy();
        if !ended.well && !cases.iter().any(|case| case.result == Outcome::Failed) {
            cases.push(Case::new(format!("{name} ends well"), run.backend, Outcome::Failed));
        }
        self.take(cases, &command(run), &ended);
        Ok(())
    }

    /// Runs a program that writes the report of this stage itself, or prints as libtest does, or only ends well or not.
    pub(crate) fn reporting(&mut self, run: &Run<'_>) -> io::Result<()> {
        let ended = self.run(run)?;
        self.reported(run.backend, &command(run), &ended)
    }

    /// Takes what such a program reported.
    fn reported(&mut self, backend: &str, command: &str, ended: &Ended) -> io::Result<()> {
        let file = Report::file(&self.workspace.reports(), &self.report.stage);
        let mut cases = if file.exists() {
            let told = Report::read(&self.workspace.reports(), &self.report.stage)?;
            self.report.counted = told.counted;
            told.cases
        } else {
            libtest::cases(&ended.said, backend)
        };
        if !ended.well && !cases.iter().any(|case| case.result == Outcome::Failed) {
            cases.push(Case::new("the program ends well", backend, Outcome::Failed));
        }
        if cases.is_empty() {
            cases.push(Case::new("the program ends well", backend, Outcome::Passed));
        }
        self.take(cases, command, ended);
        Ok(())
    }

    fn take(&mut self, cases: Vec<Case>, command: &str, ended: &Ended) {
        self.log.push(format!("{command}\n{}\n", ended.said));
        if cases.iter().any(|case| case.result == Outcome::Failed) {
            println!("{}", ended.said);
        }
        self.report.cases.extend(cases);
    }

    fn run(&mut self, run: &Run<'_>) -> io::Result<Ended> {
        let log = running(self.workspace, &self.report.stage);
        to_its_end(launch(self.env, run, &log)?, &log)
    }
}

/// A stage that runs while others do.
pub(crate) struct Beside {
    name: String,
    backend: String,
    /// How it was begun, for its log.
    command: String,
    ended: JoinHandle<io::Result<(Ended, Duration)>>,
}

/// Where a program writes that runs now: each stage has its own, since some run beside others.
fn running(workspace: &Workspace, stage: &str) -> PathBuf {
    workspace.reports().join(format!("{stage}.running.log"))
}

fn command(run: &Run<'_>) -> String {
    format!("{} {}", run.program.display(), run.args.join(" "))
}

fn launch(env: &BTreeMap<String, String>, run: &Run<'_>, log: &Path) -> io::Result<Launch> {
    fs::write(log, "")?;
    let of_all = env.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let launch = Launch::of(run.program)
        .args(run.args)
        .env("CARGO_MANIFEST_DIR", run.folder)
        .folder(run.folder)
        .log(log);
    Ok(of_all.chain(run.env.iter().copied()).fold(launch, |launch, (name, value)| launch.env(name, value)))
}

struct Ended {
    said: String,
    well: bool,
}

fn to_its_end(launch: Launch, log: &Path) -> io::Result<Ended> {
    let mut process = Process::start(launch)?;
    let deadline = Instant::now() + PATIENCE;
    let status = loop {
        if let Some(status) = process.ended() {
            break Some(status);
        }
        if Instant::now() > deadline {
            process.kill9()?;
            break None;
        }
        thread::sleep(Duration::from_millis(10));
    };
    let mut said = String::from_utf8_lossy(&fs::read(log)?).into_owned();
    fs::remove_file(log)?;
    if status.is_none() {
        said.push_str("\nit did not end in time and was killed\n");
    }
    Ok(Ended { said, well: status.is_some_and(|status| status.success()) })
}

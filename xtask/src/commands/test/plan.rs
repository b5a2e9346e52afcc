//! Which programs make up which stage.

use std::io;
use std::path::{Path, PathBuf};

use xtask::report::Outcome;
use xtask::workspace::{Package, Workspace};

use super::brought::Brought;
use super::runner::{Beside, Run, Runner};
use super::{Args, BROWSER, CLIENTS, new_seed};
use crate::commands::build::Built;

/// Test targets of `features` that are stages of their own.
const APART: [&str; 3] = ["scenarios", "faults", CLIENTS];

/// What happens to the shop, and how much of what `cargo xtask chaos` does at length.
const SHOP: [&str; 14] = [
    "oversell",
    "order-as-shown",
    "mails",
    "drop",
    "--attempts",
    "150",
    "--units",
    "50",
    "--interleavings",
    "8",
    "--kills",
    "2",
    "--watchers",
    "100",
];

/// What runs once everything is compiled.
pub(crate) struct Plan<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) args: &'a Args,
    pub(crate) built: &'a [Built],
    pub(crate) brought: &'a Brought,
}

impl Plan<'_> {
    pub(crate) fn run(&self, runner: &mut Runner<'_>) -> io::Result<()> {
        // most of their time they wait, and the tests leave them what they need
        let clients = self.clients(runner)?;
        self.tests(runner)?;
        self.docs(runner)?;
        if let Some(clients) = clients {
            runner.end(clients)?;
        }
        self.scenarios(runner, "in_process")?;
        self.scenarios(runner, "standalone")?;
        if self.brought.servers.is_some() {
            self.scenarios(runner, "distributed")?;
            self.apart(runner, "faults", &["--test-threads=1"])?;
        }
        self.in_browser(runner)?;
        let seed = self.args.seed.unwrap_or_else(new_seed).to_string();
        let histories = self.args.histories.to_string();
        self.program(runner, "sim", "sim", &["--seed", &seed, "--histories", &histories])?;
        if self.brought.servers.is_some() {
            let rounds = self.args.rounds.to_string();
            self.program(runner, "chaos", "chaos", &["--seed", &seed, "--rounds", &rounds])?;
            let big = ["gateway", "drain", "stalled", "--seed", &seed, "--rounds", "1"];
            self.program(runner, "chaos-gateway", "chaos", &[&big[..], &SHOP].concat())?;
        }
        Ok(())
    }

    /// All that `cargo test` runs, and what needs servers in the crates besides.
    fn tests(&self, runner: &mut Runner<'_>) -> io::Result<()> {
        if !self.args.wants("tests") {
            return Ok(());
        }
        runner.stage("tests", |stage| {
            for built in self.built.iter().filter(|built| built.is_test && !is_apart(built)) {
                let backend = built.package.strip_prefix("adapter-").unwrap_or(&built.package);
                stage.libtest(&Run {
                    program: &built.program,
                    folder: self.folder(&built.package),
                    backend,
                    args: &[],
                    env: &[],
                })?;
            }
            Ok(())
        })
    }

    /// Examples in the documentation, which Cargo alone knows how to run.
    fn docs(&self, runner: &mut Runner<'_>) -> io::Result<()> {
        if !self.args.wants("docs") {
            return Ok(());
        }
        let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
        let features =
            if self.args.embedded { String::new() } else { self.workspace.with_feature("infra").join(",") };
        let args = ["test", "--doc", "--quiet", "--workspace", "--features", &features].map(String::from);
        runner.stage("docs", |stage| {
            let run = Run {
                program: &cargo,
                folder: &self.workspace.root,
                backend: "rustdoc",
                args: &args,
                env: &[],
            };
            stage.reporting(&run)
        })
    }

    /// The features, driven in one way; the runner of `features` writes the report.
    fn scenarios(&self, runner: &mut Runner<'_>, drive: &str) -> io::Result<()> {
        self.target(
            runner,
            &format!("scenarios-{drive}"),
            "scenarios",
            drive,
            &[],
            &[("ROOKERY_DRIVE", drive)],
        )
    }

    fn apart(&self, runner: &mut Runner<'_>, target: &str, args: &[&str]) -> io::Result<()> {
        self.target(runner, target, target, "distributed", args, &[])
    }

    /// Other people's clients, beside what follows.
    fn clients(&self, runner: &mut Runner<'_>) -> io::Result<Option<Beside>> {
        match &self.brought.clients {
            Some(Ok(_)) if self.brought.servers.is_some() => {
                let Some(built) = self.built_target(CLIENTS) else { return Ok(None) };
                let (program, folder) = (&built.program, self.folder(&built.package));
                let run = Run { program, folder, backend: "distributed", args: &[], env: &[] };
                runner.begin(CLIENTS, &run).map(Some)
            }
            Some(Err(error)) => runner.fail(CLIENTS, &error.to_string()).map(|()| None),
            Some(Ok(_)) | None => Ok(None),
        }
    }

    /// The scenarios that need a browser. Without infrastructure they run where a browser is, else they are left out.
    fn in_browser(&self, runner: &mut Runner<'_>) -> io::Result<()> {
        if !self.args.wants(BROWSER) {
            return Ok(());
        }
        match &self.brought.browser {
            Ok(Some(_)) => self.scenarios(runner, "browser"),
            Ok(None) => runner.stage(BROWSER, |stage| {
                stage.case("a browser is there", "chromium", Outcome::Skipped);
                Ok(())
            }),
            Err(error) => runner.fail(BROWSER, &error.to_string()),
        }
    }

    /// A test target of `features` as a stage.
    fn target(
        &self,
        runner: &mut Runner<'_>,
        stage: &str,
        target: &str,
        backend: &str,
        args: &[&str],
        env: &[(&str, &str)],
    ) -> io::Result<()> {
        self.one(runner, stage, self.built_target(target), backend, args, env)
    }

    /// A test target of `features`.
    fn built_target(&self, target: &str) -> Option<&Built> {
        let of_target =
            |built: &&Built| built.package == "features" && built.kind == "test" && built.target == target;
        self.built.iter().find(of_target)
    }

    /// A program of `features` as a stage.
    fn program(&self, runner: &mut Runner<'_>, stage: &str, name: &str, args: &[&str]) -> io::Result<()> {
        let of_name = |built: &&Built| {
            built.package == "features" && built.kind == "bin" && !built.is_test && built.target == name
        };
        self.one(runner, stage, self.built.iter().find(of_name), name, args, &[])
    }

    fn one(
        &self,
        runner: &mut Runner<'_>,
        stage: &str,
        built: Option<&Built>,
        backend: &str,
        args: &[&str],
        env: &[(&str, &str)],
    ) -> io::Result<()> {
        let Some(built) = built.filter(|_| self.args.wants(stage)) else {
            return Ok(());
        };
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let run =
            Run { program: &built.program, folder: self.folder(&built.package), backend, args: &args, env };
        runner.stage(stage, |stage| stage.reporting(&run))
    }

    /// Cargo runs tests in the folder of their package.
    fn folder(&self, package: &str) -> &Path {
        self.workspace.package(package).map_or(&self.workspace.root, Package::folder)
    }
}

fn is_apart(built: &Built) -> bool {
    built.package == "features" && built.kind == "test" && APART.contains(&built.target.as_str())
}

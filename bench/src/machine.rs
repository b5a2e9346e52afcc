//! Under which conditions something was measured.
use std::fmt;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use adapter_local::SystemEntropy;
use serde::Serialize;
use service::Entropy;
use xtask::workspace::Workspace;

use crate::Outcome;

/// The commit, the machine, the versions, and how busy it was.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Conditions {
    time: String,
    pub(crate) seconds: f64,
    commit: String,
    machine: String,
    versions: String,
    load: String,
    #[serde(skip)]
    began: Instant,
}

/// Crates whose versions matter to the figures.
const CRATES: [&str; 7] = ["tokio", "axum", "hyper", "tungstenite", "sqlx", "lapin", "mio"];

impl Conditions {
    pub(crate) fn now(workspace: &Workspace) -> Outcome<Self> {
        let time = SystemEntropy.now().to_string();
        let time = time.split('.').next().unwrap_or(&time).to_owned();
        Ok(Self {
            time,
            seconds: 0.0,
            commit: commit(&workspace.root),
            machine: machine(),
            versions: versions(&workspace.root)?,
            load: load(),
            began: Instant::now(),
        })
    }

    pub(crate) fn until_now(&self) -> Self {
        let load = format!("{} before, {} after", self.load, load());
        Self { seconds: self.began.elapsed().as_secs_f64().round(), load, ..self.clone() }
    }

    /// Sorts by time.
    pub(crate) fn file_name(&self) -> String {
        self.time.replace(':', "-")
    }
}

impl fmt::Display for Conditions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { time, seconds, commit, machine, versions, load, .. } = self;
        writeln!(f, "- begun {time} UTC, took {seconds:.0} s; commit {commit}")?;
        writeln!(f, "- {machine}; load {load}\n- {versions}")
    }
}

fn commit(root: &Path) -> String {
    let commit = said(Command::new("git").args(["rev-parse", "--short=12", "HEAD"]).current_dir(root));
    let changed = said(Command::new("git").args(["status", "--porcelain", "-uno"]).current_dir(root));
    if changed.is_empty() { commit } else { format!("{commit} with changes") }
}

fn machine() -> String {
    let file = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let after = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once([':', '=']).map_or("", |(_, value)| value).trim().trim_matches('"').to_owned()
    };
    let processor = after(&file("/proc/cpuinfo"), "model name");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = after(&file("/proc/meminfo"), "MemTotal");
    let (kernel, system) =
        (file("/proc/sys/kernel/osrelease"), after(&file("/etc/os-release"), "PRETTY_NAME"));
    format!("{cores} cores ({processor}), {memory}, Linux {}, {system}", kernel.trim())
}

fn versions(root: &Path) -> Outcome<String> {
    let lock = fs::read_to_string(root.join("Cargo.lock"))?;
    let lines: Vec<&str> = lock.lines().collect();
    let version = |name: &str| {
        let head = format!("name = \"{name}\"");
        let place = lines.iter().position(|line| *line == head)?;
        let version = lines.get(place + 1)?.strip_prefix("version = ")?.trim_matches('"');
        Some(format!("{name} {version}"))
    };
    let crates: Vec<String> = CRATES.iter().filter_map(|name| version(name)).collect();
    let mut rabbitmq = fs::read_dir("/usr/lib/rabbitmq/lib").into_iter().flatten().flatten();
    let rabbitmq = rabbitmq.find_map(|entry| entry.file_name().into_string().ok()).unwrap_or_default();
    let tools = [said(Command::new("rustc").arg("-V")), said(Command::new("pgbench").arg("-V")), rabbitmq];
    Ok([tools.join(", "), crates.join(", ")].join(", "))
}

fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or_default().to_owned()
}

fn said(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}

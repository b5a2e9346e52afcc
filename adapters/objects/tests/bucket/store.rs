//! The store that the buckets of the tests are in: one for the whole program, and it ends with it.
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use xtask::infra::{Launch, Process, TempDir, find_program, free_port, http_status};

/// How long it may take until it answers.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running store.
pub(crate) struct S3 {
    port: u16,
    _process: Process,
    folder: TempDir,
}

/// The store, which is started by whoever asks first.
pub(crate) fn s3() -> &'static S3 {
    static RUNNING: OnceLock<S3> = OnceLock::new();
    RUNNING.get_or_init(S3::start)
}

impl S3 {
    fn start() -> Self {
        let sources = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/s3");
        install(&sources);
        let (folder, port) = (TempDir::new("s3").unwrap(), free_port());
        let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join("s3.log");
        let launch = Launch::of(find_program("node").expect("Node.js runs the store"))
            .arg(sources.join("store.mjs"))
            .env("PORT", port.to_string())
            .env("FOLDER", folder.path().display().to_string())
            .log(log);
        let process = Process::start(launch).unwrap();
        let end = Instant::now() + PATIENCE;
        while http_status(&format!("http://127.0.0.1:{port}"), "/").is_err() {
            assert!(Instant::now() < end, "the store does not answer");
            sleep(Duration::from_millis(50));
        }
        Self { port, _process: process, folder }
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A bucket is a folder there.
    pub(crate) fn make(&self, bucket: &str) {
        std::fs::create_dir(self.folder.path().join(bucket)).unwrap();
    }
}

/// Brings what its lock file names, unless it is there.
fn install(folder: &Path) {
    if folder.join("node_modules/s3rver").exists() {
        return;
    }
    let mut npm = Command::new(find_program("npm").expect("npm brings the store"));
    npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder).stdin(Stdio::null());
    let output = npm.output().unwrap();
    assert!(output.status.success(), "npm ci failed: {}", String::from_utf8_lossy(&output.stderr));
}

//! A real OpenID provider (npm's `oidc-provider`) that people of the scenarios have accounts at.
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use xtask::infra::{Launch, Process, find_program, free_port, http_status};

/// How long it may take until it answers.
const PATIENCE: Duration = Duration::from_mins(1);

/// A provider: first its address is known, so that servers can be told of it, then it runs.
#[derive(Debug)]
pub struct OpenIdProvider {
    port: u16,
    process: Option<Process>,
}

impl OpenIdProvider {
    /// Its name in our addresses.
    pub const NAME: &str = "local";

    /// One that does not run yet.
    pub fn planned() -> Self {
        Self { port: free_port(), process: None }
    }

    /// What servers are told of it.
    pub fn settings(&self) -> [(&'static str, String); 4] {
        [
            ("ROOKERY_OIDC_LOCAL_ISSUER", self.base()),
            ("ROOKERY_OIDC_LOCAL_CLIENT_ID", "rookery".to_owned()),
            ("ROOKERY_OIDC_LOCAL_CLIENT_SECRET", "not much of a secret".to_owned()),
            ("ROOKERY_OIDC_LOCAL_TITLE", "the local provider".to_owned()),
        ]
    }

    /// Starts it for servers at these addresses.
    pub fn start(&mut self, servers: &[String], log: &Path) -> io::Result<()> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("oidc");
        install(&folder)?;
        let node =
            find_program("node").ok_or_else(|| io::Error::other("Node.js is needed for the provider"))?;
        let back = |server: &String| format!("{server}/auth/elsewhere/{}/back", Self::NAME);
        let back: Vec<String> = servers.iter().map(back).collect();
        let launch = Launch::of(node)
            .arg(folder.join("provider.mjs"))
            .env("PORT", self.port.to_string())
            .env("BACK", back.join(","))
            .log(log);
        self.process = Some(Process::start(launch)?);
        let end = Instant::now() + PATIENCE;
        while !http_status(&self.base(), "/.well-known/openid-configuration")
            .is_ok_and(|status| status == 200)
        {
            if Instant::now() > end {
                return Err(io::Error::other("the provider does not answer"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Brings what its lock file names, unless it is there.
fn install(folder: &Path) -> io::Result<()> {
    if folder.join("node_modules/oidc-provider").exists() {
        return Ok(());
    }
    let npm = find_program("npm").ok_or_else(|| io::Error::other("npm is needed for the provider"))?;
    let mut command = Command::new(npm);
    let output =
        command.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder).stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!("npm ci failed: {}", String::from_utf8_lossy(&output.stderr))))
}

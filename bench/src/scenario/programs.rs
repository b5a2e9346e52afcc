//! The real servers, as processes on the core of servers.
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use xtask::infra::{Process, TempDir, free_port};
use xtask::workspace::Workspace;

use crate::Outcome;
use crate::server::beside;

/// Where Cargo puts our programs, and where they log.
pub(super) struct Programs {
    folder: PathBuf,
    logs: TempDir,
}

/// A running server of ours.
pub(super) struct Server {
    pub(super) process: Process,
    pub(super) address: SocketAddr,
}

impl Programs {
    /// Builds them as they are shipped; always all of them, and this program, so that what they share is built once.
    pub(super) fn build(workspace: &Workspace) -> Outcome<Self> {
        let chosen = ["bench", "api-server", "ws-server", "standalone"]
            .iter()
            .flat_map(|package| ["--package", package]);
        let mut cargo = workspace.cargo();
        cargo.args(["build", "--release", "--quiet", "--bins"]).args(chosen).stdin(Stdio::null());
        if !cargo.status()?.success() {
            return Err("the servers could not be built".into());
        }
        Ok(Self { folder: workspace.target.join("release"), logs: TempDir::new("bench-logs")? })
    }

    /// A place for a server to listen.
    pub(super) fn place() -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], free_port()))
    }

    /// Starts one there with these settings, without limits on who asks how often, and waits until it is ready.
    pub(super) fn start(
        &self,
        name: &str,
        address: SocketAddr,
        settings: &[(&str, String)],
    ) -> Outcome<Server> {
        let log = self.logs.path().join(format!("{name}.log"));
        let mut launch = beside(&self.folder.join(name), &log).env("ROOKERY_LISTEN", address.to_string());
        let media = self.logs.path().join("media").display().to_string();
        launch = launch.env("ROOKERY_MEDIA_FOLDER", media);
        for limit in
            ["SOCKETS_ADDRESS", "SOCKETS_RATE", "RATE_LIMIT", "RATE_LIMIT_ADDRESS", "RATE_LIMIT_SIGN_IN"]
        {
            launch = launch.env(format!("ROOKERY_{limit}"), "0");
        }
        for (setting, value) in settings {
            launch = launch.env(format!("ROOKERY_{setting}"), value);
        }
        let mut process = Process::start(launch)?;
        process.wait_ready(&format!("http://{address}"), Duration::from_mins(1))?;
        Ok(Server { process, address })
    }
}

//! Rookery as processes: one, or api-servers and ws-servers over PostgreSQL and RabbitMQ.
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use xtask::infra::{Launch, Process, TempDir, free_port, our_program};

/// How long a program may take until it is ready.
const PATIENCE: Duration = Duration::from_mins(1);

/// A program of ours that runs.
#[derive(Debug)]
pub struct Server {
    /// The process: it can be killed, paused and started again.
    pub process: Process,
    /// Where it serves HTTP, such as `http://127.0.0.1:8000`.
    pub base: String,
    settings: Vec<(String, String)>,
}

/// Programs that make up one Rookery. Dropping it kills them.
#[derive(Debug)]
pub struct Cluster {
    /// Those that serve REST.
    pub api: Vec<Server>,
    /// Those that serve sockets; none where one process serves both.
    pub ws: Vec<Server>,
    // the order matters: the processes end before their data go
    _data: Option<TempDir>,
}

/// How a cluster shall be.
#[derive(Debug, Clone)]
pub struct Shape<'a> {
    /// How many api-servers.
    pub api: usize,
    /// How many ws-servers.
    pub ws: usize,
    /// An empty database, or one of before.
    pub database_url: &'a str,
    /// The broker.
    pub amqp_url: &'a str,
    /// Where the programs write what they log.
    pub logs: &'a Path,
    /// Settings besides.
    pub settings: &'a [(&'a str, &'a str)],
}

impl Server {
    /// Where it serves sockets, if it does.
    pub fn streaming(&self) -> String {
        self.base.replacen("http", "ws", 1)
    }

    /// Waits until it is ready.
    pub fn wait_ready(&mut self) -> io::Result<()> {
        self.process.wait_ready(&self.base, PATIENCE)
    }

    fn start(name: &str, logs: &Path, port: u16, settings: &[(&str, &str)]) -> io::Result<Self> {
        fs::create_dir_all(logs)?;
        let log = logs.join(format!("{name}.log"));
        fs::write(&log, "")?;
        let listen = format!("127.0.0.1:{port}");
        // a scenario asks more often than a person can
        let unlimited = ["RATE_LIMIT", "SOCKETS_ADDRESS", "SOCKETS_RATE", "GATEWAY_CONNECTIONS_MEMBER"];
        let unlimited = unlimited.map(|limit| (format!("ROOKERY_{limit}"), "0".to_owned()));
        let settings: Vec<(String, String)> = [("ROOKERY_LISTEN", listen.as_str())]
            .into_iter()
            .chain(settings.iter().copied())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let settings: Vec<_> = unlimited.into_iter().chain(settings).collect();
        let launch = Launch::of(program(name)?).log(log);
        let launch = settings.iter().fold(launch, |launch, (name, value)| launch.env(name, value));
        Ok(Self { process: Process::start(launch)?, base: format!("http://{listen}"), settings })
    }

    /// Runs its program once more, with its settings and these words, and gives what it printed.
    fn operate(&self, words: &[&str]) -> io::Result<String> {
        let settings = self.settings.iter().map(|(name, value)| (name, value));
        let output =
            Command::new(program(&self.process.launch().name())?).args(words).envs(settings).output()?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        } else {
            Err(io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
        }
    }
}

/// Where the server of that number keeps the shop's models.
pub(crate) fn snapshots(logs: &Path, nth: usize) -> PathBuf {
    logs.join("snapshots").join(nth.to_string())
}

/// The program of a server such as `api-server-1`.
fn program(name: &str) -> io::Result<PathBuf> {
    our_program(name.trim_end_matches(|c: char| c == '-' || c.is_ascii_digit()))
}

impl Cluster {
    /// One process with a data folder of its own.
    pub fn standalone(logs: &Path, settings: &[(&str, &str)]) -> io::Result<Self> {
        let data = TempDir::new("data")?;
        let port = free_port();
        let folder = data.path().display().to_string();
        let own = [
            ("ROOKERY_DATA", folder.as_str()),
            ("ROOKERY_SHOP_PAYMENTS", "trial"),
            ("ROOKERY_PUBLIC_URL", &format!("http://127.0.0.1:{port}")),
            ("ROOKERY_STREAMING_URL", &format!("ws://127.0.0.1:{port}")),
        ];
        let mut server = Server::start("rookery", logs, port, &[&own, settings].concat())?;
        server.wait_ready()?;
        Ok(Self { api: vec![server], ws: vec![], _data: Some(data) })
    }

    /// Servers over a database and a broker that the caller holds.
    pub fn distributed(shape: &Shape<'_>) -> io::Result<Self> {
        let ports: Vec<u16> = (0..shape.api + shape.ws).map(|_| free_port()).collect();
        let (api, ws) = ports.split_at(shape.api);
        let start = |kind: &str, nth: usize, port: u16| {
            // each page is told the ws-server whose number is not its own
            let streaming = ws.get((nth + 1) % ws.len().max(1)).unwrap_or(&port);
            let own = [
                ("ROOKERY_DATABASE_URL", shape.database_url),
                ("ROOKERY_AMQP_URL", shape.amqp_url),
                ("ROOKERY_PUBLIC_URL", &format!("http://127.0.0.1:{}", api.first().unwrap_or(&port))),
                ("ROOKERY_STREAMING_URL", &format!("ws://127.0.0.1:{streaming}")),
                ("ROOKERY_MEDIA_FOLDER", &shape.logs.join("media").display().to_string()),
                ("ROOKERY_SHOP_SNAPSHOTS", &snapshots(shape.logs, nth).display().to_string()),
                ("ROOKERY_MAIL_FOLDER", &shape.logs.join("mail").display().to_string()),
                ("ROOKERY_SHOP_PAYMENTS", "trial"),
                // a message that one of them signs the others know
                ("ROOKERY_SHOP_PAYMENTS_SECRET", "seal"),
            ];
            Server::start(&format!("{kind}-{nth}"), shape.logs, port, &[&own, shape.settings].concat())
        };
        let all = |kind: &str, ports: &[u16]| {
            ports
                .iter()
                .enumerate()
                .map(|(nth, port)| start(kind, nth, *port))
                .collect::<io::Result<Vec<_>>>()
        };
        let mut cluster = Self { api: all("api-server", api)?, ws: all("ws-server", ws)?, _data: None };
        for server in cluster.api.iter_mut().chain(&mut cluster.ws) {
            server.wait_ready()?;
        }
        Ok(cluster)
    }

    /// Does what an operator asks for by hand, beside the running servers, and gives what was printed.
    pub fn operate(&self, words: &[&str]) -> io::Result<String> {
        self.api.first().ok_or_else(|| io::Error::other("no api-server"))?.operate(words)
    }

    /// The same beside the api-server of that number, with its settings.
    pub fn operate_at(&self, nth: usize, words: &[&str]) -> io::Result<String> {
        self.api.get(nth).ok_or_else(|| io::Error::other("there are not so many servers"))?.operate(words)
    }

    /// Where sockets are served: each of them.
    pub fn streaming(&self) -> Vec<String> {
        let sockets = if self.ws.is_empty() { &self.api } else { &self.ws };
        sockets.iter().map(Server::streaming).collect()
    }
}

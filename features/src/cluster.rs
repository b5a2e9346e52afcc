//! Rookery as processes: one, or api-servers and ws-servers over PostgreSQL and RabbitMQ.
use std::fs;
use std::io;
use std::path::Path;
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

    fn start(
        name: &str,
        logs: &Path,
        port: u16,
        complete: impl FnOnce(Launch) -> Launch,
    ) -> io::Result<Self> {
        let program = name.trim_end_matches(|c: char| c == '-' || c.is_ascii_digit());
        fs::create_dir_all(logs)?;
        let log = logs.join(format!("{name}.log"));
        fs::write(&log, "")?;
        let launch = Launch::of(our_program(program)?)
            .env("ROOKERY_LISTEN", format!("127.0.0.1:{port}"))
            // a scenario asks more often than a person can
            .env("ROOKERY_RATE_LIMIT", "0")
            .env("ROOKERY_RATE_LIMIT_ADDRESS", "0")
            .env("ROOKERY_RATE_LIMIT_SIGN_IN", "0")
            .log(log);
        Ok(Self { process: Process::start(complete(launch))?, base: format!("http://127.0.0.1:{port}") })
    }
}

impl Cluster {
    /// One process with a data folder of its own.
    pub fn standalone(logs: &Path, settings: &[(&str, &str)]) -> io::Result<Self> {
        let data = TempDir::new("data")?;
        let port = free_port();
        let mut server = Server::start("rookery", logs, port, |launch| {
            let launch = launch
                .env("ROOKERY_DATA", data.path())
                .env("ROOKERY_PUBLIC_URL", format!("http://127.0.0.1:{port}"))
                .env("ROOKERY_STREAMING_URL", format!("ws://127.0.0.1:{port}"));
            settings.iter().fold(launch, |launch, (name, value)| launch.env(*name, *value))
        })?;
        server.wait_ready()?;
        Ok(Self { api: vec![server], ws: vec![], _data: Some(data) })
    }

    /// Servers over a database and a broker that the caller holds.
    pub fn distributed(shape: &Shape<'_>) -> io::Result<Self> {
        let ports: Vec<u16> = (0..shape.api + shape.ws).map(|_| free_port()).collect();
        let (api, ws) = ports.split_at(shape.api);
        let streaming =
            |nth: usize| ws.get(nth % ws.len().max(1)).map(|port| format!("ws://127.0.0.1:{port}"));
        let start = |name: String, port: u16, nth: usize| {
            Server::start(&name, shape.logs, port, |launch| {
                let launch = launch
                    .env("ROOKERY_DATABASE_URL", shape.database_url)
                    .env("ROOKERY_AMQP_URL", shape.amqp_url)
                    .env("ROOKERY_PUBLIC_URL", format!("http://127.0.0.1:{}", api.first().unwrap_or(&port)))
                    // each page is told the ws-server whose number is not its own
                    .env("ROOKERY_STREAMING_URL", streaming(nth + 1).unwrap_or_default());
                shape.settings.iter().fold(launch, |launch, (name, value)| launch.env(*name, *value))
            })
        };
        let mut cluster = Self { api: vec![], ws: vec![], _data: None };
        for (nth, port) in api.iter().enumerate() {
            cluster.api.push(start(format!("api-server-{nth}"), *port, nth)?);
        }
        for (nth, port) in ws.iter().enumerate() {
            cluster.ws.push(start(format!("ws-server-{nth}"), *port, nth)?);
        }
        for server in cluster.api.iter_mut().chain(&mut cluster.ws) {
            server.wait_ready()?;
        }
        Ok(cluster)
    }

    /// Where sockets are served: each of them.
    pub fn streaming(&self) -> Vec<String> {
        let sockets = if self.ws.is_empty() { &self.api } else { &self.ws };
        sockets.iter().map(Server::streaming).collect()
    }
}

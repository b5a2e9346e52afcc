//! The servers that are hurt, and how.
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use tokio::time::sleep;
use xtask::infra::{Postgres, RabbitMq, Setup};

use crate::cluster::{Cluster, Server, Shape, snapshots};
use crate::rest::Rest;

/// A cluster with all that it stands on.
#[derive(Debug)]
pub struct Ground {
    // the order matters: servers end before what they stand on
    cluster: Cluster,
    infra: Option<Infra>,
    /// The token of whoever runs the servers, once it was made.
    operator: Option<String>,
    logs: PathBuf,
}

#[derive(Debug)]
struct Infra {
    rabbitmq: RabbitMq,
    postgres: Postgres,
}

/// What is done to them. What is down gets up again within the blow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blow {
    /// `kill -9` of the broker, which stays away for so long.
    BrokerKilled(Duration),
    /// `kill -9` of the database.
    DatabaseKilled(Duration),
    /// `kill -9` of the server that is the relay.
    RelayKilled,
    /// `kill -9` of a server that answers requests, by its number.
    ApiKilled(usize),
    /// `kill -9` of a server that holds sockets, by its number.
    SocketsKilled(usize),
    /// The server that is the relay stands still for so long.
    RelayPaused(Duration),
    /// A server that holds sockets stands still for so long.
    SocketsPaused(usize, Duration),
    /// The broker stands still for so long.
    BrokerPaused(Duration),
    /// The database stands still for so long.
    DatabasePaused(Duration),
}

impl fmt::Display for Blow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BrokerKilled(down) => write!(f, "the broker is killed and away for {down:?}"),
            Self::DatabaseKilled(down) => write!(f, "the database is killed and away for {down:?}"),
            Self::RelayKilled => write!(f, "the relay is killed"),
            Self::ApiKilled(nth) => write!(f, "api-server {nth} is killed"),
            Self::SocketsKilled(nth) => write!(f, "ws-server {nth} is killed"),
            Self::RelayPaused(time) => write!(f, "the relay stands still for {time:?}"),
            Self::SocketsPaused(nth, time) => write!(f, "ws-server {nth} stands still for {time:?}"),
            Self::BrokerPaused(time) => write!(f, "the broker stands still for {time:?}"),
            Self::DatabasePaused(time) => write!(f, "the database stands still for {time:?}"),
        }
    }
}

impl Ground {
    /// Two servers of each kind over a broker and a database of their own, which keep what they confirmed.
    pub fn distributed(logs: &Path) -> io::Result<Self> {
        Self::with(logs, &[])
    }

    /// The same, with these settings.
    pub fn with(logs: &Path, settings: &[(&str, &str)]) -> io::Result<Self> {
        let (postgres, rabbitmq) = std::thread::scope(|scope| {
            let rabbitmq = scope.spawn(|| RabbitMq::start(&Setup::durable()));
            let postgres = Postgres::start(&Setup::durable());
            (postgres, rabbitmq.join())
        });
        let (postgres, rabbitmq) =
            (postgres?, rabbitmq.map_err(|_| io::Error::other("starting RabbitMQ panicked"))??);
        let shape =
            Shape { api: 2, ws: 2, database_url: &postgres.url(), amqp_url: &rabbitmq.url(), logs, settings };
        let infra = Some(Infra { rabbitmq, postgres });
        Ok(Self { cluster: Cluster::distributed(&shape)?, infra, operator: None, logs: logs.to_owned() })
    }

    /// One process that is everything.
    pub fn standalone(logs: &Path) -> io::Result<Self> {
        Ok(Self {
            cluster: Cluster::standalone(logs, &[])?,
            infra: None,
            operator: None,
            logs: logs.to_owned(),
        })
    }

    /// Where servers keep what they log, under the folder for reports.
    #[must_use]
    pub fn logs(reports: &Path, name: &str) -> PathBuf {
        reports.join("faults").join(name)
    }

    /// Where requests are answered.
    pub fn api(&self) -> Vec<String> {
        self.cluster.api.iter().map(|server| server.base.clone()).collect()
    }

    /// Where sockets are.
    pub fn streaming(&self) -> Vec<String> {
        self.cluster.streaming()
    }

    /// The token of somebody who runs the servers.
    pub(crate) fn operator(&mut self) -> io::Result<String> {
        if let Some(token) = &self.operator {
            return Ok(token.clone());
        }
        let person =
            ["--username", "ops", "--email", "ops@rookery.example", "--password", "correct horse battery"];
        self.cluster.operate(&[&["accounts", "create"], &person[..]].concat())?;
        let token = self.cluster.operate(&["tokens", "create", "--username", "ops", "--admin"])?;
        Ok(self.operator.insert(token).clone())
    }

    /// The token of somebody who keeps the shop.
    pub(crate) fn keeper(&mut self) -> io::Result<String> {
        self.operator()?;
        self.cluster.operate(&["accounts", "promote", "--username", "ops", "--role", "admin"])?;
        self.cluster.operate(&["tokens", "create", "--username", "ops"])
    }

    /// Does what an operator asks for beside a server that answers requests, by its number, and gives what was printed.
    pub(crate) fn operate(&self, nth: usize, words: &[&str]) -> io::Result<String> {
        self.cluster.operate_at(nth, words)
    }

    /// Asks all servers that answer requests to stop, and waits until they have.
    pub(crate) fn stop_api(&mut self) -> io::Result<()> {
        const PATIENCE: Duration = Duration::from_secs(30);
        for server in &mut self.cluster.api {
            let _ = server.process.terminate(PATIENCE)?;
        }
        Ok(())
    }

    /// `kill -9` of servers that answer requests, by their numbers; [`Self::heal`] starts them again.
    pub(crate) fn kill_api(&mut self, victims: &[usize]) -> io::Result<()> {
        for nth in victims {
            self.server(true, *nth)?.process.kill9()?;
        }
        Ok(())
    }

    /// How many of the shop's models a server has kept, by its number.
    pub(crate) fn snapshots(&self, nth: usize) -> io::Result<usize> {
        Ok(std::fs::read_dir(snapshots(&self.logs, nth))?.count())
    }

    /// Where a server that holds sockets answers requests, by its number.
    pub(crate) fn sockets_at(&self, nth: usize) -> String {
        self.cluster.ws[nth].base.clone()
    }

    /// KiB of memory that a server holds sockets in, by its number.
    pub(crate) fn memory(&self, nth: usize) -> io::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.cluster.ws[nth].process.pid()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        number.ok_or_else(|| io::Error::other("the system does not say what a process takes"))
    }

    /// What a server that holds sockets counts under a name; nothing counted yet is 0.
    pub(crate) async fn metric(&self, nth: usize, name: &str) -> io::Result<u64> {
        let rest = Rest::new(self.sockets_at(nth));
        let reply = rest.request(reqwest::Method::GET, "/metrics").send().await.map_err(io::Error::other)?;
        let text = reply.text().await.map_err(io::Error::other)?;
        let number = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
        Ok(number.unwrap_or_default())
    }

    /// Asks a server that holds sockets to stop, and waits until it has.
    pub(crate) fn stop_sockets(&mut self, nth: usize, patience: Duration) -> io::Result<ExitStatus> {
        let server = self.server(false, nth)?;
        tokio::task::block_in_place(|| server.process.terminate(patience))
    }

    /// Starts whoever is down, and waits until all are ready.
    pub fn heal(&mut self) -> io::Result<()> {
        tokio::task::block_in_place(|| self.raise())
    }

    fn raise(&mut self) -> io::Result<()> {
        if let Some(Infra { rabbitmq, postgres }) = &mut self.infra {
            rabbitmq.resume()?;
            postgres.resume()?;
        }
        for server in self.cluster.api.iter_mut().chain(&mut self.cluster.ws) {
            if server.process.is_running() {
                server.process.resume()?;
            } else {
                server.process.restart()?;
            }
        }
        for server in self.cluster.api.iter_mut().chain(&mut self.cluster.ws) {
            server.wait_ready()?;
        }
        Ok(())
    }

    /// Strikes, and gives what was struck the time to stand again.
    pub async fn strike(&mut self, blow: Blow) -> io::Result<()> {
        match blow {
            Blow::BrokerKilled(down) => {
                self.infra()?.rabbitmq.kill9()?;
                sleep(down).await;
                let infra = self.infra()?;
                tokio::task::block_in_place(|| infra.rabbitmq.restart())
            }
            Blow::DatabaseKilled(down) => {
                self.infra()?.postgres.kill9()?;
                sleep(down).await;
                let infra = self.infra()?;
                tokio::task::block_in_place(|| infra.postgres.restart())
            }
            Blow::BrokerPaused(time) => {
                self.infra()?.rabbitmq.pause()?;
                sleep(time).await;
                self.infra()?.rabbitmq.resume()
            }
            Blow::DatabasePaused(time) => {
                self.infra()?.postgres.pause()?;
                sleep(time).await;
                self.infra()?.postgres.resume()
            }
            Blow::RelayKilled => {
                let relay = self.relay().await?;
                self.kill(true, relay)
            }
            Blow::ApiKilled(nth) => self.kill(true, nth),
            Blow::SocketsKilled(nth) => self.kill(false, nth),
            Blow::RelayPaused(time) => {
                let relay = self.relay().await?;
                self.pause(true, relay, time).await
            }
            Blow::SocketsPaused(nth, time) => self.pause(false, nth, time).await,
        }
    }

    fn kill(&mut self, api: bool, nth: usize) -> io::Result<()> {
        let server = self.server(api, nth)?;
        server.process.restart()?;
        tokio::task::block_in_place(|| server.wait_ready())
    }

    async fn pause(&mut self, api: bool, nth: usize, time: Duration) -> io::Result<()> {
        self.server(api, nth)?.process.pause()?;
        sleep(time).await;
        self.server(api, nth)?.process.resume()
    }

    fn server(&mut self, api: bool, nth: usize) -> io::Result<&mut Server> {
        let alone = self.cluster.ws.is_empty();
        let servers = if api || alone { &mut self.cluster.api } else { &mut self.cluster.ws };
        servers.get_mut(nth).ok_or_else(|| io::Error::other("there are not so many servers"))
    }

    fn infra(&mut self) -> io::Result<&mut Infra> {
        self.infra.as_mut().ok_or_else(|| io::Error::other("there is neither broker nor database"))
    }

    /// The number of the server that says that it is the relay.
    pub async fn relay(&self) -> io::Result<usize> {
        const PATIENCE: Duration = Duration::from_secs(10);
        let search = async {
            loop {
                for (nth, base) in self.api().into_iter().enumerate() {
                    if leads(&base).await {
                        return nth;
                    }
                }
                sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(PATIENCE, search).await.map_err(|_| io::Error::other("nobody is the relay"))
    }
}

async fn leads(base: &str) -> bool {
    let rest = Rest::new(base);
    let reply = rest.request(reqwest::Method::GET, "/metrics").send().await;
    let Ok(reply) = reply else { return false };
    reply.text().await.is_ok_and(|text| text.lines().any(|line| line == "rookery_relay_leading 1"))
}

//! One of the servers in a process of its own, on a core of its own.
use std::env;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use serde_json::json;
use xtask::infra::{Launch, Process, TempDir, find_program, free_port};

use super::others::{nats, nchan, node};
use crate::Outcome;
use crate::load::{Door, Publication, client_frame};
use crate::measure::SERVER_CORE;

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The raw limit, with frames of this size.
    Limit { message: usize },
    /// The gateway of Rookery, for so many members who show a token each; for anybody if there are none.
    Rookery { members: usize },
    /// The streams of Rookery for Mastodon's clients.
    Streams,
    /// nats-server, over websockets.
    Nats,
    /// nginx with nchan.
    Nchan,
    /// Node with the package ws.
    Node,
}

impl Kind {
    /// The gateway as anybody may use it.
    pub(crate) const ROOKERY: Self = Self::Rookery { members: 0 };

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Limit { .. } => "limit-b",
            Self::Rookery { .. } => "rookery",
            Self::Streams => "rookery's streams",
            Self::Nats => "nats-server",
            Self::Nchan => "nginx + nchan",
            Self::Node => "Node ws",
        }
    }

    /// How one listens to a topic there.
    fn door(self, topic: u32, token: Option<&String>) -> Door {
        match self {
            Self::Limit { .. } => Door::at(format!("/{topic}")),
            Self::Streams => Door::at("/api/v1/streaming?stream=public"),
            Self::Nchan => Door::at(format!("/listen?topic={topic}")),
            Self::Rookery { .. } | Self::Node => {
                let topics = [format!("channel:update.{topic}")];
                let listen = json!({ "type": "LISTEN", "data": { "topics": topics, "auth_token": token } });
                let says = client_frame(&listen.to_string());
                Door { target: "/pubsub".to_owned(), says, heard: br#""error":"""# }
            }
            Self::Nats => {
                let says = format!("CONNECT {{\"verbose\":false}}\r\nSUB t{topic} 1\r\nPING\r\n");
                Door { target: "/".to_owned(), says: client_frame(&says), heard: b"PONG\r\n" }
            }
        }
    }
}

/// A running server, and the way to publish on it.
#[derive(Debug)]
pub(crate) struct Peer {
    kind: Kind,
    process: Process,
    address: SocketAddr,
    control: TcpStream,
    tokens: Vec<String>,
    _files: TempDir,
}

impl Peer {
    pub(crate) fn start(kind: Kind) -> Outcome<Self> {
        let [address, control] =
            [free_port(), free_port()].map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
        let files = TempDir::new("bench-peer")?;
        let tokens = files.path().join("tokens");
        let launch = match kind {
            Kind::Limit { message } => {
                ours("limit", address, control)?.args(["--message".to_owned(), message.to_string()])
            }
            Kind::Rookery { members } => ours("hub", address, control)?
                .args(["--members".to_owned(), members.to_string()])
                .args(["--tokens".into(), tokens.clone().into_os_string()]),
            Kind::Streams => ours("hub", address, control)?.arg("--posts"),
            Kind::Nats => nats(address, control, files.path())?,
            Kind::Nchan => nchan(address, files.path())?,
            Kind::Node => node(address, control)?,
        };
        let mut process = Process::start(launch)?;
        let control = reach(&mut process, if kind == Kind::Nchan { address } else { control })?;
        control.set_nodelay(true)?;
        let tokens = match kind {
            Kind::Rookery { .. } => std::fs::read_to_string(tokens)?.lines().map(ToOwned::to_owned).collect(),
            _ => vec![],
        };
        let mut this = Self { kind, process, address, control, tokens, _files: files };
        this.greet()?;
        Ok(this)
    }

    /// Says what a publisher has to say first, and never looks at what it is told.
    fn greet(&mut self) -> Outcome<()> {
        if self.kind == Kind::Nats {
            self.control.write_all(b"CONNECT {\"verbose\":false}\r\n")?;
        }
        if matches!(self.kind, Kind::Nats | Kind::Nchan) {
            let mut answers = self.control.try_clone()?;
            thread::spawn(move || {
                let mut buffer = [0; 16 * 1024];
                while answers.read(&mut buffer).is_ok_and(|read| read > 0) {}
            });
        }
        Ok(())
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.pid()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How the next one listens to a topic: each shows another token.
    pub(crate) fn door(&self, topic: u32, listener: usize) -> Door {
        self.kind.door(topic, self.tokens.get(listener))
    }

    /// Has these published, as one piece.
    pub(crate) fn publish(&mut self, publications: &[Publication]) -> Outcome<()> {
        let piece: Vec<u8> = publications.iter().flat_map(|&one| self.wire(one)).collect();
        Ok(self.control.write_all(&piece)?)
    }

    /// A publication as the server takes it.
    fn wire(&self, publication: Publication) -> Vec<u8> {
        let (topic, message) = (publication.topic, || publication.message());
        match self.kind {
            Kind::Nats => format!("PUB t{topic} {}\r\n{}\r\n", Publication::SIZE, message()).into_bytes(),
            Kind::Nchan => format!(
                "POST /publish?topic={topic} HTTP/1.1\r\nHost: bench\r\nContent-Length: {}\r\n\r\n{}",
                Publication::SIZE,
                message()
            )
            .into_bytes(),
            _ => publication.raw().to_vec(),
        }
    }
}

/// This program, run again as a server.
fn ours(name: &str, address: SocketAddr, control: SocketAddr) -> io::Result<Launch> {
    let places = ["--listen".to_owned(), address.to_string(), "--control".to_owned(), control.to_string()];
    Ok(alone(&env::current_exe()?).arg(name).args(places).in_sight())
}

/// A program on the core of servers.
pub(super) fn alone(program: &Path) -> Launch {
    match find_program("taskset") {
        Some(taskset) => Launch::of(taskset).args(["-c", &SERVER_CORE.to_string()]).arg(program),
        None => Launch::of(program),
    }
}

/// A program of ours on the core of servers, its log in a file.
pub(crate) fn beside(program: &Path, log: &Path) -> Launch {
    alone(program).log(log)
}

fn reach(process: &mut Process, address: SocketAddr) -> Outcome<TcpStream> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        match TcpStream::connect(address) {
            Ok(stream) => return Ok(stream),
            Err(error) if Instant::now() > deadline => return Err(error.into()),
            Err(_) => {}
        }
        if let Some(status) = process.ended() {
            return Err(format!("the server ended early ({status})").into());
        }
        sleep(Duration::from_millis(20));
    }
}

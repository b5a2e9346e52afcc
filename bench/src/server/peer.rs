//! One of our servers in a process of its own, on a core of its own.
use std::env;
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use xtask::infra::{Launch, Process, find_program, free_port};

use crate::Outcome;
use crate::load::Mark;
use crate::measure::SERVER_CORE;

/// Where one listens to everything; the limit takes any address for it.
pub(crate) const EVERYTHING: &str = "/api/v1/streaming?stream=public";

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The raw limit, with messages of this size.
    Limit { message: usize },
    /// The streaming server of Rookery.
    Rookery,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Limit { .. } => "limit-b",
            Self::Rookery => "rookery",
        }
    }

    fn args(self) -> Vec<String> {
        match self {
            Self::Limit { message } => vec!["limit".to_owned(), "--message".to_owned(), message.to_string()],
            Self::Rookery => vec!["hub".to_owned()],
        }
    }
}

/// A running server, and the way to publish on it.
#[derive(Debug)]
pub(crate) struct Peer {
    process: Process,
    address: SocketAddr,
    control: TcpStream,
}

impl Peer {
    pub(crate) fn start(kind: Kind) -> Outcome<Self> {
        let [address, control] =
            [free_port(), free_port()].map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
        let places =
            ["--listen".to_owned(), address.to_string(), "--control".to_owned(), control.to_string()];
        let launch = alone(&env::current_exe()?).args(kind.args()).args(places).in_sight();
        let mut process = Process::start(launch)?;
        let control = reach(&mut process, control)?;
        control.set_nodelay(true)?;
        Ok(Self { process, address, control })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.pid()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Has these published, as one piece.
    pub(crate) fn publish(&mut self, marks: &[Mark]) -> Outcome<()> {
        let raw: Vec<u8> = marks.iter().flat_map(|mark| mark.raw()).collect();
        Ok(self.control.write_all(&raw)?)
    }
}

/// A program on the core of servers.
fn alone(program: &Path) -> Launch {
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

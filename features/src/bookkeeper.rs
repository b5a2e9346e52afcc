//! Whoever keeps the shop's books elsewhere: is called about orders, sees who calls, and writes down what was said.
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use adapter_local::SystemEntropy;
use adapter_webhook::Keys;
use serde_json::Value;
use service::Entropy;
use tokio::sync::watch;
use tokio::time::timeout;

/// How long they wait for somebody to say something.
const PATIENCE: Duration = Duration::from_secs(30);
/// Seconds that a message may be old.
const OLDEST: i64 = 300;

/// The one of this run: all servers tell them.
static OURS: LazyLock<io::Result<Bookkeeper>> = LazyLock::new(Bookkeeper::open);

/// Whoever keeps the books, for as long as the run lasts.
#[derive(Debug)]
pub struct Bookkeeper {
    address: SocketAddr,
    calls: watch::Sender<Vec<Called>>,
    /// They are in trouble when they are told of one of these, once each.
    trouble: Mutex<Vec<String>>,
}

/// What they were told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// What it is known by.
    pub id: String,
    /// What happened.
    pub kind: String,
    /// To which order.
    pub order: String,
    /// How that stood then.
    pub state: String,
    /// Whether they took it.
    pub is_taken: bool,
}

impl Bookkeeper {
    /// What they know who calls by.
    pub const SECRET: &str = "whsec_cm9va3Mga2VlcCB0aGVpciBib29rcyBoZXJl";

    /// The one of this run, who listens from now on.
    pub fn ours() -> io::Result<&'static Self> {
        let ours = OURS.as_ref().map_err(|error| io::Error::other(error.to_string()))?;
        Ok(ours)
    }

    /// Where they are called.
    pub fn url(&self) -> String {
        format!("http://{}/books", self.address)
    }

    /// They are in trouble when they are told of something the next time.
    pub fn is_in_trouble_with(&self, word: String) {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).push(word);
    }

    /// All that they were told of an order, as soon as they have taken so much of it; or what there was after a while.
    pub async fn told_of(&self, order: &str, taken: usize) -> Vec<Called> {
        let about = |calls: &Vec<Called>| -> Vec<Called> {
            calls.iter().filter(|call| call.order == order).cloned().collect()
        };
        let is_enough = |calls: &Vec<Called>| Self::taken(&about(calls)).len() >= taken;
        let mut calls = self.calls.subscribe();
        // whether it came or not, what there is is looked at
        let _ = timeout(PATIENCE, calls.wait_for(is_enough)).await;
        about(&self.calls.borrow())
    }

    /// What they took of that, each once: they may be told of it again.
    pub fn taken(told: &[Called]) -> Vec<&Called> {
        let mut seen = BTreeSet::new();
        told.iter().filter(|call| call.is_taken && seen.insert(&call.id)).collect()
    }

    fn open() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                // whoever says nothing keeps nobody else waiting, and whoever breaks off is gone
                thread::spawn(move || Self::ours().and_then(|ours| ours.hear(socket)));
            }
        });
        Ok(Self { address, calls: watch::Sender::default(), trouble: Mutex::default() })
    }

    fn hear(&self, mut socket: TcpStream) -> io::Result<()> {
        socket.set_read_timeout(Some(PATIENCE))?;
        let (head, body) = request(&socket)?;
        let status = match is_theirs(&head, &body) {
            false => "401 Unauthorized",
            true if self.takes(&head, &body) => "204 No Content",
            true => "500 Internal Server Error",
        };
        write!(socket, "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
    }

    /// Writes it down; whether it is taken.
    fn takes(&self, head: &BTreeMap<String, String>, body: &[u8]) -> bool {
        let said: Value = serde_json::from_slice(body).unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let words = String::from_utf8_lossy(body);
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        let found = trouble.iter().position(|word| words.contains(word));
        let is_taken = found.map(|nth| trouble.swap_remove(nth)).is_none();
        let called = Called {
            id: head.get("webhook-id").cloned().unwrap_or_default(),
            kind: text(&said["type"]),
            order: text(&said["data"]["id"]),
            state: text(&said["data"]["state"]),
            is_taken,
        };
        self.calls.send_modify(|calls| calls.push(called));
        is_taken
    }
}

/// The fields of a request, and what it says.
fn request(socket: &TcpStream) -> io::Result<(BTreeMap<String, String>, Vec<u8>)> {
    let mut reader = BufReader::new(socket);
    let mut head = BTreeMap::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            head.insert(name.to_lowercase(), value.trim().to_owned());
        }
    }
    let length = head.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok((head, body))
}

/// Whether a message is from whom we know, and of now.
fn is_theirs(head: &BTreeMap<String, String>, body: &[u8]) -> bool {
    let field = |name: &str| head.get(name).map_or("", String::as_str);
    let (id, seconds) = (field("webhook-id"), field("webhook-timestamp"));
    let Ok(keys) = Bookkeeper::SECRET.parse::<Keys>() else { return false };
    let now = SystemEntropy.now().as_second();
    let is_of_now = seconds.parse::<i64>().is_ok_and(|sent| (now - OLDEST..=now + OLDEST).contains(&sent));
    is_of_now && keys.sign(id, seconds, body) == field("webhook-signature")
}

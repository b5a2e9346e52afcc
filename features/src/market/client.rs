//! Somebody at the shop: they ask one server, and another one if it does not answer, until somebody says what became of it.
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::Value;
use tokio::time::sleep;

use crate::rest::Rest;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long they ask again.
const STAMINA: Duration = Duration::from_mins(1);
/// Between two attempts.
const BREATH: Duration = Duration::from_millis(50);

/// Where an answer says what it follows from, and where a client says what it has seen already.
const POSITION: &str = "x-shop-position";
const AT_LEAST: &str = "if-position-at-least";

/// Somebody with a token.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    servers: Vec<Rest>,
    bearer: String,
    /// The server that they ask first.
    home: usize,
    /// The place of the last event that they know of.
    seen: Arc<AtomicU64>,
}

/// What they want.
#[derive(Debug, Clone)]
pub(crate) struct Wanted<'a> {
    pub(crate) method: Method,
    pub(crate) path: &'a str,
    /// The name of this attempt.
    pub(crate) key: Option<&'a str>,
    pub(crate) body: Option<Value>,
}

/// What they were told.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Said {
    /// What a problem is called.
    pub(crate) fn code(&self) -> String {
        let code = self.body["code"].as_str().map(str::to_owned);
        code.unwrap_or_else(|| format!("{} {}", self.status, self.body))
    }
}

impl Client {
    pub(crate) fn new(servers: &[Rest], bearer: &str, home: usize) -> Self {
        let home = home % servers.len().max(1);
        Self { servers: servers.to_vec(), bearer: bearer.to_owned(), home, seen: Arc::default() }
    }

    /// Somebody else, who knows all that this one has seen.
    pub(crate) fn person(&self, bearer: &str, home: usize) -> Self {
        Self { bearer: bearer.to_owned(), ..self.beside(home) }
    }

    /// The place of the last event that they know of.
    pub(crate) fn position(&self) -> u64 {
        self.seen.load(Ordering::Relaxed)
    }

    /// The same person at another server; what one has seen the other has too.
    pub(crate) fn beside(&self, home: usize) -> Self {
        Self { home: home % self.servers.len().max(1), ..self.clone() }
    }

    /// Asks until there is an answer that says what became of it; nothing if there is none for too long.
    pub(crate) async fn ask(&self, wanted: &Wanted<'_>) -> Option<Said> {
        let end = Instant::now() + STAMINA;
        for attempt in 0.. {
            let server = &self.servers[(self.home + attempt) % self.servers.len()];
            if let Some(said) = self.once(server, wanted).await {
                return Some(said);
            }
            if Instant::now() > end {
                break;
            }
            sleep(BREATH).await;
        }
        None
    }

    /// What is read, which has to be there.
    pub(crate) async fn read(&self, path: &str) -> io::Result<Value> {
        let said = self.ask(&Wanted { method: Method::GET, path, key: None, body: None }).await;
        accepted(path, said)
    }

    /// What is done, which has to be possible.
    pub(crate) async fn put(&self, path: &str, body: Value) -> io::Result<Value> {
        let said = self.ask(&Wanted { method: Method::PUT, path, key: None, body: Some(body) }).await;
        accepted(path, said)
    }

    async fn once(&self, server: &Rest, wanted: &Wanted<'_>) -> Option<Said> {
        let Wanted { method, path, key, body } = wanted;
        let mut request = server.request(method.clone(), path).timeout(PATIENCE).bearer_auth(&self.bearer);
        if *method == Method::GET {
            request = request.header(AT_LEAST, self.position());
        }
        if let Some(key) = key {
            request = request.header("Idempotency-Key", *key);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = server.answer(request, path).await.ok()?;
        let status = answer.status().as_u16();
        let position = answer.headers().get(POSITION).and_then(|value| value.to_str().ok()?.parse().ok());
        let body = serde_json::from_str(&answer.text().await.ok()?).ok()?;
        // whoever says that they can't has not said what became of it
        if status >= 500 {
            return None;
        }
        self.seen.fetch_max(position.unwrap_or_default(), Ordering::Relaxed);
        Some(Said { status, body })
    }
}

fn accepted(path: &str, said: Option<Said>) -> io::Result<Value> {
    match said {
        Some(said) if (200..300).contains(&said.status) => Ok(said.body),
        Some(said) => Err(io::Error::other(format!("{path}: {} {}", said.status, said.body))),
        None => Err(io::Error::other(format!("{path}: no answer"))),
    }
}

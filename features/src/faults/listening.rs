//! Those who listen, come back wherever they were cut off, and write down all that came.
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::realtime::Cursor;
use ledger::{End, Id, Kind, Position, Session, Start, Stream};
use serde_json::Value;
use tokio::time::{sleep, timeout};

use super::writing::key_in;
use crate::listener::{Frame, Heard, Listener, Token, Wish};

/// How long somebody waits before coming back.
const BREATH: Duration = Duration::from_millis(100);
/// How long somebody waits for a connection, and for its first word.
const PATIENCE: Duration = Duration::from_secs(3);

/// Somebody who listens to one stream.
#[derive(Debug, Clone)]
pub(super) struct Listening {
    pub(super) name: String,
    /// On whose behalf: the number of a reader.
    pub(super) reader: Option<usize>,
    pub(super) bearer: Option<String>,
    /// `public`, `user`, `hashtag`.
    pub(super) stream: &'static str,
    pub(super) tag: Option<&'static str>,
    /// Where they listen, each in turn.
    pub(super) servers: Vec<String>,
    /// Where they begin; nothing for "from now".
    pub(super) since: Option<Cursor>,
    /// How long they keep a connection.
    pub(super) stay: Duration,
}

/// What came to somebody.
#[derive(Debug, Default)]
pub(super) struct Notebook {
    notes: Mutex<Notes>,
    over: AtomicBool,
}

/// What came to somebody, so far.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) sessions: Vec<Session>,
    /// What came with a position: what it says about the log.
    pub(super) seen: Vec<Seen>,
    /// When something came first.
    pub(super) came: BTreeMap<Id, Instant>,
    /// Where somebody wanted to go on and was refused.
    pub(super) refused: Vec<Position>,
    /// Where they stand.
    pub(super) cursor: Option<Cursor>,
}

/// A line of the log, as somebody was told it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) position: Position,
    pub(super) kind: Kind,
    pub(super) id: Id,
    /// By what its writer finds it again.
    pub(super) key: Option<String>,
}

impl Notebook {
    pub(super) fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// They leave when they next look up.
    pub(super) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }
}

impl Listening {
    pub(super) async fn listen(self, notebook: Arc<Notebook>) {
        let mut turn = self.name.len();
        while !notebook.is_over() {
            let since = notebook.notes().cursor.or(self.since);
            let server = &self.servers[turn % self.servers.len()];
            if let Ok(Ok(listener)) = timeout(PATIENCE, Listener::open(server, &self.wish(since))).await {
                self.hear(listener, since, &notebook).await;
            }
            turn += 1;
            sleep(BREATH).await;
        }
    }

    fn wish(&self, since: Option<Cursor>) -> Wish {
        Wish {
            stream: self.stream.to_owned(),
            tag: self.tag.map(str::to_owned),
            since: Some(since.map(|since| since.to_string()).unwrap_or_default()),
            token: self.bearer.clone().map(Token::Header),
            ..Wish::default()
        }
    }

    async fn hear(&self, mut listener: Listener, since: Option<Cursor>, notebook: &Notebook) {
        let leaves = Instant::now() + self.stay;
        let Ok(Heard::Frame(greeting)) = timeout(PATIENCE, listener.next()).await else { return };
        let Some(cursor) = position_in(&greeting) else { return };
        notebook.notes().begin(greeting.event == "resumed", since, cursor);
        while !notebook.is_over() && Instant::now() < leaves {
            match timeout(BREATH, listener.next()).await {
                Ok(Heard::Frame(frame)) => notebook.notes().take(&frame, &self.ledger_stream()),
                Ok(Heard::Complaint(_)) | Err(_) => {}
                Ok(Heard::Closed(_)) => return,
            }
        }
    }

    /// What the stream is called in the ledger: each home is one of its own.
    pub(super) fn ledger_stream(&self) -> Stream {
        match self.reader {
            Some(reader) if self.stream == "user" => format!("home:{reader}").into(),
            _ => self.stream.into(),
        }
    }
}

impl Notes {
    fn begin(&mut self, resumed: bool, since: Option<Cursor>, cursor: Cursor) {
        let here = Position(cursor.position.number());
        let start = match since {
            Some(since) if resumed => Start::After(Position(since.position.number())),
            _ => Start::Now { not_before: here, not_after: here },
        };
        if !resumed {
            self.refused.extend(since.map(|since| Position(since.position.number())));
        }
        self.cursor = Some(if resumed { since.unwrap_or(cursor) } else { cursor });
        self.sessions.push(Session { start, frames: Vec::new(), end: End::Cut });
    }

    fn take(&mut self, frame: &Frame, stream: &Stream) {
        let told = match frame.event.as_str() {
            "update" => serde_json::from_str::<Value>(&frame.payload).ok().and_then(|status| {
                let id = status["id"].as_str()?.parse().ok()?;
                Some((Kind::Update, id, status["content"].as_str().and_then(key_in).map(str::to_owned)))
            }),
            "delete" => frame.payload.parse().ok().map(|id| (Kind::Delete, id, None)),
            _ => None,
        };
        let Some((kind, id, key)) = told else { return };
        let cursor: Option<Cursor> = frame.position.as_ref().and_then(|position| position.parse().ok());
        let position = cursor.map(|cursor| Position(cursor.position.number()));
        self.cursor = cursor.or(self.cursor);
        if kind == Kind::Update {
            self.came.entry(id).or_insert_with(Instant::now);
        }
        self.seen.extend(position.map(|position| Seen { position, kind, id, key }));
        if let Some(session) = self.sessions.last_mut() {
            session.frames.push(ledger::Frame { kind, id, position, stream: Some(stream.clone()) });
        }
    }
}

/// Where a greeting says that one stands.
fn position_in(greeting: &Frame) -> Option<Cursor> {
    let payload: Value = serde_json::from_str(&greeting.payload).ok()?;
    payload["position"].as_str()?.parse().ok()
}

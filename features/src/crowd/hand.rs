//! Those who write: posts, what is on in channels, what is said in rooms, and what whoever runs the servers tells.
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ledger::{Id, Key, Operation, Outcome, Viewer};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Error;

use super::ear::{Ear, MARK, named, said};
use super::square::{Square, home};
use crate::dice::Dice;
use crate::rest::{Ask, Reply, Rest};

/// How long somebody waits for an answer.
const PATIENCE: Duration = Duration::from_secs(4);
/// How long before another attempt, the first time.
const BREATH: Duration = Duration::from_millis(20);
/// Attempts at one thing.
const ATTEMPTS: u32 = 12;

/// What is known of something before it is sent.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// The topics on which it is told.
    pub(crate) streams: Vec<String>,
    /// Who may hear it, if not everybody may.
    pub(crate) only: Option<BTreeSet<Viewer>>,
}

/// All that was written in a round.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pages: Mutex<Pages>,
    over: AtomicBool,
    /// What was told by PUBLISH, and answered.
    published: AtomicUsize,
}

#[derive(Debug, Default)]
pub(crate) struct Pages {
    pub(crate) operations: Vec<Operation>,
    pub(crate) drafts: HashMap<String, Draft>,
    pub(crate) acknowledged: Vec<Instant>,
}

impl Written {
    pub(crate) fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many things were told by PUBLISH, and answered.
    pub(crate) fn published(&self) -> usize {
        self.published.load(Ordering::Relaxed)
    }

    /// Nobody begins anything new.
    pub(crate) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

impl Pages {
    fn published(&mut self, key: &str, id: Option<Id>) {
        let outcome = id.map_or(Outcome::Info, Outcome::Ok);
        self.operations.push(Operation::Publish { key: Key::from(key), outcome });
        self.acknowledged.extend(id.map(|_| Instant::now()));
    }
}

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// A post, for followers only or for everybody.
    Post { private: bool },
    /// Something else is on in the channel.
    Present,
    /// Something is said in the room of the channel.
    Say,
    /// Whoever runs the servers tells something on a topic of the channel; so many bytes longer than it has to be.
    Announce { padding: usize },
}

/// Somebody who writes.
#[derive(Debug, Clone)]
pub(crate) struct Hand {
    /// What makes their keys unlike those of others.
    pub(crate) name: String,
    pub(crate) square: Arc<Square>,
    pub(crate) servers: Vec<Rest>,
    /// Where the gateways are.
    pub(crate) sockets: Vec<String>,
    pub(crate) written: Arc<Written>,
    pub(crate) pace: Duration,
    pub(crate) dice: Dice,
}

impl Hand {
    /// Writes until the round ends; now and then takes something back.
    pub(crate) async fn write(mut self) {
        let (mut posts, mut messages) = (vec![], vec![]);
        for count in 0.. {
            if self.written.over.load(Ordering::Relaxed) {
                return;
            }
            let writer = self.dice.place(self.square.writers.len());
            let deed = match self.dice.below(20) {
                0..7 => Deed::Post { private: false },
                7..9 => Deed::Post { private: true },
                9..13 => Deed::Present,
                13..17 => Deed::Say,
                _ => Deed::Announce { padding: 0 },
            };
            let key = format!("{MARK}{}-{count}", self.name);
            let (id, clean) = self.act(deed, writer, &key).await;
            match deed {
                Deed::Post { .. } => posts.extend(id.filter(|_| clean).map(|id| (writer, id))),
                Deed::Say => messages.extend(id.filter(|_| clean).map(|id| (writer, id))),
                Deed::Present | Deed::Announce { .. } => {}
            }
            if count % 9 == 8 {
                if let Some((writer, id)) = taken(&mut posts) {
                    self.undo(writer, id, format!("/api/v1/statuses/{id}")).await;
                }
                if let Some((writer, id)) = taken(&mut messages) {
                    let (room, message) = (&self.square.writers[writer].id, id.0 & !said(0).0);
                    let path = format!("/api/rookery/v1/channels/{room}/messages/{message}");
                    self.undo(writer, id, path).await;
                }
            }
            sleep(self.pace).await;
        }
    }

    /// Tells things on the first channel until the round ends.
    pub(crate) async fn keep_announcing(self, padding: usize) {
        for count in 0.. {
            if self.written.over.load(Ordering::Relaxed) {
                return;
            }
            let key = format!("{MARK}{}-{count}", self.name);
            self.act(Deed::Announce { padding }, 0, &key).await;
            sleep(self.pace).await;
        }
    }

    /// Does something under a key; gives its id, and whether the first attempt was answered: a lost one may still be on its way.
    pub(crate) async fn act(&self, deed: Deed, writer: usize, key: &str) -> (Option<Id>, bool) {
        self.written.pages().drafts.insert(key.to_owned(), self.draft(deed, writer));
        // under the same name by REST it is the same, whatever became of it
        let by_gateway = deed == Deed::Say && key.ends_with(['0', '2', '4', '6', '8']);
        let clean = !by_gateway || self.publish(writer, key).await;
        for attempt in 0..ATTEMPTS {
            let reply = self.ask(deed, writer, key, attempt).await;
            let id = reply.filter(Reply::is_ok).and_then(|reply| id_of(deed, key, &reply.body));
            self.written.pages().published(key, id);
            // what is on has no key: another attempt would be another thing
            if id.is_some() || deed == Deed::Present {
                return (id, clean && attempt == 0);
            }
            sleep(BREATH * (attempt + 1)).await;
        }
        (None, false)
    }

    /// Says something through a gateway, once; gives whether that was answered.
    async fn publish(&self, writer: usize, key: &str) -> bool {
        let [_, room, _] = self.square.channel(writer);
        let said = async {
            let mut ear = Ear::open(&self.sockets[writer % self.sockets.len()], "/pubsub", None).await?;
            let told = ear.publish(&room, key, &self.square.writers[writer].bearer).await?;
            ear.leave().await;
            Ok::<_, Error>(told)
        };
        let told = timeout(PATIENCE, said).await.ok().and_then(Result::ok) == Some(true);
        self.written.published.fetch_add(usize::from(told), Ordering::Relaxed);
        told
    }

    async fn ask(&self, deed: Deed, writer: usize, key: &str, attempt: u32) -> Option<Reply> {
        let by = &self.square.writers[writer];
        let room = &by.id;
        let (method, path, bearer, body) = match deed {
            Deed::Post { private } => {
                let visibility = if private { "private" } else { "public" };
                let body = json!({ "status": key, "visibility": visibility });
                (Method::POST, "/api/v1/statuses".to_owned(), &by.bearer, body)
            }
            Deed::Present => {
                let body = json!({ "title": key, "category": "caws", "live": true });
                (Method::PUT, "/api/rookery/v1/channel".to_owned(), &by.bearer, body)
            }
            Deed::Say => {
                let path = format!("/api/rookery/v1/channels/{room}/messages");
                (Method::POST, path, &by.bearer, json!({ "text": key, "id": key }))
            }
            Deed::Announce { padding } => {
                let message =
                    json!({ "type": "crow", "data": { "key": key, "padding": "x".repeat(padding) } });
                let body = json!({ "topic": format!("channel:update.{room}"), "message": message.to_string(), "id": key });
                let path = "/api/rookery/v1/admin/gateway/publish".to_owned();
                (Method::POST, path, &self.square.operator, body)
            }
        };
        let server = &self.servers[(writer + attempt as usize) % self.servers.len()];
        let request =
            server.request(method, &path).bearer_auth(bearer).header("Idempotency-Key", key).json(&body);
        timeout(PATIENCE, server.send(request, &path)).await.ok().and_then(Result::ok)
    }

    async fn undo(&self, writer: usize, id: Id, path: String) {
        let bearer = &self.square.writers[writer].bearer;
        for attempt in 0..ATTEMPTS {
            let server = &self.servers[(writer + attempt as usize) % self.servers.len()];
            let asked = timeout(PATIENCE, server.delete(&path, Ask::by(Some(bearer)))).await;
            let outcome = match asked.ok().and_then(Result::ok).map(|reply| reply.status) {
                Some(200..300) => Outcome::Ok(()),
                Some(404) => Outcome::Fail,
                _ => Outcome::Info,
            };
            self.written.pages().operations.push(Operation::Delete { id, outcome });
            if outcome != Outcome::Info {
                return;
            }
            sleep(BREATH * (attempt + 1)).await;
        }
    }

    /// What is known of a deed before it is done.
    pub(crate) fn draft(&self, deed: Deed, writer: usize) -> Draft {
        let [update, room, posts] = self.square.channel(writer);
        let homes = || self.square.followers(writer).map(home);
        let (streams, only) = match deed {
            Deed::Post { private: true } => {
                let followers = self.square.followers(writer).map(|reader| reader.id.as_str().into());
                (homes().collect(), Some(followers.collect()))
            }
            Deed::Post { private: false } => {
                (homes().chain(["timeline:public".to_owned(), posts]).collect(), None)
            }
            Deed::Present | Deed::Announce { .. } => (vec![update, "channel:update".to_owned()], None),
            Deed::Say => (vec![room], None),
        };
        Draft { streams, only }
    }
}

/// One from the middle.
fn taken<T>(of: &mut Vec<T>) -> Option<T> {
    if of.is_empty() { None } else { Some(of.remove(of.len() / 2)) }
}

fn id_of(deed: Deed, key: &str, body: &Value) -> Option<Id> {
    let id = body["id"].as_str();
    match deed {
        Deed::Post { .. } => id?.parse().ok(),
        Deed::Say => id?.parse().ok().map(said),
        Deed::Announce { .. } => id.map(named),
        Deed::Present => Some(named(key)),
    }
}

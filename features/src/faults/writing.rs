//! Those who write, as fast as they are answered, and retry by the same key whatever was not answered.
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ledger::{Id, Outcome};
use serde_json::json;
use tokio::time::{sleep, timeout};

use super::town::Person;
use crate::rest::{Ask, Reply, Rest};

/// The tag under which some posts are.
pub(super) const TAG: &str = "rooks";
/// What each key begins with, so that it is found in a text.
const MARK: &str = "caw-";
/// How long somebody waits for an answer.
const PATIENCE: Duration = Duration::from_secs(4);
const PACE: Duration = Duration::from_millis(15);
/// Attempts at one post.
const ATTEMPTS: u32 = 12;

/// What is known of a post before it is sent.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// Who wrote it, by their number.
    pub(super) writer: usize,
    pub(super) private: bool,
    pub(super) tagged: bool,
}

/// What somebody did, and what they were answered.
#[derive(Debug, Clone)]
pub(super) enum Act {
    Publish { key: String, outcome: Outcome<Id> },
    Delete { id: Id, outcome: Outcome<()> },
}

/// All that was written in a round.
#[derive(Debug, Default)]
pub(super) struct Written {
    state: Mutex<Pages>,
    over: AtomicBool,
}

#[derive(Debug, Default)]
pub(super) struct Pages {
    pub(super) acts: Vec<Act>,
    pub(super) drafts: BTreeMap<String, Draft>,
    /// When which post was acknowledged.
    pub(super) acknowledged: BTreeMap<Id, Instant>,
}

impl Written {
    pub(super) fn pages(&self) -> MutexGuard<'_, Pages> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nobody begins anything new.
    pub(super) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

impl Pages {
    fn published(&mut self, key: &str, id: Option<Id>) {
        self.acts.push(Act::Publish { key: key.to_owned(), outcome: id.map_or(Outcome::Info, Outcome::Ok) });
        if let Some(id) = id {
            self.acknowledged.entry(id).or_insert_with(Instant::now);
        }
    }
}

/// Somebody who writes.
pub(super) struct Writer {
    pub(super) nth: usize,
    pub(super) person: Person,
    pub(super) servers: Vec<Rest>,
    pub(super) written: Arc<Written>,
    /// What makes keys of this round unlike those of others.
    pub(super) round: String,
}

impl Writer {
    /// Writes until the round ends; now and then takes something back.
    pub(super) async fn write(self) {
        let mut own: Vec<Id> = Vec::new();
        for count in 0.. {
            if self.written.over.load(Ordering::Relaxed) {
                return;
            }
            let draft = Draft { writer: self.nth, private: count % 7 == 3, tagged: count % 2 == 0 };
            let (id, clean) =
                self.publish(&format!("{MARK}{}-{}-{count}", self.round, self.nth), draft).await;
            own.extend(id.filter(|_| clean));
            if count % 9 == 8 && !own.is_empty() {
                self.delete(own.remove(own.len() / 2)).await;
            }
            sleep(PACE).await;
        }
    }

    /// Publishes; gives the id, and whether the first attempt was answered: a lost one may still be on its way.
    pub(super) async fn publish(&self, key: &str, draft: Draft) -> (Option<Id>, bool) {
        let tag = if draft.tagged { format!(" #{TAG}") } else { String::new() };
        let visibility = if draft.private { "private" } else { "public" };
        let body = json!({ "status": format!("{key}{tag}"), "visibility": visibility });
        self.written.pages().drafts.insert(key.to_owned(), draft);
        for attempt in 0..ATTEMPTS {
            let ask = Ask { key: Some(key), ..Ask::by(Some(&self.person.bearer)).with(body.clone()) };
            let server = self.server(attempt);
            let reply =
                timeout(PATIENCE, server.post("/api/v1/statuses", ask)).await.ok().and_then(Result::ok);
            let id = reply.as_ref().filter(|reply| reply.is_ok()).and_then(id_of);
            self.written.pages().published(key, id);
            if id.is_some() {
                return (id, attempt == 0);
            }
            sleep(PACE * (attempt + 1)).await;
        }
        (None, false)
    }

    async fn delete(&self, id: Id) {
        for attempt in 0..ATTEMPTS {
            let ask = Ask::by(Some(&self.person.bearer));
            let path = format!("/api/v1/statuses/{id}");
            let reply =
                timeout(PATIENCE, self.server(attempt).delete(&path, ask)).await.ok().and_then(Result::ok);
            let outcome = match reply.map(|reply| reply.status) {
                Some(200..300) => Outcome::Ok(()),
                Some(404) => Outcome::Fail,
                _ => Outcome::Info,
            };
            self.written.pages().acts.push(Act::Delete { id, outcome });
            if outcome != Outcome::Info {
                return;
            }
            sleep(PACE * (attempt + 1)).await;
        }
    }

    fn server(&self, attempt: u32) -> &Rest {
        &self.servers[(self.nth + attempt as usize) % self.servers.len()]
    }
}

fn id_of(reply: &Reply) -> Option<Id> {
    reply.body["id"].as_str()?.parse().ok()
}

/// The key in what a post says.
pub(super) fn key_in(content: &str) -> Option<&str> {
    content.split(|c: char| c.is_whitespace() || "<>".contains(c)).find(|word| word.starts_with(MARK))
}

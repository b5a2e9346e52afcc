//! One of thousands who watch how much is left of something, and go on wherever they were cut off.
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::crowd::{Answer, Ear};
use crate::dice::Dice;

/// How long a connection, and an answer, may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long somebody waits before coming back, at least, in milliseconds.
const BREATH: u64 = 100;

/// Somebody who watches.
#[derive(Debug, Clone)]
pub(crate) struct Watcher {
    /// What.
    pub(crate) topics: Vec<String>,
    /// Servers, the next of which is tried each time.
    pub(crate) servers: Vec<String>,
    pub(crate) dice: Dice,
    /// Turns true when all is over.
    pub(crate) over: watch::Receiver<bool>,
}

/// What somebody was shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watched {
    notes: Arc<Mutex<Notes>>,
}

/// What they wrote down.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notes {
    /// The place among all that happened in the shop, and how many were left.
    pub(crate) left: Vec<(u64, u64)>,
    /// Posts, by their ids.
    pub(crate) posts: Vec<String>,
    /// What went wrong.
    pub(crate) faults: Vec<String>,
    /// How often they were let in.
    pub(crate) connections: usize,
    since: BTreeMap<String, String>,
}

impl Watched {
    pub(crate) fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Deserialize)]
struct Frame {
    data: Told,
}

#[derive(Deserialize)]
struct Told {
    topic: String,
    message: String,
    position: Option<String>,
}

#[derive(Deserialize)]
struct Inner {
    r#type: String,
    data: Stock,
}

/// What there may be in a message.
#[derive(Deserialize)]
struct Stock {
    #[serde(default)]
    id: String,
    #[serde(default)]
    available: u64,
    #[serde(default)]
    position: u64,
}

impl Watcher {
    /// Watches until all is over. They begin within so many milliseconds.
    pub(crate) async fn watch(mut self, watched: Watched, within: u64) {
        sleep(Duration::from_millis(self.dice.below(within))).await;
        let mut turn = self.dice.place(self.servers.len());
        while !*self.over.borrow() {
            let server = self.servers[turn % self.servers.len()].clone();
            turn += 1;
            if let Ok(Some(ear)) = timeout(PATIENCE, self.open(&server, &watched)).await {
                self.look(ear, &watched).await;
            }
            sleep(Duration::from_millis(BREATH + self.dice.below(BREATH))).await;
        }
    }

    async fn open(&self, server: &str, watched: &Watched) -> Option<Ear> {
        let since = watched.notes().since.clone();
        let mut ear = Ear::open(server, "/pubsub", None).await.ok()?;
        let answer = ear.listen(&self.topics, None, &since).await.ok()?;
        let mut notes = watched.notes();
        match answer {
            Answer::Granted(standings) => {
                for standing in standings {
                    if since.contains_key(&standing.topic) && standing.recovered == Some(false) {
                        notes.faults.push(format!("{} could not go on", standing.topic));
                    }
                    notes.since.entry(standing.topic).or_insert(standing.position);
                }
                notes.connections += 1;
                Some(ear)
            }
            // it could not be decided
            Answer::Refused(error) if error == "ERR_SERVER" => None,
            Answer::Refused(error) => {
                notes.faults.push(format!("was refused: {error}"));
                None
            }
        }
    }

    async fn look(&mut self, mut ear: Ear, watched: &Watched) {
        loop {
            let text = tokio::select! {
                text = ear.text() => text,
                _ = self.over.changed() => return,
            };
            let Ok(text) = text else { return };
            if text.starts_with(r#"{"type":"RECONNECT""#) {
                return;
            }
            if text.starts_with(r#"{"type":"MESSAGE""#) {
                watched.notes().take(&text);
            }
        }
    }
}

impl Notes {
    fn take(&mut self, text: &str) {
        if self.read(text).is_none() {
            self.faults.push(format!("was told what nobody understands: {text}"));
        }
    }

    fn read(&mut self, text: &str) -> Option<()> {
        let Frame { data: told } = serde_json::from_str(text).ok()?;
        let inner: Inner = serde_json::from_str(&told.message).ok()?;
        match inner.r#type.as_str() {
            "stock:update" => self.left.push((inner.data.position, inner.data.available)),
            "update" => self.posts.push(inner.data.id),
            _ => {}
        }
        self.since.insert(told.topic, told.position?);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_and_what_was_posted_is_written_down_with_its_place() {
        let mut notes = Notes::default();
        let told = |topic: &str, inner: &str, position: Option<&str>| {
            let data =
                serde_json::json!({ "topic": topic, "message": inner, "id": "x", "position": position });
            format!(r#"{{"type":"MESSAGE","data":{data}}}"#)
        };
        let stock = r#"{"type":"stock:update","data":{"product":"rook","available":499,"position":1207}}"#;
        notes.take(&told("stock:update.7", stock, Some("a.1")));
        notes.take(&told(
            "account:post.1",
            r#"{"type":"update","data":{"id":"5","content":"x"}}"#,
            Some("a.2"),
        ));
        assert_eq!(
            (notes.left.as_slice(), notes.posts.as_slice()),
            (&[(1207, 499)][..], &["5".to_owned()][..])
        );
        assert_eq!(notes.since.get("account:post.1").map(String::as_str), Some("a.2"));
        assert_eq!(notes.faults, Vec::<String>::new());
        notes.take(&told("stock:update.7", stock, None));
        assert_eq!(notes.faults.len(), 1, "nobody could go on from there");
    }
}

//! A long way back: read in parts, given in steps, while everything else goes on.
use std::sync::Arc;

use adapter_memory::Memory;
use async_trait::async_trait;
use domain::Timestamp;
use domain::realtime::{Position, Topic};
use serde_json::json;
use service::PortError;
use service::realtime::{EventLog, Head, ReadFrom, Whereabouts};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use uuid::Uuid;

use super::super::{PATIENCE, Server};
use super::{PUBLIC, listen, told};

/// Things that were missed: more than one step gives.
const MANY: usize = 100;
/// How often the log may be asked for them: once, and anew each time that something else came first. Whoever asks for each step does so
/// more often.
const ASKED: usize = 6;

/// A log that gives parts of topics only once its door is open, and counts how often it was asked for one.
struct Doorkept {
    log: Arc<Memory>,
    asked: watch::Sender<usize>,
    door: Semaphore,
}

impl Doorkept {
    fn shut(log: Arc<Memory>) -> Arc<Self> {
        Arc::new(Self { log, asked: watch::Sender::new(0), door: Semaphore::new(0) })
    }

    /// Returns when somebody stands before the door.
    async fn asked(&self) {
        let mut asked = self.asked.subscribe();
        timeout(PATIENCE, asked.wait_for(|times| *times > 0)).await.expect("the log is read").unwrap();
    }

    /// Lets everybody in, from now on.
    fn open(&self) {
        self.door.close();
    }
}

#[async_trait]
impl EventLog for Doorkept {
    async fn head(&self) -> Result<Head, PortError> {
        self.log.head().await
    }

    async fn read(&self, after: Position, through: Position, limit: usize) -> Result<ReadFrom, PortError> {
        self.log.read(after, through, limit).await
    }

    async fn read_topics(
        &self,
        topics: &[Topic],
        after: Position,
        through: Position,
        limit: usize,
    ) -> Result<ReadFrom, PortError> {
        self.asked.send_modify(|times| *times += 1);
        // it has no permits to give: nobody passes until it is closed, and then everybody does
        let _ = self.door.acquire().await;
        self.log.read_topics(topics, after, through, limit).await
    }

    async fn whereabouts(&self, topic: &Topic, event: Uuid) -> Result<Whereabouts, PortError> {
        self.log.whereabouts(topic, event).await
    }

    async fn trim(&self, before: Timestamp) -> Result<Position, PortError> {
        self.log.trim(before).await
    }
}

#[tokio::test]
async fn what_happens_on_other_topics_does_not_wait_for_what_was_missed_long_ago() {
    let server = Server::start().await;
    let mut first = server.gateway().await;
    let answer = listen(&mut first, json!({ "topics": [PUBLIC] })).await;
    let since = answer["data"]["topics"][0]["position"].clone();
    for n in 0..MANY {
        server.publish(&format!("{n}")).await;
    }
    // whoever was told has it from the log
    for _ in 0..MANY {
        told(&mut first).await;
    }
    let log = Doorkept::shut(server.store.clone());
    // it begins here, and has nothing of that in memory
    let other = server.beside_over(log.clone()).await;
    let mut socket = other.gateway().await;
    let answer = listen(&mut socket, json!({ "topics": [PUBLIC], "since": since })).await;
    assert_eq!(answer["data"]["recovered"], true, "{answer}");
    log.asked().await;
    let author = format!("account:post.{}", server.author);
    assert_eq!(listen(&mut socket, json!({ "topics": [author] })).await["error"], "");
    server.publish("now").await;
    let (topic, content, _) = told(&mut socket).await;
    assert_eq!((topic, &*content), (author, "<p>now</p>"));
    log.open();
    for n in 0..MANY {
        let (topic, content, _) = told(&mut socket).await;
        assert_eq!((&*topic, content), (PUBLIC, format!("<p>{n}</p>")));
    }
    assert_eq!(told(&mut socket).await.1, "<p>now</p>");
    let asked = *log.asked.borrow();
    assert!(asked <= ASKED, "what was read is given in steps, and not read again for each: {asked}");
}

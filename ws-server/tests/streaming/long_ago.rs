//! A long way back: read in parts, given in steps, while everything else goes on.
use std::sync::Arc;

use adapter_memory::Memory;
use async_trait::async_trait;
use domain::Timestamp;
use domain::posts::Hashtag;
use domain::realtime::{LiveTopic, Position, Topic};
use serde_json::{Value, json};
use service::PortError;
use service::realtime::{EventLog, Head, ReadFrom, Whereabouts};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use uuid::Uuid;

use super::super::{PATIENCE, Server, frame};
use super::{PUBLIC, listen, say, told};

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

/// A server where so many things have happened, and the position before the first of them.
async fn where_happened(so_many: usize) -> (Server, Value) {
    let server = Server::start().await;
    let mut socket = server.gateway().await;
    let answer = listen(&mut socket, json!({ "topics": [PUBLIC] })).await;
    let since = answer["data"]["topics"][0]["position"].clone();
    for n in 0..so_many {
        server.publish(&format!("{n}")).await;
    }
    // whoever was told has it from the log
    for _ in 0..so_many {
        told(&mut socket).await;
    }
    (server, since)
}

#[tokio::test]
async fn what_happens_on_other_topics_does_not_wait_for_what_was_missed_long_ago() {
    let (server, since) = where_happened(MANY).await;
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

#[tokio::test]
async fn a_topic_that_begins_now_waits_for_none_that_has_to_be_read() {
    let (server, since) = where_happened(1).await;
    let log = Doorkept::shut(server.store.clone());
    let other = server.beside_over(log.clone()).await;
    let mut socket = other.gateway().await;
    let author = format!("account:post.{}", server.author);
    for topic in [PUBLIC, &author] {
        let answer = listen(&mut socket, json!({ "topics": [topic], "since": since })).await;
        assert_eq!(answer["data"]["recovered"], true, "{answer}");
    }
    log.asked().await;
    // whatever is said has another of them be tried
    say(&mut socket, r#"{"type":"PING"}"#).await;
    assert_eq!(frame(&mut socket).await["type"], "PONG");
    let tag = LiveTopic::tag(&Hashtag::parse("rooks").unwrap()).to_string();
    assert_eq!(listen(&mut socket, json!({ "topics": [tag] })).await["error"], "");
    server.publish("now #rooks").await;
    assert_eq!(told(&mut socket).await.0, tag);
    log.open();
    let mut rest = vec![];
    for _ in 0..4 {
        rest.push(told(&mut socket).await.0);
    }
    rest.sort();
    assert_eq!(rest, [&*author, &*author, PUBLIC, PUBLIC]);
}

//! Listening to topics for as long as one likes.
use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::connection;
use crate::{Message, Refusal};

/// Gives the token to listen with, anew for each connection; nothing where all topics are public.
pub type Token = Arc<dyn Fn() -> BoxFuture<'static, Option<String>> + Send + Sync>;

/// What is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A topic is listened to, from here on.
    Listening {
        /// The topic.
        topic: String,
        /// Where it begins.
        position: String,
    },
    /// Something was told.
    Message(Message),
    /// Something may have been missed on a topic: read the snapshot again.
    Missed {
        /// The topic.
        topic: String,
    },
    /// A topic is not listened to, and not asked for any more.
    Refused(Refusal),
}

/// Messages that wait for whoever listens, before the socket is read no further.
const WAITING: usize = 256;

/// Topics that are listened to. Dropping it ends that.
#[derive(Debug)]
pub struct Live {
    heard: mpsc::Receiver<Heard>,
    task: JoinHandle<()>,
}

impl Live {
    /// Listens to topics at an address such as `ws://127.0.0.1:8001/pubsub`, each from now on or from where it was left off.
    #[must_use]
    pub fn listen(
        address: impl Into<String>,
        topics: impl IntoIterator<Item = (String, Option<String>)>,
        token: Token,
    ) -> Self {
        let (tells, heard) = mpsc::channel(WAITING);
        let topics: BTreeMap<_, _> = topics.into_iter().collect();
        let task = tokio::spawn(connection::keep(address.into(), topics, token, tells));
        Self { heard, task }
    }

    /// Listens to public topics, from now on.
    #[must_use]
    pub fn to(address: impl Into<String>, topics: &[&str]) -> Self {
        let topics = topics.iter().map(|&topic| (topic.to_owned(), None));
        Self::listen(address, topics, Arc::new(|| Box::pin(async { None })))
    }

    /// The next that is heard; nothing when every topic was refused. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Heard> {
        self.heard.recv().await
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.task.abort();
    }
}

//! An api-server without HTTP: use cases, and a candidate for the relay.
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::{Either, select};
use service::Entropy;
use service::posts::{PostPorts, Posts};
use service::relay::{Relay, Turn};
use tokio::sync::oneshot;

use super::clockwork::{Clockwork, Millis, Node};
use super::queue::Queue;
use super::store::Store;

const BEAT: Millis = 1_000;
/// How long the relay waits after an error.
const PAUSE: Millis = 250;

/// A server that starts, dies and starts again.
pub(super) struct ApiServer {
    pub(super) node: Node,
    clockwork: Clockwork,
    store: Store,
    queue: Queue,
    entropy: Arc<dyn Entropy>,
    running: Mutex<Option<Running>>,
}

#[derive(Clone)]
struct Running {
    posts: Posts,
    relay: Arc<Relay>,
}

/// Nobody knows what became of a request.
pub(super) struct Unanswered;

impl ApiServer {
    pub(super) fn new(
        node: Node,
        clockwork: Clockwork,
        store: Store,
        queue: Queue,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { node, clockwork, store, queue, entropy, running: Mutex::default() }
    }

    pub(super) fn start(&self) {
        let store = Arc::new(self.store.clone());
        let ports = PostPorts {
            posts: store.clone(),
            timelines: Arc::new(self.store.memory.clone()),
            follows: store.clone(),
            requests: Arc::new(self.store.memory.clone()),
            tags: Arc::new(self.store.memory.clone()),
            relations: Arc::new(self.store.memory.clone()),
            accounts: store.clone(),
            media: Arc::new(self.store.memory.clone()),
        };
        let posts = Posts::new(ports, Arc::clone(&self.entropy), "rooks.example");
        let queue = Arc::new(self.queue.clone());
        let relay = Arc::new(Relay::new(store.clone(), store.clone(), queue, Arc::clone(&self.entropy)));
        let (clock, node) = (&self.clockwork, self.node);
        clock.spawn(node, keep_moving(Arc::clone(&relay), store, clock.clone()));
        clock.spawn(node, keep_publishing(Arc::clone(&relay), clock.clone()));
        clock.spawn(node, keep_beating(Arc::clone(&relay), clock.clone()));
        self.set(Some(Running { posts, relay }));
    }

    pub(super) fn crash(&self) {
        self.set(None);
        self.clockwork.crash(self.node);
    }

    /// It gives the lease back and ends.
    pub(super) fn stop(self: &Arc<Self>) {
        let Some(running) = self.running() else { return };
        let this = Arc::clone(self);
        self.clockwork.spawn(self.node, async move {
            // it ends in any case
            let _ = running.relay.release().await;
            this.crash();
        });
    }

    pub(super) fn is_up(&self) -> bool {
        self.running().is_some()
    }

    pub(super) fn is_leading(&self) -> bool {
        self.running().is_some_and(|running| running.relay.is_leading())
    }

    /// Runs a use case on this server; its caller may lose patience, and then the server goes on alone or lets it drop.
    pub(super) async fn request<T, F>(
        &self,
        patience: Millis,
        work: impl FnOnce(Posts) -> F,
    ) -> Result<T, Unanswered>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let Running { posts, .. } = self.running().ok_or(Unanswered)?;
        let (sender, answer) = oneshot::channel();
        let (caller, hung_up) = oneshot::channel::<()>();
        let work = Box::pin(work(posts));
        self.clockwork.spawn(self.node, async move {
            let done = match select(work, hung_up).await {
                Either::Left((done, _)) => done,
                Either::Right((Ok(()), _)) => return,
                Either::Right((Err(_), work)) => work.await,
            };
            // nobody may be left to hear it
            let _ = sender.send(done);
        });
        match select(answer, Box::pin(self.clockwork.sleep(patience))).await {
            Either::Left((answer, _)) => answer.map_err(|_| Unanswered),
            Either::Right(_) => {
                if self.clockwork.dice(|dice| dice.happens(500)) {
                    // it may have ended just now
                    let _ = caller.send(());
                }
                Err(Unanswered)
            }
        }
    }

    fn running(&self) -> Option<Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, running: Option<Running>) {
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = running;
    }
}

async fn keep_moving(relay: Arc<Relay>, store: Arc<Store>, clock: Clockwork) {
    loop {
        match relay.move_once().await {
            Ok(Turn::Worked) => {}
            Ok(Turn::Idle) => {
                let ring = service::realtime::Outbox::rung(&*store);
                drop(select(Box::pin(ring), Box::pin(clock.sleep(BEAT))).await);
            }
            Ok(Turn::Standby) => clock.sleep(BEAT).await,
            Err(_) => clock.sleep(PAUSE).await,
        }
    }
}

async fn keep_publishing(relay: Arc<Relay>, clock: Clockwork) {
    loop {
        match relay.publish_once().await {
            Ok(Turn::Worked) => {}
            Ok(Turn::Idle | Turn::Standby) => clock.sleep(PAUSE / 2).await,
            Err(_) => clock.sleep(PAUSE).await,
        }
    }
}

async fn keep_beating(relay: Arc<Relay>, clock: Clockwork) {
    loop {
        clock.sleep(BEAT).await;
        // tried again at the next beat
        let _ = relay.beat().await;
    }
}

//! The streaming server of Rookery.
#![doc = include_str!("../README.md")]

mod attending;
mod door;
mod feeding;
mod flushing;
mod frame;
mod gateway;
mod pace;
mod pipe;
mod socket;
mod streaming;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::header;
use axum::response::Response;
use axum::routing::get;
use service::Entropy;
use service::channels::Rooms;
use service::identity::{SecretMaker, Tokens};
use service::posts::FollowRepository;
use service::realtime::gateway::{Desk, Gateway, Handing};
use service::realtime::{Arrangements, Aside, Cut, EventLog, EventQueue, HandoverRepository, Hub, Sessions};
use tokio::task::yield_now;
use tokio::time::Instant;
use tower::ServiceExt;
use wire::health::{self, Readiness};
use wire::mastodon::Links;
use wire::serve::Shutdown;
use wire::settings::SocketRules;
use wire::telemetry::Metrics;

use attending::Attending;
use door::Door;
pub use feeding::Feeding;
use flushing::Flushing;
use pace::Pace;
pub use streaming::MastodonFrames;

/// How often it is looked who is still here.
const TICK: Duration = Duration::from_millis(50);

/// What sockets need: sessions of the hub, and whose token it is.
pub struct Streaming {
    /// Where events come from.
    pub hub: Arc<Hub>,
    sessions: Arc<Sessions>,
    log: Arc<dyn EventLog>,
    tokens: Tokens,
    door: Arc<Door>,
    gateway: Gateway,
    flushing: Flushing,
    attending: Arc<Attending>,
}

/// The ports that streaming needs.
#[derive(Clone)]
pub struct StreamingPorts {
    /// What happened.
    pub log: Arc<dyn EventLog>,
    /// Who follows whom.
    pub follows: Arc<dyn FollowRepository>,
    /// What their streams go by.
    pub arrangements: Arc<dyn Arrangements>,
    /// Whose token it is.
    pub tokens: Tokens,
    /// What carries things between servers.
    pub queue: Arc<dyn EventQueue>,
    /// Where people talk.
    pub rooms: Rooms,
    /// What connections leave to the next server.
    pub handovers: Arc<dyn HandoverRepository>,
    /// Makes the keys to it.
    pub secrets: Arc<dyn SecretMaker>,
    /// Time and ids.
    pub entropy: Arc<dyn Entropy>,
}

impl Streaming {
    /// Over these ports, for those whom these rules let in; frames hold absolute addresses from these links.
    #[must_use]
    pub fn new(ports: StreamingPorts, links: Links, rules: SocketRules) -> Arc<Self> {
        let StreamingPorts { log, follows, arrangements, tokens, queue, rooms, handovers, secrets, entropy } =
            ports;
        let handing = Handing { rows: handovers, secrets, entropy: Arc::clone(&entropy) };
        let hub = Arc::new(Hub::new(Arc::new(MastodonFrames::new(links))));
        let aside: Aside = || Box::pin(yield_now());
        let sessions = Sessions::new(Arc::clone(&hub), Arc::clone(&log), follows, arrangements, aside);
        let attending = Attending::new(Arc::clone(&hub), Arc::clone(&queue), Arc::clone(&entropy));
        let desk = Desk::new(rooms, (Arc::clone(&log), queue), entropy, rules.publishes);
        let gateway = Gateway::new(Arc::clone(&sessions), tokens.clone(), desk, handing);
        Arc::new(Self {
            hub,
            sessions,
            log,
            tokens,
            door: Door::new(rules),
            gateway,
            flushing: Flushing::new(),
            attending,
        })
    }

    /// Whether the feed has begun; and if so, that it goes on is up to [`Feeding`].
    #[must_use]
    pub fn is_fed(&self) -> bool {
        self.hub.cursor().is_some()
    }

    /// When the end begins, sends the connections off evenly over a window, so that those who come back do not come all at
    /// once, and delivers what happens until each has left.
    pub async fn drain(self: Arc<Self>, shutdown: Shutdown, window: Duration) {
        shutdown.token().cancelled().await;
        self.send_all_off(window).await;
        while self.hub.connections() > 0 {
            tokio::time::sleep(TICK).await;
        }
    }

    /// Sends all off who are connected now.
    pub(crate) async fn send_all_off(&self, window: Duration) {
        let begun = Instant::now();
        let mut pace = Pace::of(self.hub.connections(), window);
        let mut sent = 0;
        loop {
            let due = pace.due(begun.elapsed());
            let left = self.hub.cut_some(due.saturating_sub(sent), Cut::Stopping);
            sent = sent.max(due);
            if left == 0 {
                return;
            }
            tokio::time::sleep(TICK).await;
        }
    }

    /// Counts the open connections, for as long as it runs.
    pub async fn keep_count(self: Arc<Self>) {
        loop {
            #[expect(clippy::cast_precision_loss, reason = "a gauge")]
            metrics::gauge!("rookery_connections").set(self.hub.connections() as f64);
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

/// Keeps a hub fed by these ports, and counts who listens, for as long as it runs.
pub async fn keep_fed(streaming: Arc<Streaming>, queue: Arc<dyn EventQueue>, entropy: Arc<dyn Entropy>) {
    let Streaming { hub, tokens, log, flushing, attending, .. } = &*streaming;
    let _flushing = flushing.run();
    let feeding = Feeding::new(hub.clone(), log.clone(), queue, entropy).telling(tokens.clone());
    let feeding = feeding.attending(attending.clone());
    tokio::join!(feeding.run(), attending.run());
}

/// The paths of both interfaces: Mastodon's streaming, and the gateway but for `/`.
pub fn routes(streaming: Arc<Streaming>) -> Router {
    streaming::routes(Arc::clone(&streaming)).merge(gateway::routes(streaming))
}

/// The same before all else that one process serves: who asks for a websocket at `/` gets the gateway, others what `behind` has there.
pub fn in_front_of(behind: Router, streaming: Arc<Streaming>) -> Router {
    let gateway = gateway::root(Arc::clone(&streaming));
    let at_root = move |request: Request| {
        let (gateway, behind) = (gateway.clone(), behind.clone());
        async move {
            if request.uri().path() == "/" && request.headers().contains_key(header::UPGRADE) {
                gateway.oneshot(request).await
            } else {
                behind.oneshot(request).await
            }
        }
    };
    routes(streaming).fallback_service(tower::service_fn(at_root))
}

/// All that ws-server answers.
pub fn router(streaming: Arc<Streaming>, readiness: Readiness, metrics: Metrics) -> Router {
    let ready = move || {
        let readiness = readiness.clone();
        async move { readiness.answer().await }
    };
    routes(Arc::clone(&streaming))
        .route("/", gateway::root(streaming))
        .route("/healthz", get(|| async { health::alive() }))
        .route("/readyz", get(ready))
        .route("/metrics", get(move || async move { metrics.answer() }))
        .fallback(not_found)
}

async fn not_found() -> Response {
    axum::response::IntoResponse::into_response(wire::ApiError::not_found())
}

//! Ports meet adapters here, and nowhere else.
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use adapter_crypto::{EdDsaSigner, SystemSecrets};
use adapter_local::SystemEntropy;
use adapter_oidc::issuer;
use adapter_postgres::{ConnectError, Postgres};
use adapter_rabbitmq::RabbitQueue;
use service::Entropy;
use service::channels::{ChannelPorts, Channels, Rooms};
use service::identity::{Guests, Keys, Tokens};
use service::realtime::{EventLog, EventQueue};
use wire::health::Readiness;
use wire::settings::{Layers, Secret, Shared, SocketRules, table};
use ws_server::{Streaming, StreamingPorts};

/// ws-server, put together.
pub(crate) struct Wired {
    pub(crate) streaming: Arc<Streaming>,
    pub(crate) queue: Arc<dyn EventQueue>,
    pub(crate) keys: Keys,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) readiness: Readiness,
}

pub(crate) async fn wire(layers: &Layers, shared: &Shared) -> Result<Wired, Box<dyn Error>> {
    let database: Secret = layers.read(&table::DATABASE_URL)?;
    let broker: Secret = layers.read(&table::AMQP_URL)?;
    let mut settings = adapter_postgres::Settings::new(database.reveal());
    settings.allow_fsync_off = layers.read(&table::ALLOW_FSYNC_OFF)?;
    let store = Arc::new(reach(settings).await?);
    let queue = Arc::new(RabbitQueue::connect(broker.reveal())?);
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let signer = Arc::new(EdDsaSigner::shared(&*store, &*entropy, shared.links.at("")).await?);
    let keys = Keys::new(store.clone(), signer.clone(), Arc::clone(&entropy));
    let mut tokens = Tokens::new(store.clone(), signer, Arc::clone(&entropy));
    let issuer = layers.foreign(|set| issuer(&set.issuer, set.audience, set.claim, &entropy))?;
    if let Some(issuer) = issuer {
        tokens = tokens.admitting(Guests::of(issuer, store.clone(), store.clone(), Arc::clone(&entropy)));
    }
    let ports = StreamingPorts {
        log: store.clone(),
        follows: store.clone(),
        arrangements: store.clone(),
        tokens,
        queue: queue.clone(),
        rooms: Rooms::of(Channels::new(ChannelPorts::on(&store), Arc::clone(&entropy))),
        handovers: store.clone(),
        secrets: Arc::new(SystemSecrets),
        entropy: Arc::clone(&entropy),
    };
    let streaming = Streaming::new(ports, shared.links.clone(), SocketRules::read(layers, shared)?);
    let readiness = readiness(&store, &queue, &streaming);
    Ok(Wired { streaming, queue, keys, entropy, readiness })
}

/// Waits for a database that is not there yet; gives up on one that is not ours.
async fn reach(settings: adapter_postgres::Settings) -> Result<Postgres, ConnectError> {
    loop {
        match Postgres::connect(settings.clone()).await {
            Err(error @ ConnectError::Unreachable(_)) => {
                tracing::warn!(error.chain = wire::chain(&error), "will be tried again");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            reached => return reached,
        }
    }
}

fn readiness(store: &Arc<Postgres>, queue: &Arc<RabbitQueue>, streaming: &Arc<Streaming>) -> Readiness {
    let (store, queue, streaming) = (store.clone(), queue.clone(), streaming.clone());
    Readiness::default()
        .check("database", move || {
            let store = store.clone();
            async move { store.head().await.map(drop).map_err(|error| error.to_string()) }
        })
        .note("broker", move || {
            let connected = queue.is_connected();
            async move { if connected { Ok(()) } else { Err("not connected; living on the log".to_owned()) } }
        })
        .check("feed", move || {
            let fed = streaming.is_fed();
            async move { if fed { Ok(()) } else { Err("has not begun".to_owned()) } }
        })
}

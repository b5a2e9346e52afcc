//! Ports meet adapters here, and nowhere else.
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use adapter_crypto::{Argon2Hasher, EdDsaSigner, SystemSecrets};
use adapter_images::Darkroom;
use adapter_local::SystemEntropy;
use adapter_objects::Objects;
use adapter_postgres::{ConnectError, Postgres};
use adapter_rabbitmq::RabbitQueue;
use api_server::duties::Duties;
use api_server::{Ports, UseCases};
use service::Entropy;
use service::duty::Leases;
use service::identity::Hearing;
use service::media::MediaPorts;
use service::notifications::NotificationPorts;
use service::posts::PostPorts;
use service::reading::ReadingPorts;
use service::realtime::{EventLog, EventQueue};
use service::relay::Relay;
use service::search::SearchPorts;
use wire::health::Readiness;
use wire::settings::{Layers, Secret, Shared, table};

/// api-server, put together.
pub(crate) struct Wired {
    pub(crate) use_cases: UseCases,
    store: Arc<Postgres>,
}

/// What carries the events away.
pub(crate) struct Carrying {
    pub(crate) relay: Relay,
    pub(crate) duties: Duties,
    pub(crate) hearing: Hearing,
    pub(crate) readiness: Readiness,
}

pub(crate) async fn wire(layers: &Layers, shared: &Shared) -> Result<Wired, Box<dyn Error>> {
    let database: Secret = layers.read(&table::DATABASE_URL)?;
    let mut settings = adapter_postgres::Settings::new(database.reveal());
    settings.allow_fsync_off = layers.read(&table::ALLOW_FSYNC_OFF)?;
    let store = Arc::new(reach(settings).await?);
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let signer = Arc::new(EdDsaSigner::shared(&*store, &*entropy, shared.links.at("")).await?);
    let folder: PathBuf = layers.read(&table::MEDIA_FOLDER)?;
    let files = Arc::new(Objects::in_folder(&folder)?);
    let posts = PostPorts {
        posts: store.clone(),
        timelines: store.clone(),
        follows: store.clone(),
        accounts: store.clone(),
        media: store.clone(),
    };
    let notifications = NotificationPorts::on(&store);
    let ports = Ports {
        accounts: store.clone(),
        tokens: store.clone(),
        apps: store.clone(),
        codes: store.clone(),
        sessions: store.clone(),
        posts,
        schedule: store.clone(),
        reading: ReadingPorts::on(&store),
        notifications,
        search: SearchPorts::on(&store),
        media: MediaPorts { media: store.clone(), store: files, maker: Arc::new(Darkroom::default()) },
        hasher: Arc::new(Argon2Hasher::new()),
        secrets: Arc::new(SystemSecrets),
        signer: signer.clone(),
        keys: store.clone(),
        keyring: signer,
        entropy,
    };
    Ok(Wired { use_cases: UseCases::over(ports, shared.links.domain()), store })
}

impl Wired {
    /// With the broker: whoever only makes an account needs none.
    pub(crate) fn carrying(&self, layers: &Layers) -> Result<Carrying, Box<dyn Error>> {
        let broker: Secret = layers.read(&table::AMQP_URL)?;
        let queue = Arc::new(RabbitQueue::connect(broker.reveal())?);
        let (relay, duties) = (self.relay(queue.clone()), self.duties());
        let hearing = Hearing::new(self.store.clone(), self.use_cases.tokens.clone());
        let readiness = duties.noted_in(readiness(self.store.clone(), queue));
        Ok(Carrying { relay, duties, hearing, readiness })
    }

    pub(crate) fn relay(&self, queue: Arc<dyn EventQueue>) -> Relay {
        let (store, entropy) = (self.store.clone(), self.use_cases.entropy.clone());
        Relay::new(store.clone(), store, queue, entropy)
    }

    pub(crate) fn duties(&self) -> Duties {
        let (leases, log): (Arc<dyn Leases>, Arc<dyn EventLog>) = (self.store.clone(), self.store.clone());
        Duties::over(&self.use_cases, &leases, &log)
    }
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

fn readiness(store: Arc<Postgres>, queue: Arc<RabbitQueue>) -> Readiness {
    Readiness::default()
        .check("database", move || {
            let store = store.clone();
            async move { store.head().await.map(drop).map_err(|error| error.to_string()) }
        })
        .note("broker", move || {
            let connected = queue.is_connected();
            async move { if connected { Ok(()) } else { Err("not connected; events wait in the log".to_owned()) } }
        })
}

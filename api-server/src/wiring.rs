//! Ports meet adapters here, and nowhere else.
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use adapter_crypto::{AesCipher, Argon2Hasher, EdDsaSigner, SystemSecrets};
use adapter_images::Darkroom;
use adapter_local::SystemEntropy;
use adapter_mail::{Sender, mailer};
use adapter_objects::{Bucket, Objects, PlaceError};
use adapter_oidc::{Client, Provider, issuer};
use adapter_payments::Till;
use adapter_postgres::{ConnectError, Postgres};
use adapter_rabbitmq::RabbitQueue;
use adapter_webhook::{Address, Keys, Post};
use api_server::duties::Duties;
use api_server::{Ports, UseCases};
use service::Entropy;
use service::channels::ChannelPorts;
use service::duty::{Errand, Leases};
use service::identity::{Hearing, IdentityProvider};
use service::mail::Postman;
use service::media::MediaPorts;
use service::notifications::NotificationPorts;
use service::posts::PostPorts;
use service::reading::ReadingPorts;
use service::realtime::{EventLog, EventQueue};
use service::relay::Relay;
use service::search::SearchPorts;
use service::shop::{Calling, Confirming, People};
use wire::health::Readiness;
use wire::settings::{BucketSettings, Layers, Mistake, ProviderSettings, Secret, Shared, table};

/// api-server, put together.
pub(crate) struct Wired {
    pub(crate) use_cases: UseCases,
    store: Arc<Postgres>,
    messages: Option<Arc<dyn Errand>>,
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
    let files = Arc::new(match layers.bucket()? {
        Some(bucket) => in_bucket(bucket)?,
        None => Objects::in_folder(&layers.read::<PathBuf>(&table::MEDIA_FOLDER)?)?,
    });
    let posts = PostPorts {
        posts: store.clone(),
        timelines: store.clone(),
        follows: store.clone(),
        requests: store.clone(),
        tags: store.clone(),
        relations: store.clone(),
        accounts: store.clone(),
        media: store.clone(),
    };
    let notifications = NotificationPorts::on(&store);
    let ports = Ports {
        accounts: store.clone(),
        credentials: store.clone(),
        departures: store.clone(),
        foreigners: store.clone(),
        issuer: layers.foreign(|set| issuer(&set.issuer, set.audience, set.claim, &entropy))?,
        providers: providers(layers, &entropy)?,
        reports: store.clone(),
        tokens: store.clone(),
        apps: store.clone(),
        codes: store.clone(),
        sessions: store.clone(),
        posts,
        schedule: store.clone(),
        reading: ReadingPorts::on(&store),
        notifications,
        search: SearchPorts::on(&store),
        edits: store.clone(),
        polls: store.clone(),
        channels: ChannelPorts::on(&store),
        announcements: store.clone(),
        events: store.clone(),
        news: store.clone(),
        people: People::new(store.clone(), Arc::new(AesCipher)),
        leases: store.clone(),
        media: MediaPorts {
            media: store.clone(),
            portraits: store.clone(),
            store: files,
            maker: Arc::new(Darkroom::default()),
        },
        hasher: Arc::new(Argon2Hasher::new()),
        secrets: Arc::new(SystemSecrets),
        signer: signer.clone(),
        keys: store.clone(),
        keyring: signer,
        entropy,
    };
    let mut use_cases = UseCases::over(ports, shared);
    if let Some(folder) = layers.find::<PathBuf>(&table::SHOP_SNAPSHOTS)? {
        use_cases.shop = use_cases.shop.kept_in(folder);
    }
    let mut messages = None;
    if let Some(set) = layers.till()? {
        let secret = set.secret.map(|secret| domain::identity::Secret::new(secret.reveal()));
        let till = Till::open(&store, &use_cases.entropy, &*use_cases.secrets, secret, shared.listen)?;
        use_cases.shop = use_cases.shop.paid_by(till.payments, set.within);
        messages = Some(till.messages);
    }
    Ok(Wired { use_cases, store, messages })
}

/// The bucket that was set.
fn in_bucket(set: BucketSettings) -> Result<Objects, PlaceError> {
    let BucketSettings { name, endpoint, region, key_id, secret_key } = set;
    let endpoint = endpoint.map(String::from);
    let secret_key = secret_key.reveal().to_owned();
    Objects::in_bucket(Bucket { name, endpoint, region, key_id, secret_key })
}

/// The other servers that people may log in with.
fn providers(
    layers: &Layers,
    entropy: &Arc<dyn Entropy>,
) -> Result<Vec<Arc<dyn IdentityProvider>>, Box<dyn Error>> {
    let provider = |set: ProviderSettings| {
        let issuer = set.issuer.parse().map_err(|wrong| set.mistake(format_args!("issuer {wrong}")))?;
        let ProviderSettings { name, title, client_id, client_secret, .. } = set;
        let client = Client {
            name,
            title,
            issuer,
            id: client_id,
            secret: domain::identity::Secret::new(client_secret.reveal()),
        };
        Ok(Arc::new(Provider::new(client, entropy.clone())?) as Arc<dyn IdentityProvider>)
    };
    layers.providers()?.into_iter().map(provider).collect()
}

impl Wired {
    /// With the broker: whoever only makes an account needs none.
    pub(crate) fn carrying(&self, layers: &Layers, shared: &Shared) -> Result<Carrying, Box<dyn Error>> {
        let broker: Secret = layers.read(&table::AMQP_URL)?;
        let queue = Arc::new(RabbitQueue::connect(broker.reveal())?);
        let (relay, duties) = (self.relay(queue.clone()), self.duties(layers, shared)?);
        let hearing = Hearing::new(self.store.clone(), self.use_cases.tokens.clone());
        let readiness = duties.noted_in(readiness(self.store.clone(), queue));
        Ok(Carrying { relay, duties, hearing, readiness })
    }

    pub(crate) fn relay(&self, queue: Arc<dyn EventQueue>) -> Relay {
        let (store, entropy) = (self.store.clone(), self.use_cases.entropy.clone());
        Relay::new(store.clone(), store, queue, entropy)
    }

    pub(crate) fn duties(&self, layers: &Layers, shared: &Shared) -> Result<Duties, Mistake> {
        let (leases, log): (Arc<dyn Leases>, Arc<dyn EventLog>) = (self.store.clone(), self.store.clone());
        let postman = self.postman(layers, shared)?;
        let confirming = Confirming::new(&self.use_cases.shop, self.store.clone(), self.store.clone());
        let mut outgoing: Vec<Arc<dyn Errand>> = vec![Arc::new(postman), Arc::new(confirming)];
        outgoing.extend(self.messages.clone());
        outgoing.extend(self.calling(layers)?);
        Ok(Duties::over(&self.use_cases, &leases, &log, outgoing))
    }

    /// Who tells whoever keeps the shop's books elsewhere.
    fn calling(&self, layers: &Layers) -> Result<Option<Arc<dyn Errand>>, Mistake> {
        let Some((address, keys)) = layers.webhook::<Address, Keys>()? else { return Ok(None) };
        let post = Post::new(address, keys, self.use_cases.entropy.clone()).map_err(Mistake::other)?;
        let (shop, claims) = (&self.use_cases.shop, self.store.clone());
        Ok(Some(Arc::new(Calling::new(shop, claims, Arc::new(post), wire::rookery::order_changed))))
    }

    /// Who delivers letters.
    fn postman(&self, layers: &Layers, shared: &Shared) -> Result<Postman, Mistake> {
        let usual = || Sender::of(shared.links.domain());
        let mailer = layers.mail("data/mail".into(), |set| {
            mailer(set.server.as_ref().map(Secret::reveal), set.folder, set.sender.unwrap_or_else(usual))
        })?;
        Ok(Postman::new(self.store.clone(), mailer, self.use_cases.entropy.clone()))
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

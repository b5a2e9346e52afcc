//! Ports meet adapters here, and nowhere else.
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use adapter_crypto::{AesCipher, Argon2Hasher, EdDsaSigner, SystemSecrets};
use adapter_images::Darkroom;
use adapter_local::{LocalQueue, SystemEntropy};
use adapter_mail::{Sender, mailer};
use adapter_objects::{Bucket, Objects, PlaceError};
use adapter_oidc::{Client, Provider, issuer};
use adapter_payments::Till;
use adapter_sqlite::Sqlite;
use adapter_webhook::{Address, Keys, Post};
use api_server::duties::Duties;
use api_server::{Ports, UseCases};
use service::Entropy;
use service::channels::{ChannelPorts, Channels, Rooms};
use service::duty::{Errand, Leases};
use service::identity::IdentityProvider;
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
use wire::settings::{
    BucketSettings, Layers, Mistake, ProviderSettings, Secret, Setting, Shared, SocketRules, table,
};
use ws_server::{Streaming, StreamingPorts};

/// rookery, put together.
pub(crate) struct Wired {
    pub(crate) use_cases: UseCases,
    pub(crate) streaming: Arc<Streaming>,
    pub(crate) queue: Arc<dyn EventQueue>,
    store: Arc<Sqlite>,
    messages: Option<Arc<dyn Errand>>,
    folder: PathBuf,
    /// With `--memory`: the folder goes when the process ends.
    _temporary: Option<tempfile::TempDir>,
}

pub(crate) async fn wire(layers: &Layers, shared: &Shared) -> Result<Wired, Box<dyn Error>> {
    let (folder, temporary) = folder(layers)?;
    let store = Arc::new(Sqlite::open(&folder.join("rookery.sqlite")).await?);
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let signer = Arc::new(EdDsaSigner::shared(&*store, &*entropy, shared.links.at("")).await?);
    let own = Setting { default: None, ..table::MEDIA_FOLDER };
    let media = layers.find(&own)?.unwrap_or_else(|| folder.join("media"));
    let files = Arc::new(match layers.bucket()? {
        Some(bucket) => in_bucket(bucket)?,
        None => Objects::in_folder(&media)?,
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
    let snapshots = layers.find(&table::SHOP_SNAPSHOTS)?.unwrap_or_else(|| folder.join("snapshots"));
    use_cases.shop = use_cases.shop.kept_in(snapshots);
    let mut messages = None;
    if let Some(set) = layers.till()? {
        let secret = set.secret.map(|secret| domain::identity::Secret::new(secret.reveal()));
        let till = Till::open(&store, &use_cases.entropy, &*use_cases.secrets, secret, shared.listen)?;
        use_cases.shop = use_cases.shop.paid_by(till.payments, set.within);
        messages = Some(till.messages);
    }
    let tokens = use_cases.tokens.clone();
    let (entropy, queue) = (use_cases.entropy.clone(), Arc::new(LocalQueue::new()));
    let ports = StreamingPorts {
        log: store.clone(),
        follows: store.clone(),
        arrangements: store.clone(),
        tokens,
        queue: queue.clone(),
        rooms: Rooms::of(Channels::new(ChannelPorts::on(&store), entropy.clone())),
        handovers: store.clone(),
        secrets: Arc::new(SystemSecrets),
        entropy,
    };
    let streaming = Streaming::new(ports, shared.links.clone(), SocketRules::read(layers, shared)?);
    Ok(Wired { use_cases, streaming, queue, store, messages, folder, _temporary: temporary })
}

/// Where everything is kept.
fn folder(layers: &Layers) -> Result<(PathBuf, Option<tempfile::TempDir>), Box<dyn Error>> {
    if layers.read(&table::MEMORY)? {
        let temporary = tempfile::TempDir::with_prefix("rookery-")?;
        return Ok((temporary.path().to_owned(), Some(temporary)));
    }
    let folder: PathBuf = layers.read(&table::DATA)?;
    Ok((folder, None))
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
    pub(crate) fn relay(&self) -> Relay {
        let (store, entropy) = (self.store.clone(), self.use_cases.entropy.clone());
        Relay::new(store.clone(), store, self.queue.clone(), entropy)
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
        let mailer = layers.mail(self.folder.join("mail"), |set| {
            mailer(set.server.as_ref().map(Secret::reveal), set.folder, set.sender.unwrap_or_else(usual))
        })?;
        Ok(Postman::new(self.store.clone(), mailer, self.use_cases.entropy.clone()))
    }

    pub(crate) fn readiness(&self) -> Readiness {
        let (store, streaming) = (self.store.clone(), self.streaming.clone());
        Readiness::default()
            .check("database", move || {
                let store = store.clone();
                async move { store.head().await.map(drop).map_err(|error| error.to_string()) }
            })
            .check("feed", move || {
                let fed = streaming.is_fed();
                async move { if fed { Ok(()) } else { Err("has not begun".to_owned()) } }
            })
    }
}

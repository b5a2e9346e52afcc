//! The one door: a server in memory, calls to it, and what is seen of the answers.
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use adapter_crypto::{AesCipher, EdDsaSigner, SystemSecrets, new_signing_key};
use adapter_images::Darkroom;
use adapter_memory::Memory;
use adapter_payments::{Seal, Trial};
use api_server::{App, Ports, UseCases, router};
use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use domain::Timestamp;
use domain::identity::{
    DisplayName, Email, Letter, NewAccount, Password, PasswordHash, Scopes, Secret, Username,
};
use domain::realtime::Origin;
use serde_json::Value;
use service::channels::ChannelPorts;
use service::duty::Follower;
use service::identity::{KeyRepository, PasswordHasher};
use service::mail::LetterRepository;
use service::media::MediaPorts;
use service::notifications::NotificationPorts;
use service::posts::PostPorts;
use service::reading::ReadingPorts;
use service::realtime::Outbox;
use service::relay::Turn;
use service::search::SearchPorts;
use service::shop::{Confirming, People, Shop};
use service::{Entropy, PortError};
use tower::ServiceExt;
use uuid::Uuid;
use wire::health::Readiness;
use wire::settings::{Layers, Program, Shared};
use wire::telemetry::Metrics;

use crate::clock::Clock;

/// A server with nobody in it.
pub(crate) struct World {
    router: Router,
    pub(crate) use_cases: UseCases,
    memory: Memory,
    clock: Arc<Clock>,
}

/// Somebody who is there.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) id: String,
    pub(crate) token: String,
}

/// An app that has registered.
#[derive(Debug, Clone)]
pub(crate) struct Registered {
    pub(crate) number: String,
    pub(crate) id: String,
    pub(crate) secret: String,
}

/// What is seen of an answer.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) bytes: Vec<u8>,
}

/// Keeps passwords as they are, and is quick.
pub(crate) struct Plain;

#[async_trait]
impl PasswordHasher for Plain {
    async fn hash(&self, password: &Password) -> Result<PasswordHash, PortError> {
        Ok(PasswordHash::stored(password.reveal()))
    }

    async fn verify(&self, password: &Password, hash: Option<PasswordHash>) -> Result<bool, PortError> {
        Ok(hash.is_some_and(|hash| hash.as_str() == password.reveal()))
    }

    fn is_current(&self, _: &PasswordHash) -> bool {
        true
    }
}

/// One name for all who follow, one after another.
struct Fixed;

impl Entropy for Fixed {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn uuid(&self) -> Uuid {
        Uuid::nil()
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(&[("ROOKERY_RATE_LIMIT", "0")]).await
    }

    /// Under these settings.
    pub(crate) async fn with(variables: &[(&str, &str)]) -> Self {
        let mut settings: HashMap<String, String> =
            variables.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        settings.insert("ROOKERY_PUBLIC_URL".to_owned(), "https://r.example".to_owned());
        let layers = Layers::of([].into(), settings, None).unwrap();
        let shared = Shared::read(&layers, Program::Api).unwrap();
        let clock = Arc::<Clock>::default();
        let entropy: Arc<dyn Entropy> = clock.clone();
        let memory = Memory::new(entropy.clone());
        let key = new_signing_key(entropy.uuid(), entropy.now()).unwrap();
        let keys = memory.add_first(key).await.unwrap();
        let signer = Arc::new(EdDsaSigner::new(&keys, shared.links.at("")).unwrap());
        let store = Arc::new(memory.clone());
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
            issuer: Some(Arc::new(crate::guests::Other)),
            providers: vec![Arc::new(crate::elsewhere::Elsewhere)],
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
                store: store.clone(),
                maker: Arc::new(Darkroom::default()),
            },
            hasher: Arc::new(Plain),
            secrets: Arc::new(SystemSecrets),
            signer: signer.clone(),
            keys: store.clone(),
            keyring: signer,
            entropy,
        };
        let mut use_cases = UseCases::over(ports, &shared);
        let trial = Trial::new(store, use_cases.entropy.clone(), seal());
        use_cases.shop = use_cases.shop.paid_by(Arc::new(trial), Duration::from_mins(15));
        tokio::spawn(use_cases.shop.clone().keep_up());
        use_cases.shop.loaded().await;
        let app = App::new(use_cases.clone(), &shared, Readiness::default(), Metrics::recorder());
        Self { router: router(app), use_cases, memory, clock }
    }

    /// What the store itself has.
    pub(crate) fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Nobody looks at the clock for so long.
    pub(crate) fn pass(&self, time: Duration) {
        self.clock.pass(time);
    }

    /// The shop as another server over the same store has it.
    pub(crate) async fn another_shop(&self) -> Shop {
        Self::kept_up(self.shop_anew()).await
    }

    /// The same, which begins with what is kept in a folder.
    pub(crate) async fn another_shop_kept_in(&self, folder: PathBuf) -> Shop {
        Self::kept_up(self.shop_anew().kept_in(folder)).await
    }

    async fn kept_up(shop: Shop) -> Shop {
        tokio::spawn(shop.clone().keep_up());
        shop.loaded().await;
        shop
    }

    fn shop_anew(&self) -> Shop {
        let (store, clock) = (Arc::new(self.memory.clone()), self.use_cases.entropy.clone());
        let people = People::new(store.clone(), Arc::new(AesCipher));
        Shop::new(store.clone(), store.clone(), store.clone(), people, store, clock)
    }

    /// Whoever takes the money, as all servers know them.
    pub(crate) fn trial(&self) -> Trial {
        Trial::new(Arc::new(self.memory.clone()), self.use_cases.entropy.clone(), seal())
    }

    /// Somebody with all rights.
    pub(crate) async fn member(&self, name: &str) -> Member {
        self.member_with(name, Scopes::everything()).await
    }

    pub(crate) async fn member_with(&self, name: &str, scopes: Scopes) -> Member {
        let new = NewAccount {
            username: Username::parse(name).unwrap(),
            display_name: DisplayName::default(),
            bot: false,
        };
        let email = Email::parse(&format!("{name}@r.example")).unwrap();
        let password = Password::parse("correct horse").unwrap();
        let account = self.use_cases.accounts.register(new, email, &password, &nobodys()).await.unwrap();
        let granted = self.use_cases.tokens.grant(account.id, scopes).await.unwrap();
        Member { id: account.id.to_string(), token: granted.bearer }
    }

    /// An app that may ask for these scopes, and is told codes by those who type them.
    pub(crate) async fn app(&self, scopes: &str) -> Registered {
        let uri = "urn:ietf:wg:oauth:2.0:oob";
        let form = [("client_name", "crow"), ("redirect_uris", uri), ("scopes", scopes)];
        let seen = self.call(Call::post("/api/v1/apps").form(&form)).await;
        let text = |name: &str| seen.body[name].as_str().expect("a text").to_owned();
        Registered { number: seen.id(), id: text("client_id"), secret: text("client_secret") }
    }

    /// Lets all that has happened so far have what follows from it.
    pub(crate) async fn follow_up(&self) {
        let store = Arc::new(self.memory.clone());
        let effect = Arc::new(self.use_cases.notifications.clone());
        let follower = Follower::new(store.clone(), store, effect, &Fixed);
        loop {
            let epoch = Outbox::acquire(&self.memory, Uuid::nil(), Duration::from_hours(1)).await.unwrap();
            self.memory.advance(epoch.unwrap(), 100).await.unwrap();
            if follower.turn().await.unwrap() == Turn::Idle {
                return;
            }
        }
    }

    /// Who writes to those who have ordered.
    pub(crate) fn confirming(&self) -> Confirming {
        let store = Arc::new(self.memory.clone());
        Confirming::new(&self.use_cases.shop, store.clone(), store)
    }

    /// The letters that were written since the last look.
    pub(crate) async fn letters(&self) -> Vec<Letter> {
        let taken = self.memory.take_due(99, Duration::from_hours(24)).await.unwrap();
        taken.into_iter().map(|taken| taken.letter).collect()
    }

    /// How many changes were made.
    pub(crate) async fn changes(&self) -> u64 {
        self.memory.backlog().await.unwrap().waiting
    }

    pub(crate) async fn get(&self, path: &str) -> Seen {
        self.call(Call::get(path)).await
    }

    pub(crate) async fn call(&self, call: Call) -> Seen {
        let answer = self.router.clone().oneshot(call.0).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        Seen { status: parts.status.as_u16(), headers: parts.headers, body, bytes }
    }

    /// A public post, by its id.
    pub(crate) async fn post(&self, by: &Member, text: &str) -> String {
        let seen = self.call(Call::post("/api/v1/statuses").form(&[("status", text)]).by(by)).await;
        assert_eq!(seen.status, 200, "{seen:?}");
        seen.id()
    }
}

/// What whoever takes the money signs with.
pub(crate) fn seal() -> Seal {
    Seal::under(Secret::new("the seal"))
}

/// What nobody in particular causes.
pub(crate) fn nobodys() -> Origin {
    Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None }
}

impl Seen {
    pub(crate) fn id(&self) -> String {
        self.body["id"].as_str().expect("an id").to_owned()
    }

    /// The ids of a list.
    pub(crate) fn ids(&self) -> Vec<String> {
        let items = self.body.as_array().unwrap_or_else(|| panic!("no list: {self:?}"));
        items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// It says no, in the shape that every client knows, and gives nothing away.
    pub(crate) fn refuses(&self, status: u16, words: &str) {
        let error = self.body["error"].as_str().unwrap_or_else(|| panic!("no error: {self:?}"));
        assert_eq!((self.status, error), (status, words));
        assert!(self.header("content-type").starts_with("application/json"), "{self:?}");
    }

    /// It says no, whichever no, and does not fall over.
    pub(crate) fn refuses_somehow(&self) {
        assert!((400..500).contains(&self.status), "{self:?}");
        assert!(self.body["error"].is_string(), "{self:?}");
        assert!(!self.header("x-request-id").is_empty(), "{self:?}");
    }

    /// The path of a page that the Link header names.
    pub(crate) fn link(&self, rel: &str) -> Option<String> {
        let mut all = self.header("link").split(", ");
        let found = all.find_map(|link| link.split_once(&format!(">; rel=\"{rel}\"")))?;
        Some(found.0.strip_prefix("<https://r.example").expect("absolute").to_owned())
    }
}

/// A call.
pub(crate) struct Call(Request<Body>);

impl Call {
    pub(crate) fn new(method: Method, path: &str) -> Self {
        Self(Request::builder().method(method).uri(path).body(Body::empty()).unwrap())
    }

    pub(crate) fn get(path: &str) -> Self {
        Self::new(Method::GET, path)
    }

    pub(crate) fn post(path: &str) -> Self {
        Self::new(Method::POST, path)
    }

    pub(crate) fn delete(path: &str) -> Self {
        Self::new(Method::DELETE, path)
    }

    pub(crate) fn by(self, member: &Member) -> Self {
        self.header("authorization", &format!("Bearer {}", member.token))
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.0.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        self
    }

    pub(crate) fn raw(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        *self.0.body_mut() = Body::from(body.into());
        if kind.is_empty() { self } else { self.header("content-type", kind) }
    }

    /// With a body that never ends.
    pub(crate) fn endless(mut self) -> Self {
        *self.0.body_mut() = Body::from_stream(futures_util::stream::pending::<std::io::Result<Vec<u8>>>());
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.raw("application/json", body.to_string())
    }

    pub(crate) fn form(self, pairs: &[(&str, &str)]) -> Self {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.raw("application/x-www-form-urlencoded", form)
    }
}

//! A real listener over the memory store, and the way of what happens to it.
use std::sync::Arc;

use adapter_crypto::{EdDsaSigner, SystemSecrets};
use adapter_local::{LocalQueue, SystemEntropy};
use adapter_memory::Memory;
use domain::identity::{Account, DisplayName, Email, NewAccount, PasswordHash, Username};
use domain::ids::AccountId;
use service::Entropy;
use service::channels::{ChannelPorts, Channels, Rooms};
use service::duty::Follower;
use service::identity::{AccountRepository, Credentials, Guests, Registration, Tokens};
use service::notifications::{NotificationPorts, Notifications};
use service::posts::{PostPorts, Posts};
use service::realtime::EventLog;
use service::relay::Relay;
use tokio::net::TcpListener;
use wire::health::Readiness;
use wire::mastodon::Links;
use wire::serve::{Limits, Shutdown, serve};
use wire::settings::SocketRules;
use wire::telemetry::Metrics;
use ws_server::{Streaming, StreamingPorts, keep_fed, router};

use super::{Server, guests, origin};

impl Server {
    pub(super) async fn start() -> Self {
        let elsewhere = Some("ws://a.example".to_owned());
        Self::start_with(SocketRules { elsewhere, ..SocketRules::default() }).await
    }

    pub(super) async fn start_with(rules: SocketRules) -> Self {
        let store = Arc::new(Memory::new(Arc::new(SystemEntropy)));
        let (author, reader) = (register(&store, "bob").await, register(&store, "ada").await);
        let server = Self::over(store.clone(), store, (author, reader), rules).await;
        server.relay();
        server
    }

    /// Another server over the same store: its queue is its own, so it lives on the log.
    pub(super) async fn beside(&self) -> Self {
        self.beside_over(self.store.clone()).await
    }

    /// The same, which reads this as the log.
    pub(super) async fn beside_over(&self, log: Arc<dyn EventLog>) -> Self {
        Self::over(self.store.clone(), log, (self.author, self.reader), SocketRules::default()).await
    }

    /// Moves what happens to the log, from now on.
    fn relay(&self) {
        let (store, entropy) = (&self.store, Arc::new(SystemEntropy));
        let relay = Relay::new(store.clone(), store.clone(), self.queue.clone(), entropy.clone());
        let effect = Arc::new(Notifications::new(NotificationPorts::on(store), entropy.clone()));
        let follower = Follower::new(store.clone(), store.clone(), effect, &*entropy);
        let head = relay.head();
        tokio::spawn(async move { relay.run().await });
        tokio::spawn(async move { follower.run(head).await });
    }

    async fn over(
        store: Arc<Memory>,
        log: Arc<dyn EventLog>,
        (author, reader): (AccountId, AccountId),
        rules: SocketRules,
    ) -> Self {
        let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
        let queue = Arc::new(LocalQueue::new());
        let signer = EdDsaSigner::shared(&*store, &*entropy, "http://a.example").await.unwrap();
        let tokens = Tokens::new(store.clone(), Arc::new(signer), entropy.clone());
        let other = Guests::of(Arc::new(guests::Other), store.clone(), store.clone(), entropy.clone());
        let tokens = tokens.admitting(other);
        let links =
            Links::new(&"http://a.example".parse().unwrap(), &"ws://a.example".parse().unwrap()).unwrap();
        let ports = StreamingPorts {
            log,
            follows: store.clone(),
            arrangements: store.clone(),
            tokens: tokens.clone(),
            queue: queue.clone(),
            rooms: Rooms::of(Channels::new(ChannelPorts::on(&store), entropy.clone())),
            handovers: store.clone(),
            secrets: Arc::new(SystemSecrets),
            entropy: entropy.clone(),
        };
        let streaming = Streaming::new(ports, links, rules);
        tokio::spawn(keep_fed(streaming.clone(), queue.clone(), entropy.clone()));
        let ports = PostPorts {
            posts: store.clone(),
            timelines: store.clone(),
            follows: store.clone(),
            requests: store.clone(),
            tags: store.clone(),
            relations: store.clone(),
            accounts: store.clone(),
            media: store.clone(),
        };
        let posts = Posts::new(ports, entropy, "a.example");
        while !streaming.is_fed() {
            tokio::task::yield_now().await;
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let shutdown = Shutdown::default();
        let router = router(streaming.clone(), Readiness::default(), Metrics::recorder());
        let end = shutdown.clone();
        tokio::spawn(async move { serve(listener, router, Limits::default(), &end).await });
        Self { address, store, posts, tokens, author, reader, streaming, queue, shutdown }
    }
}

async fn register(store: &Memory, name: &str) -> AccountId {
    let username = Username::parse(name).unwrap();
    let new = NewAccount { username, display_name: DisplayName::default(), bot: false };
    let draft = Account::register(new, origin(None).cause(SystemEntropy.uuid(), SystemEntropy.now()));
    let email = Email::parse(&format!("{name}@a.example")).unwrap();
    let credentials = Credentials::vouched(email, PasswordHash::stored(""));
    match store.register(draft, credentials).await.unwrap() {
        Registration::New(account) => account.id,
        other => panic!("{other:?}"),
    }
}

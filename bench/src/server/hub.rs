//! The streaming server of Rookery as it is, but for what lies before it: events come out of this process.
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use adapter_crypto::{EdDsaSigner, SystemSecrets, new_signing_key};
use adapter_local::{LocalQueue, SystemEntropy};
use adapter_memory::Memory;
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{Account, AccountCounts, AuthorFacts, DisplayName, Profile, Scopes, Username};
use domain::ids::{AccountId, PostId, Snowflake};
use domain::posts::{PostFacts, Published, Visibility};
use domain::realtime::{Announced, Envelope, Event, LogId, Logged, Position, Topic};
use service::channels::{ChannelPorts, Channels, Rooms};
use service::identity::Tokens;
use service::realtime::{EventLog, EventQueue, Head, ReadFrom, Slice, Whereabouts};
use service::{Entropy, PortError};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;
use wire::health::Readiness;
use wire::mastodon::Links;
use wire::serve::{Limits, Shutdown, serve};
use wire::settings::SocketRules;
use wire::telemetry::Metrics;
use ws_server::{Streaming, StreamingPorts, keep_fed, router};

use super::Place;
use crate::Outcome;
use crate::load::{Mark, Publication};

/// Characters of a post.
const TEXT: usize = 200;

/// Serves until it is killed.
pub(crate) fn run(place: &Place) -> Outcome<()> {
    // as the server's own main does it; on one core that is one worker
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
        let log = Arc::new(PassedOn { id: LogId(entropy.uuid()), position: AtomicU64::new(0) });
        let queue = LocalQueue::new();
        let (streaming, tokens) = streaming(Arc::clone(&log) as _, &queue, Arc::clone(&entropy))?;
        let bearers = bearers(&tokens, place.members).await?.join("\n");
        place.tokens.iter().try_for_each(|file| std::fs::write(file, &bearers))?;
        tokio::spawn(keep_fed(Arc::clone(&streaming), Arc::new(queue.clone()), Arc::clone(&entropy)));
        tokio::spawn(Arc::clone(&streaming).keep_count());
        let listener = TcpListener::bind(place.listen).await?;
        let service = router(Arc::clone(&streaming), Readiness::default(), Metrics::recorder());
        tokio::spawn(async move { serve(listener, service, Limits::default(), &Shutdown::default()).await });
        while !streaming.is_fed() {
            tokio::task::yield_now().await;
        }
        let control = TcpListener::bind(place.control).await?;
        let (publisher, _) = control.accept().await?;
        let posts = place.posts;
        // among the workers, as the broker's connection is
        tokio::spawn(async move { Publisher { posts, log, queue, entropy }.repeat(publisher).await }).await?
    })
}

fn streaming(
    log: Arc<dyn EventLog>,
    queue: &LocalQueue,
    entropy: Arc<dyn Entropy>,
) -> Outcome<(Arc<Streaming>, Tokens)> {
    let links = Links::new(&"http://127.0.0.1:8000".parse()?, &"ws://127.0.0.1:8001".parse()?)?;
    let store = Arc::new(Memory::new(Arc::clone(&entropy)));
    let key = new_signing_key(entropy.uuid(), entropy.now())?;
    let signer = Arc::new(EdDsaSigner::new(&[key], "http://127.0.0.1:8000")?);
    let tokens = Tokens::new(Arc::clone(&store) as _, signer, Arc::clone(&entropy));
    let rooms = Rooms::of(Channels::new(ChannelPorts::on(&store), Arc::clone(&entropy)));
    let ports = StreamingPorts {
        log,
        follows: store.clone(),
        arrangements: store.clone(),
        tokens: tokens.clone(),
        queue: Arc::new(queue.clone()),
        rooms,
        handovers: store,
        secrets: Arc::new(SystemSecrets),
        entropy,
    };
    Ok((Streaming::new(ports, links, SocketRules::default()), tokens))
}

/// A token for each of so many members.
async fn bearers(tokens: &Tokens, members: usize) -> Outcome<Vec<String>> {
    let mut bearers = Vec::with_capacity(members);
    for number in 1..=i64::try_from(members)? {
        let granted = tokens.grant(AccountId::stored(number), Scopes::live()).await?;
        bearers.push(granted.bearer);
    }
    Ok(bearers)
}

/// Tells announcements on the topics, or posts by one author.
struct Publisher {
    posts: bool,
    log: Arc<PassedOn>,
    queue: LocalQueue,
    entropy: Arc<dyn Entropy>,
}

impl Publisher {
    async fn repeat(&self, mut control: TcpStream) -> Outcome<()> {
        let mut buffer = vec![0; 4096];
        let mut held = 0;
        loop {
            let read = control.read(&mut buffer[held..]).await?;
            if read == 0 {
                return Ok(());
            }
            held += read;
            let (publications, taken) = Publication::all_raw(&buffer[..held]);
            buffer.copy_within(taken..held, 0);
            held -= taken;
            let events: Vec<_> = publications.into_iter().map(|one| self.event(one)).collect();
            self.queue.publish(&events).await?;
        }
    }

    fn event(&self, publication: Publication) -> Arc<Logged> {
        let now = self.entropy.now();
        let position = Position::new(self.log.position.fetch_add(1, Ordering::Relaxed) + 1);
        let id = self.entropy.uuid();
        let event = if self.posts {
            let post = post(publication.mark, position, now);
            Event::Published(Box::new(Published { post, author: author(now) }))
        } else {
            let topic = format!("channel:update.{}", publication.topic);
            Event::Announced(Box::new(Announced { topic, message: publication.message(), by: AUTHOR }))
        };
        let envelope = Envelope {
            id,
            version: Envelope::VERSION,
            time: now,
            actor: Some(AUTHOR),
            correlation: id,
            causation: None,
            trace: None,
            event,
        };
        Arc::new(Logged { position, envelope })
    }
}

const AUTHOR: AccountId = AccountId::stored(114_000_000_000_000_000);

fn post(mark: Mark, position: Position, now: Timestamp) -> PostFacts {
    let number = i64::try_from(position.number()).unwrap_or_default();
    PostFacts {
        id: PostId::stored(Snowflake::at(now).raw() | (number & 0xffff)),
        author: AUTHOR,
        text: format!("{:.<TEXT$}", mark.to_string()),
        spoiler: String::new(),
        sensitive: false,
        language: Some("en".to_owned()),
        visibility: Visibility::Public,
        reply_to: None,
        mentions: vec![],
        hashtags: vec![],
        attachments: vec![],
        poll: None,
        application: None,
        edited_at: None,
        published_at: now,
    }
}

fn author(now: Timestamp) -> AuthorFacts {
    let account = Account {
        display_name: DisplayName::stored("Ada Lovelace"),
        ..Account::plain(AUTHOR, Username::stored("ada"), now)
    };
    let counts = AccountCounts { followers: 1_000, following: 100, posts: 1_000, last_post_at: Some(now) };
    (&Profile { account, counts }).into()
}

/// A log that holds nothing: what was told was told.
struct PassedOn {
    id: LogId,
    position: AtomicU64,
}

#[async_trait]
impl EventLog for PassedOn {
    async fn head(&self) -> Result<Head, PortError> {
        let position = Position::new(self.position.load(Ordering::Relaxed));
        Ok(Head { log: self.id, position, floor: Position::START, published: position })
    }

    async fn read(&self, after: Position, _: Position, _: usize) -> Result<ReadFrom, PortError> {
        Ok(ReadFrom::Slice(Slice { events: vec![], through: after }))
    }

    async fn read_topics(
        &self,
        _: &[Topic],
        _: Position,
        through: Position,
        _: usize,
    ) -> Result<ReadFrom, PortError> {
        Ok(ReadFrom::Slice(Slice { events: vec![], through }))
    }

    async fn whereabouts(&self, _: &Topic, _: Uuid) -> Result<Whereabouts, PortError> {
        Ok(Whereabouts::Gone)
    }

    async fn trim(&self, _: Timestamp) -> Result<Position, PortError> {
        Ok(Position::START)
    }
}

//! Watching inside one process: relay, feed and hub as a server runs them, without its sockets.
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use adapter_local::LocalQueue;
use adapter_memory::Memory;
use async_trait::async_trait;
use bytes::Bytes;
use domain::ids::AccountId;
use domain::posts::Hashtag;
use domain::realtime::{Logged, Position};
use service::posts::FollowRepository;
use service::realtime::{
    Channel, ConnectionId, Delivery, EventLog, EventQueue, Feed, Format, Hub, Label, Listening,
    NewConnection, Outbound, Page, ReadFrom, Subscription,
};
use service::relay::Relay;
use service::{Entropy, PortError};
use tokio::task::JoinSet;

use super::super::{Answer, Refused, Rule, Sight, SocketNonsense, Stream, Watch};
use super::renderer::{AsLogged, seen};

/// Everything between the outbox and the screens.
pub(super) struct Live {
    store: Arc<Memory>,
    hub: Arc<Hub>,
    /// They end with it.
    _tasks: JoinSet<()>,
}

impl Live {
    pub(super) async fn start(
        store: Arc<Memory>,
        queue: Arc<LocalQueue>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, PortError> {
        let subscription = queue.subscribe().await?;
        let feed = Feed::start(store.clone()).await?;
        let hub = Arc::new(Hub::new(Arc::new(AsLogged)));
        hub.start_over(feed.log(), feed.position());
        let relay = Relay::new(store.clone(), store.clone(), queue, entropy);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { relay.run().await });
        tasks.spawn(follow(feed, subscription, Arc::clone(&hub)));
        Ok(Self { store, hub, _tasks: tasks })
    }

    pub(super) async fn watch(
        &self,
        viewer: Option<AccountId>,
        stream: &Stream,
        since: Option<&str>,
    ) -> Answer<Screen> {
        let since = since.map(str::parse).transpose().map_err(|_| Refused::by(Rule::Senseless))?;
        let channel = match stream {
            Stream::Home => Channel::Home,
            Stream::Public => Channel::Public,
            Stream::Tag(tag) => {
                Channel::Hashtag(Hashtag::parse(tag).map_err(|_| Refused::by(Rule::Senseless))?)
            }
        };
        if let Some(reader) = viewer.filter(|_| channel == Channel::Home)
            && self.hub.expect_reader(reader)
        {
            self.hub.know_reader(self.store.home(reader).await?);
        }
        let started = self.hub.connect(NewConnection { viewer, format: Format::Resumable, since });
        let label = Label(format!("{stream:?}").into());
        self.hub.subscribe(started.id, &Listening { channel, label });
        let mut screen = Screen {
            log: self.store.clone(),
            hub: Arc::clone(&self.hub),
            id: started.id,
            outbound: started.outbound,
            frames: VecDeque::new(),
            bookmark: None,
        };
        screen.catch_up(started.cursor.position).await?;
        Ok(screen)
    }
}

/// Brings the log to the hub, as it is delivered and, where the queue lost something, as it is.
async fn follow(mut feed: Feed, mut subscription: Box<dyn Subscription>, hub: Arc<Hub>) {
    let mut out = |event: Arc<Logged>| {
        hub.apply(&event);
    };
    loop {
        let taken = match tokio::time::timeout(Duration::from_secs(1), subscription.next()).await {
            Ok(Some(Delivery::Event(event))) => feed.take(event, &mut out).await,
            Ok(Some(Delivery::Gap)) | Err(_) => feed.look(&mut out).await,
            Ok(None) => return,
        };
        if taken.is_err() {
            return;
        }
    }
}

/// A connection to the hub.
pub(super) struct Screen {
    log: Arc<Memory>,
    hub: Arc<Hub>,
    id: ConnectionId,
    outbound: Arc<Outbound>,
    frames: VecDeque<Bytes>,
    bookmark: Option<String>,
}

impl Screen {
    async fn catch_up(&mut self, from: Position) -> Result<(), PortError> {
        let mut after = from;
        let mut page = self.hub.page(self.id, after);
        loop {
            page = match page {
                Page::Frames { frames, through } => {
                    self.frames.extend(frames);
                    after = through;
                    self.hub.page(self.id, after)
                }
                Page::Older { topics, through } => {
                    match self.log.read_topics(&topics, after, through, 256).await? {
                        ReadFrom::Slice(slice) => self.hub.render(self.id, &slice),
                        ReadFrom::Trimmed(_) => {
                            return Err(PortError::new("event log", "nothing is trimmed in a scenario"));
                        }
                    }
                }
                Page::Follows | Page::Closed => return Ok(()),
            };
        }
    }
}

#[async_trait]
impl Watch for Screen {
    async fn next(&mut self) -> Option<Sight> {
        loop {
            if let Some(frame) = self.frames.pop_front() {
                let (sight, position) = seen(&frame)?;
                self.bookmark = position.or(self.bookmark.take());
                return Some(sight);
            }
            let taken = self.outbound.take().await;
            self.frames = taken.frames;
            if taken.cut.is_some() && self.frames.is_empty() {
                return None;
            }
        }
    }

    fn bookmark(&self) -> Option<String> {
        self.bookmark.clone()
    }

    async fn blunder(&mut self, _: SocketNonsense) {}
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.hub.disconnect(self.id);
    }
}

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Screen({:?})", self.id)
    }
}

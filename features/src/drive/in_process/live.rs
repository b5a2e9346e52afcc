//! Watching inside one process: relay, feed, hub and sessions as a server runs them, without its sockets.
use std::sync::Arc;
use std::time::Duration;

use adapter_local::LocalQueue;
use adapter_memory::Memory;
use async_trait::async_trait;
use bytes::Bytes;
use domain::identity::{Grantee, TokenId};
use domain::ids::AccountId;
use domain::posts::Hashtag;
use domain::realtime::{Event, LiveTopic, Logged, TopicName};
use domain::shop::pim::ProductId;
use service::channels::Rooms;
use service::duty::{Effect, Follower};
use service::identity::Tokens;
use service::realtime::gateway::{
    Act, Command, Content, Desk, Gateway, Handing, Limits, Machine, Publish, Turn,
};
use service::realtime::{
    Announcements, Aside, Channel, Delivery, EventQueue, Feed, Format, Hub, Label, Listening, Opening,
    Session, Sessions, Step, Subscription,
};
use service::relay::Relay;
use service::{Entropy, PortError};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use super::super::{Answer, Reader, Refused, Rule, Sight, SocketNonsense, Stream, Watch};
use super::doors::CountedSecrets;
use super::renderer::{AsLogged, seen};

/// Everything between the outbox and the screens.
pub(super) struct Live {
    sessions: Arc<Sessions>,
    gateway: Gateway,
    pub(super) announcements: Announcements,
    /// They end with it.
    _tasks: JoinSet<()>,
}

impl Live {
    pub(super) async fn start(
        store: Arc<Memory>,
        queue: Arc<LocalQueue>,
        effect: Arc<dyn Effect>,
        entropy: Arc<dyn Entropy>,
        (tokens, rooms): (Tokens, Rooms),
    ) -> Result<Self, PortError> {
        let subscription = queue.subscribe().await?;
        let feed = Feed::start(store.clone()).await?;
        let hub = Arc::new(Hub::new(Arc::new(AsLogged)));
        hub.start_over(feed.log(), feed.position());
        let aside: Aside = || Box::pin(std::future::ready(()));
        let sessions = Sessions::new(Arc::clone(&hub), store.clone(), store.clone(), store.clone(), aside);
        let desk = Desk::new(rooms, (store.clone(), queue.clone()), Arc::clone(&entropy), 0);
        let secrets = Arc::new(CountedSecrets::default());
        let handing = Handing { rows: store.clone(), secrets, entropy: Arc::clone(&entropy) };
        let gateway = Gateway::new(Arc::clone(&sessions), tokens.clone(), desk, handing);
        let announcements = Announcements::new(store.clone(), Arc::clone(&entropy));
        let follower = Follower::new(store.clone(), store.clone(), effect, &*entropy);
        let relay = Relay::new(store.clone(), store, queue, entropy);
        let head = relay.head();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { relay.run().await });
        tasks.spawn(follow(feed, subscription, hub, tokens));
        tasks.spawn(async move { follower.run(head).await });
        Ok(Self { sessions, gateway, announcements, _tasks: tasks })
    }

    /// Says something in a room, as a client of the gateway does.
    pub(super) async fn publish(
        &self,
        by: Reader<'_>,
        room: AccountId,
        text: &str,
        key: Option<&str>,
    ) -> Answer<()> {
        let publish = Publish {
            nonce: String::new(),
            topic: LiveTopic::of(TopicName::RoomMessage, room).to_string(),
            message: Content::Members([("text".to_owned(), Some(text.to_owned()))].into()),
            id: key.map(str::to_owned),
            token: by.map(|session| session.bearer.clone()),
        };
        let answer = match Machine::new(Limits::default()).hear(Command::Publish(publish), Duration::ZERO) {
            Act::Publish(posting) => self.gateway.publish(&Turn::default(), posting).await,
            Act::Answer(answer) => answer,
            other => panic!("{other:?}"),
        };
        match (answer.error, answer.published) {
            (None, Some(_)) => Ok(()),
            (code, _) => {
                let reason = answer.refused.first().map(|refused| refused.reason.as_str());
                Err(Refused::at_gateway(code.map_or("", |code| code.as_str()), reason.unwrap_or_default()))
            }
        }
    }

    pub(super) async fn watch(
        &self,
        viewer: Option<AccountId>,
        held: Option<(TokenId, Grantee)>,
        stream: &Stream,
        since: Option<&str>,
    ) -> Answer<Screen> {
        let senseless = || Refused::by(Rule::Senseless);
        let since = since.map(str::parse).transpose().map_err(|_| senseless())?;
        let channel = match stream {
            Stream::Home => Channel::Home,
            Stream::Public => Channel::Public,
            Stream::Conversations => Channel::Conversations,
            Stream::List(list) => Channel::List(*list),
            Stream::Tag(tag) => Channel::Hashtag(Hashtag::parse(tag).map_err(|_| senseless())?),
            Stream::Product(id) => Channel::Live(LiveTopic::product(&ProductId::parse(id)?)),
            Stream::Cart => {
                Channel::Live(LiveTopic::of(TopicName::CartUpdate, viewer.ok_or_else(senseless)?))
            }
            Stream::Channel(id) => Channel::Live(LiveTopic::of(TopicName::ChannelUpdate, *id)),
            Stream::Orders => {
                Channel::Live(LiveTopic::of(TopicName::OrderUpdate, viewer.ok_or_else(senseless)?))
            }
        };
        let opening = Opening { viewer, held, format: Format::Resumable, since, lane_of: None };
        let (mut session, recovered) = self.sessions.open(opening).await?;
        let label = Label(format!("{stream:?}").into());
        session.listen(&Listening { channel, label }).await?;
        if !recovered {
            return Err(Refused { rule: Rule::Broken, words: "it cannot go on from there".to_owned() });
        }
        Ok(Screen::of(session).await)
    }
}

/// Brings the log to the hub, as it is delivered and, where the queue lost something, as it is.
async fn follow(mut feed: Feed, mut subscription: Box<dyn Subscription>, hub: Arc<Hub>, tokens: Tokens) {
    let mut out = |event: Arc<Logged>| {
        if let Event::TokenRevoked(revoked) = &event.envelope.event {
            tokens.forget(revoked);
        }
        hub.apply(&[event]);
    };
    loop {
        let taken = match tokio::time::timeout(Duration::from_secs(1), subscription.next()).await {
            Ok(Some(Delivery::Event(event))) => feed.take(event, &mut out).await,
            Ok(Some(Delivery::Passing(passing))) => {
                hub.pass(&passing);
                Ok(())
            }
            Ok(Some(Delivery::Gap)) | Err(_) => feed.look(&mut out).await,
            Ok(None) => return,
        };
        if taken.is_err() {
            return;
        }
    }
}

/// A session that goes on by itself, as that of a socket does.
pub(super) struct Screen {
    frames: UnboundedReceiver<Bytes>,
    bookmark: Option<String>,
    /// The session ends with it.
    _session: JoinSet<()>,
}

impl Screen {
    /// From here on, nothing is missed.
    async fn of(mut session: Session) -> Self {
        let (write, frames) = unbounded_channel();
        while !session.follows() {
            tokio::select! {
                biased;
                step = session.next() => {
                    if !written(step, &write) {
                        break;
                    }
                }
                () = tokio::task::yield_now() => {}
            }
        }
        let mut going = JoinSet::new();
        going.spawn(async move { while written(session.next().await, &write) {} });
        Self { frames, bookmark: None, _session: going }
    }
}

/// Whether the session goes on.
fn written(step: Step, write: &UnboundedSender<Bytes>) -> bool {
    match step {
        Step::Write(frames) => frames.into_iter().all(|frame| write.send(frame).is_ok()),
        Step::Close(_) | Step::Pause(_) => false,
    }
}

#[async_trait]
impl Watch for Screen {
    async fn next(&mut self) -> Option<Sight> {
        let (sight, position) = seen(&self.frames.recv().await?)?;
        self.bookmark = position.or(self.bookmark.take());
        Some(sight)
    }

    fn bookmark(&self) -> Option<String> {
        self.bookmark.clone()
    }

    async fn blunder(&mut self, _: SocketNonsense) {}
}

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Screen")
    }
}

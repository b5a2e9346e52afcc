//! Listens to events, over a connection that a supervisor keeps up.
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicQosOptions, QueueBindOptions, QueueDeclareOptions,
};
use lapin::types::{AMQPValue, FieldTable, ShortString};
use lapin::{Acker, Channel, Consumer};
use service::realtime::{Delivery, Subscription};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use crate::backoff::Backoff;
use crate::broker::Broker;
use crate::link::Link;
use crate::message;
use crate::presence::{Place, Presence};

/// What a supervisor hears, with little room: what does not fit waits at the broker. It never ends by itself.
pub(crate) struct Listener(mpsc::Receiver<Delivery>);

#[async_trait]
impl Subscription for Listener {
    async fn next(&mut self) -> Option<Delivery> {
        self.0.recv().await
    }
}

impl Listener {
    /// Deliveries that wait here for the listener.
    const ROOM: usize = 256;
    /// How long to wait for the first connection. Where it comes later, it begins with a gap.
    const AT_FIRST: Duration = Duration::from_secs(1);

    /// Begins to listen; the supervisor ends when this is dropped.
    pub(crate) async fn start(broker: Broker, presence: &Presence) -> Self {
        let (heard, deliveries) = mpsc::channel(Self::ROOM);
        let (bound, first) = oneshot::channel();
        tokio::spawn(keep_listening(broker, presence.place("listen"), heard, bound));
        // told or dropped, the first attempt is over
        let _ = timeout(Self::AT_FIRST, first).await;
        Self(deliveries)
    }
}

async fn keep_listening(
    broker: Broker,
    mut place: Place,
    heard: mpsc::Sender<Delivery>,
    bound: oneshot::Sender<()>,
) {
    let (mut backoff, mut first) = (Backoff::new(), Some(bound));
    while !heard.is_closed() {
        let opened = tokio::select! {
            opened = Ears::open(&broker) => opened,
            () = heard.closed() => return,
        };
        let in_time = first.take();
        let held = match opened {
            Ok(ears) => {
                let since = Instant::now();
                place.up();
                let missed_nothing = in_time.is_some_and(|bound| bound.send(()).is_ok());
                if let Some(reason) = ears.listen(&heard, !missed_nothing).await {
                    place.down(&reason);
                }
                since.elapsed()
            }
            Err(error) => {
                drop(in_time);
                place.down(&error.to_string());
                Duration::ZERO
            }
        };
        tokio::select! {
            () = sleep(backoff.after(held)) => {}
            () = heard.closed() => return,
        }
    }
}

/// Queues of our own at the broker, which go with their connection.
struct Ears {
    link: Link,
    events: Consumer,
    passing: Consumer,
    /// What the queue of what is kept nowhere came by.
    _beside: Channel,
}

impl Ears {
    /// Events that wait at the broker at the most; then the oldest are dropped, and their positions are missing.
    const AT_BROKER: i32 = 10_000;
    /// The same of what is kept nowhere.
    const PASSING: i32 = 1_000;
    /// Events on their way to us.
    const PREFETCH: u16 = 200;

    async fn open(broker: &Broker) -> lapin::Result<Self> {
        let link = Link::open(broker, "rookery listens").await?;
        let events = consumer(&link.channel, &broker.exchange, Self::AT_BROKER).await?;
        // on a channel of its own: what is taken there is acknowledged by itself
        let beside = link.another_channel().await?;
        let passing = consumer(&beside, &broker.passing, Self::PASSING).await?;
        Ok(Self { link, events, passing, _beside: beside })
    }

    /// Passes on what comes, until the connection is lost, and says why; nothing when nobody listens any more.
    async fn listen(mut self, heard: &mpsc::Sender<Delivery>, gap: bool) -> Option<String> {
        if gap && heard.send(Delivery::Gap).await.is_err() {
            return None;
        }
        let link = &self.link;
        let reason = tokio::select! {
            reason = pass_on(&mut self.events, heard) => Some(reason),
            reason = let_pass(&mut self.passing, heard) => Some(reason),
            reason = link.lost() => Some(reason),
            () = heard.closed() => None,
        };
        link.close().await;
        reason
    }
}

/// Binds a new queue of a new name: the one of before may still be held by a connection that the broker believes alive.
async fn consumer(channel: &Channel, exchange: &ShortString, most: i32) -> lapin::Result<Consumer> {
    let (name, any) = (ShortString::from(format!("ws.{}", Uuid::new_v4().simple())), ShortString::default());
    let ours = QueueDeclareOptions { exclusive: true, auto_delete: true, ..QueueDeclareOptions::default() };
    channel.queue_declare(name.clone(), ours, bounded(most)).await?;
    let bind = QueueBindOptions::default();
    channel.queue_bind(name.clone(), exchange.clone(), any.clone(), bind, FieldTable::default()).await?;
    channel.basic_qos(Ears::PREFETCH, BasicQosOptions::default()).await?;
    let consume = BasicConsumeOptions { exclusive: true, ..BasicConsumeOptions::default() };
    channel.basic_consume(name, any, consume, FieldTable::default()).await
}

fn bounded(most: i32) -> FieldTable {
    let mut arguments = FieldTable::default();
    arguments.insert("x-max-length".into(), AMQPValue::LongInt(most));
    arguments.insert("x-overflow".into(), AMQPValue::LongString("drop-head".into()));
    arguments
}

/// Passes on what comes until nothing more can come, and says why.
async fn pass_on(consumer: &mut Consumer, heard: &mpsc::Sender<Delivery>) -> String {
    let mut taken = Taken::default();
    loop {
        match timeout(Taken::SETTLED_AFTER, consumer.next()).await {
            Err(_) => taken.settle().await,
            Ok(None) => return "the broker cancelled our queue".to_owned(),
            Ok(Some(Err(error))) => return error.to_string(),
            Ok(Some(Ok(message))) => {
                if heard.send(delivery(&message.data)).await.is_err() {
                    return "nobody listens".to_owned();
                }
                taken.one_more(message.acker).await;
            }
        }
    }
}

/// The same of what is kept nowhere: what finds no room, or is of a kind that a newer server tells, is dropped.
async fn let_pass(consumer: &mut Consumer, heard: &mpsc::Sender<Delivery>) -> String {
    let mut taken = Taken::default();
    loop {
        match timeout(Taken::SETTLED_AFTER, consumer.next()).await {
            Err(_) => taken.settle().await,
            Ok(None) => return "the broker cancelled our queue of what passes".to_owned(),
            Ok(Some(Err(error))) => return error.to_string(),
            Ok(Some(Ok(message))) => {
                let read = message::read_passing(&message.data).ok();
                if read.is_none_or(|passing| heard.try_send(Delivery::Passing(passing)).is_err()) {
                    metrics::counter!("rookery_broker_passing_dropped_total").increment(1);
                }
                taken.one_more(message.acker).await;
            }
        }
    }
}

/// What nobody can read is dropped, and told as a gap: the log has it.
fn delivery(body: &[u8]) -> Delivery {
    message::read(body).map_or_else(
        |error| {
            metrics::counter!("rookery_broker_unreadable_total").increment(1);
            tracing::warn!(%error, bytes = body.len(), "dropped a message that is no event");
            Delivery::Gap
        },
        Delivery::Event,
    )
}

/// Messages that were passed on and not acknowledged yet: half of what the broker sends ahead at the most.
#[derive(Default)]
struct Taken {
    count: u16,
    last: Option<Acker>,
}

impl Taken {
    const AT_ONCE: u16 = Ears::PREFETCH / 2;
    const SETTLED_AFTER: Duration = Duration::from_secs(1);

    async fn one_more(&mut self, message: Acker) {
        self.count += 1;
        self.last = Some(message);
        if self.count >= Self::AT_ONCE {
            self.settle().await;
        }
    }

    async fn settle(&mut self) {
        self.count = 0;
        if let Some(last) = self.last.take() {
            // it fails when the connection is lost, which is found out elsewhere
            let _ = last.ack(BasicAckOptions { multiple: true }).await;
        }
    }
}

//! Keeps the hub fed: from the queue while it is there, from the log in any case.
use std::sync::Arc;
use std::time::Duration;

use domain::realtime::{Event, Fleeting, Logged, Passing};
use futures_util::FutureExt;
use service::Entropy;
use service::PortError;
use service::identity::Tokens;
use service::realtime::{Delivery, EventLog, EventQueue, Feed, FeedError, Hub, Subscription};
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::attending::Attending;

/// Feeds a hub; runs until it is dropped.
pub struct Feeding {
    hub: Arc<Hub>,
    tokens: Option<Tokens>,
    attending: Option<Arc<Attending>>,
    log: Arc<dyn EventLog>,
    queue: Arc<dyn EventQueue>,
    entropy: Arc<dyn Entropy>,
}

impl Feeding {
    /// How often the end of the log is compared: what the queue lost is delivered after so long at the latest.
    const LOOK: Duration = Duration::from_secs(1);

    /// Over these ports.
    #[must_use]
    pub fn new(
        hub: Arc<Hub>,
        log: Arc<dyn EventLog>,
        queue: Arc<dyn EventQueue>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { hub, tokens: None, attending: None, log, queue, entropy }
    }

    /// Has these tokens hear of those that end.
    #[must_use]
    pub fn telling(self, tokens: Tokens) -> Self {
        Self { tokens: Some(tokens), ..self }
    }

    /// Has this hear of those who listen at other servers.
    #[must_use]
    pub(crate) fn attending(self, attending: Arc<Attending>) -> Self {
        Self { attending: Some(attending), ..self }
    }

    /// Feeds the hub for ever.
    pub async fn run(&self) {
        let mut subscription = self.subscribe().await;
        let mut feed = self.begin().await;
        let mut look = interval(Self::LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let mut batch = Batch { feeding: self, events: vec![] };
            let fed = tokio::select! {
                delivery = next(&mut subscription) => {
                    self.take(delivery, &mut subscription, &mut feed, &mut batch).await
                }
                _ = look.tick() => {
                    if subscription.is_none() {
                        subscription = self.subscribe().await;
                    }
                    feed.look(&mut |event| batch.push(event)).await
                }
            };
            batch.flush();
            match fed {
                Ok(()) => {}
                Err(FeedError::Port(error)) => tracing::warn!(%error, "the feed waits for the log"),
                Err(FeedError::AnotherLog) => feed = self.begin().await,
            }
        }
    }

    /// Takes what was delivered, and what else is there already.
    async fn take(
        &self,
        mut delivery: Option<Delivery>,
        subscription: &mut Option<Box<dyn Subscription>>,
        feed: &mut Feed,
        batch: &mut Batch<'_>,
    ) -> Result<(), FeedError> {
        for left in (0..Batch::LEN).rev() {
            match delivery {
                Some(Delivery::Event(event)) => {
                    if event.position != feed.position().next() {
                        // to read what is missing may take a while
                        batch.flush();
                    }
                    feed.take(event, &mut |event| batch.push(event)).await?;
                }
                Some(Delivery::Passing(passing)) => {
                    batch.flush();
                    self.pass(&passing);
                }
                Some(Delivery::Gap) => {
                    batch.flush();
                    feed.look(&mut |event| batch.push(event)).await?;
                }
                None => *subscription = None,
            }
            if left == 0 {
                break;
            }
            match next(subscription).now_or_never() {
                Some(another) => delivery = another,
                None => break,
            }
        }
        Ok(())
    }

    fn pass(&self, passing: &Passing) {
        if let (Fleeting::Attended(told), Some(attending)) = (&passing.what, &self.attending) {
            attending.heed(told);
        }
        let reached = self.hub.pass(passing);
        metrics::counter!("rookery_passing_deliveries_total").increment(reached as u64);
    }

    async fn subscribe(&self) -> Option<Box<dyn Subscription>> {
        let subscribed = self.queue.subscribe().await;
        subscribed.inspect_err(|error| tracing::warn!(%error, "living on the log meanwhile")).ok()
    }

    async fn begin(&self) -> Feed {
        loop {
            match Feed::start(Arc::clone(&self.log)).await {
                Ok(feed) => {
                    self.tokens.iter().for_each(Tokens::forget_all);
                    self.hub.start_over(feed.log(), feed.position());
                    return feed;
                }
                Err(error) => self.wait(&error).await,
            }
        }
    }

    async fn wait(&self, error: &PortError) {
        tracing::warn!(%error, "the feed waits for the log");
        sleep(Self::LOOK / 4).await;
    }
}

/// Events that go to the hub together.
struct Batch<'a> {
    feeding: &'a Feeding,
    events: Vec<Arc<Logged>>,
}

impl Batch<'_> {
    /// Events at the most: few enough that no connection has to hold more of them than may wait for it.
    const LEN: usize = 32;

    fn push(&mut self, event: Arc<Logged>) {
        // first, so that whoever comes in after the hub has heard of it is not believed any more
        if let (Some(tokens), Event::TokenRevoked(revoked)) = (&self.feeding.tokens, &event.envelope.event) {
            tokens.forget(revoked);
        }
        self.events.push(event);
        if self.events.len() == Self::LEN {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let Some(last) = self.events.last() else { return };
        let fanned = self.feeding.hub.apply(&self.events);
        let now = self.feeding.entropy.now();
        for event in &self.events {
            let late = now.duration_since(event.envelope.time).as_secs_f64();
            metrics::histogram!("rookery_publish_to_delivery_seconds").record(late.max(0.0));
        }
        metrics::counter!("rookery_deliveries_total").increment(fanned.reached as u64);
        metrics::counter!("rookery_slow_connections_cut_total").increment(fanned.cut as u64);
        #[expect(clippy::cast_precision_loss, reason = "a gauge")]
        metrics::gauge!("rookery_log_position").set(last.position.number() as f64);
        self.events.clear();
    }
}

/// The next delivery; never one without a subscription.
async fn next(subscription: &mut Option<Box<dyn Subscription>>) -> Option<Delivery> {
    match subscription {
        Some(subscription) => subscription.next().await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use adapter_local::{LocalQueue, SystemEntropy};
    use domain::Timestamp;
    use domain::ids::{AccountId, PostId};
    use domain::posts::Favourited;
    use domain::realtime::{Envelope, LogId, Position, Topic};
    use service::realtime::{Head, ReadFrom, Slice, Whereabouts};
    use uuid::Uuid;

    use super::*;
    use crate::streaming::MastodonFrames;

    /// A log that counts how often it was read.
    struct Counting(AtomicUsize);

    #[async_trait::async_trait]
    impl EventLog for Counting {
        async fn head(&self) -> Result<Head, PortError> {
            let (log, start) = (LogId(Uuid::from_u128(1)), Position::START);
            Ok(Head { log, position: start, floor: start, published: start })
        }

        async fn read(&self, after: Position, _: Position, _: usize) -> Result<ReadFrom, PortError> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Ok(ReadFrom::Slice(Slice { events: vec![], through: after }))
        }

        async fn read_topics(
            &self,
            _: &[Topic],
            after: Position,
            end: Position,
            limit: usize,
        ) -> Result<ReadFrom, PortError> {
            self.read(after, end, limit).await
        }

        async fn whereabouts(&self, _: &Topic, _: Uuid) -> Result<Whereabouts, PortError> {
            Ok(Whereabouts::Gone)
        }

        async fn trim(&self, _: Timestamp) -> Result<Position, PortError> {
            Ok(Position::START)
        }
    }

    fn told(position: u64) -> Arc<Logged> {
        let id = Uuid::from_u128(position.into());
        let who = AccountId::stored(1);
        let event = Event::Favourited(Favourited { post: PostId::stored(2), author: who, by: who });
        let (version, time) = (1, Timestamp::UNIX_EPOCH);
        let envelope =
            Envelope { id, version, time, actor: None, correlation: id, causation: None, trace: None, event };
        Arc::new(Logged { position: Position::new(position), envelope })
    }

    #[tokio::test]
    async fn a_burst_of_any_length_comes_out_of_the_queue_alone() {
        let links = wire::mastodon::Links::new(
            &"http://a.example".parse().unwrap(),
            &"ws://a.example".parse().unwrap(),
        );
        let hub = Arc::new(Hub::new(Arc::new(MastodonFrames::new(links.unwrap()))));
        let (log, queue) = (Arc::new(Counting(AtomicUsize::new(0))), LocalQueue::new());
        let feeding = Feeding::new(
            Arc::clone(&hub),
            Arc::clone(&log) as _,
            Arc::new(queue.clone()),
            Arc::new(SystemEntropy),
        );
        let fed = tokio::spawn(async move { feeding.run().await });
        while hub.cursor().is_none() {
            tokio::task::yield_now().await;
        }
        let events: Vec<_> = (1..=100).map(told).collect();
        queue.publish(&events).await.unwrap();
        let last = async {
            while hub.cursor().is_none_or(|here| here.position < Position::new(100)) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), last).await.unwrap();
        assert_eq!(log.0.load(Ordering::Relaxed), 0, "nothing was missing");
        fed.abort();
    }
}

//! Keeps the hub fed: from the queue while it is there, from the log in any case.
use std::sync::Arc;
use std::time::Duration;

use domain::realtime::{Event, Logged};
use futures_util::FutureExt;
use service::Entropy;
use service::PortError;
use service::identity::Tokens;
use service::realtime::{Delivery, EventLog, EventQueue, Feed, FeedError, Hub, Subscription};
use tokio::time::{MissedTickBehavior, interval, sleep};

/// Feeds a hub; runs until it is dropped.
pub struct Feeding {
    hub: Arc<Hub>,
    tokens: Option<Tokens>,
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
        Self { hub, tokens: None, log, queue, entropy }
    }

    /// Has these tokens hear of those that end.
    #[must_use]
    pub fn telling(self, tokens: Tokens) -> Self {
        Self { tokens: Some(tokens), ..self }
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
        let mut taken = 0;
        loop {
            match delivery {
                Some(Delivery::Event(event)) => feed.take(event, &mut |event| batch.push(event)).await?,
                Some(Delivery::Gap) => feed.look(&mut |event| batch.push(event)).await?,
                None => *subscription = None,
            }
            taken += 1;
            delivery = match next(subscription).now_or_never() {
                Some(another) if taken < Batch::LEN => another,
                _ => return Ok(()),
            };
        }
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

//! Keeps the hub fed: from the queue while it is there, from the log in any case.
use std::sync::Arc;
use std::time::Duration;

use domain::realtime::{Event, Logged};
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
            let fed = tokio::select! {
                delivery = next(&mut subscription) => match delivery {
                    Some(Delivery::Event(event)) => feed.take(event, &mut |event| self.apply(&event)).await,
                    Some(Delivery::Gap) => feed.look(&mut |event| self.apply(&event)).await,
                    None => { subscription = None; Ok(()) }
                },
                _ = look.tick() => {
                    if subscription.is_none() {
                        subscription = self.subscribe().await;
                    }
                    feed.look(&mut |event| self.apply(&event)).await
                }
            };
            match fed {
                Ok(()) => {}
                Err(FeedError::Port(error)) => tracing::warn!(%error, "the feed waits for the log"),
                Err(FeedError::AnotherLog) => feed = self.begin().await,
            }
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

    fn apply(&self, event: &Arc<Logged>) {
        // first, so that whoever comes in after the hub has heard of it is not believed any more
        if let (Some(tokens), Event::TokenRevoked(revoked)) = (&self.tokens, &event.envelope.event) {
            tokens.forget(revoked);
        }
        let fanned = self.hub.apply(event);
        let late = self.entropy.now().duration_since(event.envelope.time).as_secs_f64();
        metrics::histogram!("rookery_publish_to_delivery_seconds").record(late.max(0.0));
        metrics::counter!("rookery_deliveries_total").increment(fanned.reached as u64);
        metrics::counter!("rookery_slow_connections_cut_total").increment(fanned.cut as u64);
        #[expect(clippy::cast_precision_loss, reason = "a gauge")]
        metrics::gauge!("rookery_log_position").set(event.position.number() as f64);
    }
}

/// The next delivery; never one without a subscription.
async fn next(subscription: &mut Option<Box<dyn Subscription>>) -> Option<Delivery> {
    match subscription {
        Some(subscription) => subscription.next().await,
        None => std::future::pending().await,
    }
}

//! What stands between the queue and a hub, as the real server has it, and what breaks it on purpose.
use std::sync::Arc;

use domain::realtime::Logged;
use futures_util::future::{Either, select};
use ledger::Plant;
use service::realtime::{Delivery, EventQueue, Feed, FeedError, Hub};

use super::clockwork::{Clockwork, Millis};
use super::queue::Queue;
use super::store::Store;

/// How often the feed compares itself with the log.
const LOOK: Millis = 1_000;

/// Keeps a hub fed, as the real server does.
pub(super) struct Feeding {
    pub(super) hub: Arc<Hub>,
    pub(super) clockwork: Clockwork,
    pub(super) store: Store,
    pub(super) queue: Queue,
    pub(super) spoiler: Spoiler,
}

impl Feeding {
    pub(super) async fn run(mut self) {
        let mut subscription = self.queue.subscribe().await.ok();
        let mut feed = self.begin().await;
        let mut look = self.clockwork.now() + LOOK;
        loop {
            let time_to_look = Box::pin(self.clockwork.until(look));
            let delivery = if let Some(subscription) = &mut subscription {
                match select(subscription.next(), time_to_look).await {
                    Either::Left((delivery, _)) => Some(delivery),
                    Either::Right(_) => None,
                }
            } else {
                time_to_look.await;
                None
            };
            let Self { hub, clockwork, queue, spoiler, .. } = &mut self;
            let mut out = |event: Arc<Logged>| spoiler.apply(hub, clockwork, event);
            let fed = match delivery {
                Some(Some(Delivery::Event(event))) => feed.take(event, &mut out).await,
                Some(Some(Delivery::Passing(_))) => Ok(()),
                Some(Some(Delivery::Gap)) => feed.look(&mut out).await,
                Some(None) => {
                    subscription = None;
                    Ok(())
                }
                None => {
                    look = clockwork.now() + LOOK;
                    if subscription.is_none() {
                        subscription = queue.subscribe().await.ok();
                    }
                    feed.look(&mut out).await
                }
            };
            if let Err(FeedError::AnotherLog) = fed {
                feed = self.begin().await;
            }
        }
    }

    async fn begin(&self) -> Feed {
        loop {
            if let Ok(feed) = Feed::start(Arc::new(self.store.clone())).await {
                self.hub.start_over(feed.log(), feed.position());
                return feed;
            }
            self.clockwork.sleep(LOOK / 4).await;
        }
    }
}

/// Stands between the feed and the hub, and in a run with a planted fault spoils what the feed put right.
pub(super) struct Spoiler {
    plant: Option<Plant>,
    held: Option<Arc<Logged>>,
}

impl Spoiler {
    /// How often, in a thousand.
    const OFTEN: u64 = 100;

    pub(super) fn new(plant: Option<Plant>) -> Self {
        Self { plant, held: None }
    }

    fn apply(&mut self, hub: &Hub, clockwork: &Clockwork, event: Arc<Logged>) {
        let spoils = self.plant.is_some() && clockwork.dice(|dice| dice.happens(Self::OFTEN));
        match self.plant {
            Some(Plant::Loss) if spoils => return,
            Some(Plant::Duplicate) if spoils => {
                hub.apply(&[Arc::clone(&event)]);
            }
            Some(Plant::Reorder) if spoils && self.held.is_none() => {
                self.held = Some(event);
                return;
            }
            _ => {}
        }
        hub.apply(&[event]);
        if let Some(held) = self.held.take() {
            hub.apply(&[held]);
        }
    }
}

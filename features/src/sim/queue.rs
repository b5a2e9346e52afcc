//! A queue that loses, repeats and reorders, and goes away.
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use async_trait::async_trait;
use domain::realtime::{Logged, Passing};
use service::PortError;
use service::realtime::{Delivery, EventQueue, Subscription};

use super::clockwork::{Clockwork, Millis};
use super::weather::{Weather, failure};

/// The broker, as servers reach it.
#[derive(Clone)]
pub(super) struct Queue {
    clockwork: Clockwork,
    weather: Arc<Weather>,
    lines: Arc<Mutex<Vec<Arc<Line>>>>,
}

/// What is on its way to one listener.
#[derive(Default)]
struct Line(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    /// By the moment at which they arrive.
    deliveries: BTreeMap<(Millis, u64), Delivery>,
    sent: u64,
    ended: bool,
    waker: Option<Waker>,
}

impl Queue {
    /// Deliveries that wait for one listener; beyond that the oldest goes, and nobody is told.
    const BOUND: usize = 24;

    pub(super) fn new(clockwork: Clockwork, weather: Arc<Weather>) -> Self {
        Self { clockwork, weather, lines: Arc::default() }
    }

    /// It dies: what waited is gone. Some listeners find out, some are connected again and told of a gap.
    pub(super) fn crash(&self) {
        for line in self.lines().drain(..) {
            let mut waiting = line.waiting();
            waiting.deliveries.clear();
            waiting.ended = true;
            waiting.wake();
        }
    }

    /// A listener's connection is made anew without the listener's doing.
    pub(super) fn hiccup(&self) {
        let now = self.clockwork.now();
        for line in self.lines().iter() {
            let mut waiting = line.waiting();
            waiting.deliveries.clear();
            waiting.put(now, Delivery::Gap);
        }
    }

    async fn on_the_way(&self, per_mille: u64) -> Result<(), PortError> {
        self.clockwork.step().await;
        if self.weather.is_queue_down() || self.clockwork.dice(|dice| dice.happens(per_mille)) {
            return Err(failure("the broker is away"));
        }
        Ok(())
    }

    fn send(&self, event: &Arc<Logged>) {
        let odds = self.weather.odds();
        let now = self.clockwork.now();
        self.lines().retain(|line| Arc::strong_count(line) > 1);
        for line in self.lines().iter() {
            let mut waiting = line.waiting();
            self.clockwork.dice(|dice| {
                if !dice.happens(odds.loses) {
                    for _ in 0..=u64::from(dice.happens(odds.repeats)) {
                        waiting.put(now + dice.below(odds.jitter + 1), Delivery::Event(Arc::clone(event)));
                    }
                }
                if dice.happens(odds.gaps) {
                    waiting.put(now, Delivery::Gap);
                }
            });
            while waiting.deliveries.len() > Self::BOUND {
                waiting.deliveries.pop_first();
            }
        }
    }

    fn lines(&self) -> MutexGuard<'_, Vec<Arc<Line>>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn put(&mut self, arrival: Millis, delivery: Delivery) {
        self.sent += 1;
        self.deliveries.insert((arrival, self.sent), delivery);
        self.wake();
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

#[async_trait]
impl EventQueue for Queue {
    async fn publish(&self, events: &[Arc<Logged>]) -> Result<(), PortError> {
        let odds = self.weather.odds();
        // a client that recovers by itself may let its callers wait for as long as the broker is away
        if self.clockwork.dice(|dice| dice.happens(500)) {
            while self.weather.is_queue_down() {
                self.clockwork.sleep(100).await;
            }
        }
        self.on_the_way(odds.before).await?;
        for event in events {
            self.send(event);
            if self.clockwork.dice(|dice| dice.happens(200)) {
                self.on_the_way(odds.after).await?;
            }
        }
        self.on_the_way(odds.after).await
    }

    async fn pass(&self, _: &Arc<Passing>) -> Result<(), PortError> {
        // nobody says anything in passing there
        self.on_the_way(self.weather.odds().before).await
    }

    async fn subscribe(&self) -> Result<Box<dyn Subscription>, PortError> {
        self.on_the_way(self.weather.odds().before).await?;
        let line = Arc::<Line>::default();
        self.lines().push(Arc::clone(&line));
        self.on_the_way(self.weather.odds().after).await?;
        Ok(Box::new(Listening { clockwork: self.clockwork.clone(), line }))
    }
}

struct Listening {
    clockwork: Clockwork,
    line: Arc<Line>,
}

#[async_trait]
impl Subscription for Listening {
    async fn next(&mut self) -> Option<Delivery> {
        std::future::poll_fn(|cx| {
            let mut waiting = self.line.waiting();
            if waiting.ended {
                return Poll::Ready(None);
            }
            if let Some(first) = waiting.deliveries.first_entry() {
                let (arrival, _) = *first.key();
                if arrival <= self.clockwork.now() {
                    return Poll::Ready(Some(first.remove()));
                }
                self.clockwork.wake_at(arrival, cx.waker());
            }
            waiting.waker = Some(cx.waker().clone());
            Poll::Pending
        })
        .await
    }
}

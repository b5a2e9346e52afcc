//! Publishes events, over a connection that a supervisor keeps up.
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use domain::realtime::{Logged, Passing};
use futures_util::future::try_join_all;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::types::ShortString;
use lapin::{BasicProperties, Confirmation};
use service::PortError;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, timeout};

use crate::backoff::Backoff;
use crate::broker::Broker;
use crate::link::Link;
use crate::presence::{Place, Presence};
use crate::{PATIENCE, failed, message};

type Failed = Box<dyn Error + Send + Sync>;

/// The publishing half of the queue. Its supervisor ends with the last clone.
#[derive(Clone)]
pub(crate) struct Publisher(watch::Receiver<State>);

#[derive(Clone)]
enum State {
    /// Nothing is known yet.
    Starting,
    Up(Arc<Line>),
    Away,
}

impl Publisher {
    /// Events that are on their way at once.
    const WINDOW: usize = 1_024;

    /// Begins to connect.
    pub(crate) fn start(broker: Broker, presence: &Presence) -> Self {
        let (tell, state) = watch::channel(State::Starting);
        tokio::spawn(keep_up(broker, presence.place("publish"), tell));
        Self(state)
    }

    pub(crate) async fn publish(&self, events: &[Arc<Logged>]) -> Result<(), PortError> {
        for window in events.chunks(Self::WINDOW) {
            self.line().await?.publish(window).await?;
        }
        Ok(())
    }

    pub(crate) async fn pass(&self, passing: &Passing) -> Result<(), PortError> {
        self.line().await?.pass(passing).await
    }

    /// Waits while the very first attempt is under way, and never for an outage to end.
    async fn line(&self) -> Result<Arc<Line>, PortError> {
        let mut state = self.0.clone();
        let known = timeout(PATIENCE, state.wait_for(|state| !matches!(state, State::Starting)));
        match &*known.await.map_err(failed)?.map_err(failed)? {
            State::Up(line) if line.link.is_blocked() => Err(failed("the broker takes no events for now")),
            State::Up(line) => Ok(Arc::clone(line)),
            State::Starting | State::Away => Err(failed("not connected to the broker")),
        }
    }
}

async fn keep_up(broker: Broker, mut place: Place, state: watch::Sender<State>) {
    let mut backoff = Backoff::new();
    loop {
        let held = tokio::select! {
            held = hold(&broker, &mut place, &state) => held,
            () = state.closed() => return,
        };
        tokio::select! {
            () = sleep(backoff.after(held)) => {}
            () = state.closed() => return,
        }
    }
}

/// Connects once and stays as long as the connection holds, which it says.
async fn hold(broker: &Broker, place: &mut Place, state: &watch::Sender<State>) -> Duration {
    let line = match Line::open(broker).await {
        Ok(line) => Arc::new(line),
        Err(error) => {
            state.send_replace(State::Away);
            place.down(&error.to_string());
            return Duration::ZERO;
        }
    };
    let since = Instant::now();
    place.up();
    state.send_replace(State::Up(Arc::clone(&line)));
    let reason = tokio::select! {
        reason = line.link.lost() => reason,
        () = line.given_up.notified() => "the broker did not confirm".to_owned(),
    };
    state.send_replace(State::Away);
    place.down(&reason);
    line.link.close().await;
    since.elapsed()
}

/// A connection on which the broker confirms what it took.
struct Line {
    link: Link,
    exchange: ShortString,
    passing: ShortString,
    given_up: Notify,
}

impl Line {
    async fn open(broker: &Broker) -> lapin::Result<Self> {
        let link = Link::open(broker, "rookery publishes").await?;
        link.channel.confirm_select(ConfirmSelectOptions::default()).await?;
        let (exchange, passing) = (broker.exchange.clone(), broker.passing.clone());
        Ok(Self { link, exchange, passing, given_up: Notify::new() })
    }

    /// Sends all, then awaits each confirm. A connection that fails or falls silent is given up, so that nothing piles up
    /// in it; one that is blocked is kept.
    async fn publish(&self, events: &[Arc<Logged>]) -> Result<(), PortError> {
        self.in_time(try_join_all(events.iter().map(|event| self.tell(event)))).await
    }

    /// The same of what is kept nowhere.
    async fn pass(&self, passing: &Passing) -> Result<(), PortError> {
        self.in_time(async {
            let (body, properties) = (message::passing_body(passing)?, message::passing_properties(passing));
            self.send(&self.passing, &body, properties).await
        })
        .await
    }

    async fn in_time<T>(&self, telling: impl Future<Output = Result<T, Failed>>) -> Result<(), PortError> {
        let told = timeout(PATIENCE, telling);
        let outcome = told.await.unwrap_or_else(|_| Err("the broker did not confirm in time".into()));
        if outcome.is_err() && !self.link.is_blocked() {
            self.given_up.notify_one();
        }
        outcome.map(drop).map_err(failed)
    }

    async fn tell(&self, event: &Logged) -> Result<(), Failed> {
        let (body, properties) = (message::body(event)?, message::properties(event));
        self.send(&self.exchange, &body, properties).await
    }

    async fn send(
        &self,
        exchange: &ShortString,
        body: &[u8],
        properties: BasicProperties,
    ) -> Result<(), Failed> {
        let (exchange, options) = (exchange.clone(), BasicPublishOptions::default());
        let sent =
            self.link.channel.basic_publish(exchange, ShortString::default(), options, body, properties);
        match sent.await?.await? {
            Confirmation::Ack(_) => Ok(()),
            Confirmation::Nack(_) | Confirmation::NotRequested => Err("the broker refused an event".into()),
        }
    }
}

//! The relay: moves events from the outbox to the log, and publishes them to the queue.
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::realtime::{Logged, Position};
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, sleep_until, timeout};
use uuid::Uuid;

use crate::realtime::{Advance, Epoch, EventLog, EventQueue, Outbox, ReadFrom};
use crate::{Entropy, PortError};

/// One candidate for the relay. Of all candidates the one that holds the lease works; a former one that still thinks so is
/// fenced by its epoch.
///
/// Moving and publishing are apart, so that the log grows while the queue is away: readers then live on the log.
pub struct Relay {
    holder: Uuid,
    outbox: Arc<dyn Outbox>,
    log: Arc<dyn EventLog>,
    queue: Arc<dyn EventQueue>,
    entropy: Arc<dyn Entropy>,
    term: Mutex<Option<Term>>,
    moved: Notify,
    /// The end of the log, while this candidate writes it.
    head: watch::Sender<Option<Position>>,
}

/// The time between taking the lease and losing it.
#[derive(Debug, Clone)]
struct Term {
    epoch: Epoch,
    published: Position,
    marked: Position,
    head: Position,
    /// What was moved and not yet published; empty where it must be read from the log again.
    tail: VecDeque<Arc<Logged>>,
}

/// What a turn came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Something was done, and there may be more.
    Worked,
    /// Nothing is to be done now.
    Idle,
    /// Another candidate holds the lease.
    Standby,
}

impl Relay {
    /// How long a lease runs without being prolonged.
    pub const TERM: Duration = Duration::from_secs(3);
    /// How often it is prolonged, and how often the outbox is looked at without a ring.
    pub const BEAT: Duration = Duration::from_secs(1);
    /// From one step to the next at the least: what comes meanwhile shares it, and so its commit. Whoever posts while nobody else
    /// does is not held up.
    const PACE: Duration = Duration::from_millis(5);
    /// Events moved in one step.
    const STEP: usize = 512;
    /// Events kept in memory for the queue; beyond that they are read from the log again.
    const TAIL: usize = 8_192;

    /// A candidate of that name, over these ports.
    #[must_use]
    pub fn new(
        outbox: Arc<dyn Outbox>,
        log: Arc<dyn EventLog>,
        queue: Arc<dyn EventQueue>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        let (holder, head) = (entropy.uuid(), watch::Sender::default());
        Self { holder, outbox, log, queue, entropy, term: Mutex::default(), moved: Notify::new(), head }
    }

    /// The end of the log, told as it grows, for as long as this candidate is the one who writes it; nothing meanwhile.
    #[must_use]
    pub fn head(&self) -> watch::Receiver<Option<Position>> {
        self.head.subscribe()
    }

    /// Whether this candidate holds the lease, as far as it knows.
    #[must_use]
    pub fn is_leading(&self) -> bool {
        self.term().is_some()
    }

    /// Moves what waits, once; takes the lease first if it is free.
    pub async fn move_once(&self) -> Result<Turn, PortError> {
        let Some(epoch) = self.epoch().await? else { return Ok(Turn::Standby) };
        // without an answer it may have been done all the same: a new term begins with what the log says
        let advance = self.outbox.advance(epoch, Self::STEP).await.inspect_err(|_| {
            self.forget(epoch);
        })?;
        match advance {
            Advance::Fenced => {
                self.end(epoch);
                Ok(Turn::Standby)
            }
            Advance::Moved(events) if events.is_empty() => Ok(Turn::Idle),
            Advance::Moved(events) => {
                self.hand_over(epoch, events);
                Ok(Turn::Worked)
            }
        }
    }

    /// Publishes what was moved, once.
    pub async fn publish_once(&self) -> Result<Turn, PortError> {
        let Some((epoch, published, head, batch)) = self.term().as_ref().map(Term::next_batch) else {
            return Ok(Turn::Standby);
        };
        if published >= head {
            return Ok(Turn::Idle);
        }
        let batch = if batch.is_empty() { self.reread(published, head).await? } else { batch };
        self.queue.publish(&batch).await?;
        if let (Some(last), Some(term)) =
            (batch.last(), self.term().as_mut().filter(|term| term.epoch == epoch))
        {
            term.published_through(last.position);
        }
        Ok(Turn::Worked)
    }

    /// Prolongs the lease and remembers how far publishing got; to be called every [`Self::BEAT`].
    pub async fn beat(&self) -> Result<(), PortError> {
        let Some((epoch, published, marked)) = self.term().as_ref().map(|t| (t.epoch, t.published, t.marked))
        else {
            return Ok(());
        };
        let mut leading = self.outbox.renew(epoch, Self::TERM).await?;
        if leading && published > marked {
            leading = self.outbox.mark_published(epoch, published).await?;
        }
        if !leading {
            self.end(epoch);
        } else if let Some(term) = self.term().as_mut().filter(|term| term.epoch == epoch) {
            term.marked = term.marked.max(published);
        }
        Ok(())
    }

    /// Gives the lease up at once, for a graceful stop.
    pub async fn release(&self) -> Result<(), PortError> {
        self.beat().await?;
        let term = self.term().take();
        self.head.send_replace(None);
        match term {
            Some(term) => self.outbox.release(term.epoch).await,
            None => Ok(()),
        }
    }

    /// Works until it is dropped. Whatever goes wrong is told once to the log, and tried again.
    pub async fn run(&self) {
        tokio::join!(self.keep_moving(), self.keep_publishing(), self.keep_beating());
    }

    async fn keep_moving(&self) {
        loop {
            let again = Instant::now() + Self::PACE;
            match self.move_once().await {
                Ok(Turn::Worked) => sleep_until(again).await,
                Ok(Turn::Idle) => drop(timeout(Self::BEAT, self.outbox.rung()).await),
                Ok(Turn::Standby) => sleep(Self::BEAT).await,
                Err(error) => self.pause("relay.move", &error).await,
            }
        }
    }

    async fn keep_publishing(&self) {
        loop {
            match self.publish_once().await {
                Ok(Turn::Worked) => {}
                Ok(Turn::Idle | Turn::Standby) => drop(timeout(Self::BEAT, self.moved.notified()).await),
                Err(error) => self.pause("relay.publish", &error).await,
            }
        }
    }

    async fn keep_beating(&self) {
        let mut next = Instant::now();
        loop {
            next = (next + Self::BEAT).max(Instant::now());
            sleep_until(next).await;
            let (beat, backlog) = tokio::join!(self.beat(), self.outbox.backlog());
            if let Err(error) = beat {
                tracing::warn!(%error, "the relay's lease could not be prolonged");
            }
            let leading = self.is_leading();
            metrics::gauge!("rookery_relay_leading").set(if leading { 1.0 } else { 0.0 });
            if let Ok(backlog) = backlog {
                #[expect(clippy::cast_precision_loss, reason = "a gauge")]
                metrics::gauge!("rookery_outbox_waiting").set(backlog.waiting as f64);
                let age =
                    backlog.oldest.map_or(0.0, |at| self.entropy.now().duration_since(at).as_secs_f64());
                metrics::gauge!("rookery_outbox_oldest_seconds").set(age.max(0.0));
            }
        }
    }

    async fn pause(&self, what: &str, error: &PortError) {
        let source = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
        tracing::warn!(what, %error, source, "will be tried again");
        sleep(Duration::from_millis(250)).await;
    }

    async fn epoch(&self) -> Result<Option<Epoch>, PortError> {
        if let Some(term) = self.term().as_ref() {
            return Ok(Some(term.epoch));
        }
        let Some(epoch) = self.outbox.acquire(self.holder, Self::TERM).await? else { return Ok(None) };
        let head = self.log.head().await?;
        let (published, head) = (head.published, head.position);
        *self.term() = Some(Term { epoch, published, marked: published, head, tail: VecDeque::new() });
        self.head.send_replace(Some(head));
        tracing::info!(epoch = epoch.0, "this server is the relay now");
        self.moved.notify_one();
        Ok(Some(epoch))
    }

    fn hand_over(&self, epoch: Epoch, events: Vec<Arc<Logged>>) {
        if let Some(term) = self.term().as_mut().filter(|term| term.epoch == epoch) {
            term.take_in(events, Self::TAIL);
            self.head.send_replace(Some(term.head));
        }
        self.moved.notify_one();
    }

    async fn reread(&self, published: Position, head: Position) -> Result<Vec<Arc<Logged>>, PortError> {
        match self.log.read(published, head, Self::STEP).await? {
            ReadFrom::Slice(slice) => Ok(slice.events),
            ReadFrom::Trimmed(_) => Err(PortError::new("event log", "what was not published is gone")),
        }
    }

    fn end(&self, epoch: Epoch) {
        if self.forget(epoch) {
            tracing::info!(epoch = epoch.0, "another server is the relay now");
        }
    }

    /// Forgets a term, if it is still the one.
    fn forget(&self, epoch: Epoch) -> bool {
        let ended = self.term().take_if(|term| term.epoch == epoch).is_some();
        if ended {
            self.head.send_replace(None);
        }
        ended
    }

    fn term(&self) -> MutexGuard<'_, Option<Term>> {
        self.term.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Term {
    fn next_batch(&self) -> (Epoch, Position, Position, Vec<Arc<Logged>>) {
        let follows = self.tail.front().is_some_and(|first| first.position == self.published.next());
        let batch = if follows { self.tail.iter().take(Relay::STEP).cloned().collect() } else { vec![] };
        (self.epoch, self.published, self.head, batch)
    }

    fn take_in(&mut self, events: Vec<Arc<Logged>>, most: usize) {
        self.head = events.last().map_or(self.head, |last| last.position);
        self.tail.extend(events);
        if self.tail.len() > most {
            self.tail.clear();
        }
    }

    fn published_through(&mut self, position: Position) {
        self.published = self.published.max(position);
        while self.tail.front().is_some_and(|event| event.position <= self.published) {
            self.tail.pop_front();
        }
    }
}

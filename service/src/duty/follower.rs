//! A follower: reads the log from where it stands, and has each event take its effect once.
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::realtime::{Event, Logged, Position};
use thiserror::Error;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::tenure::Tenure;
use super::{BEAT, Effect, Leases, Step, Stepped};
use crate::realtime::{Epoch, EventLog, ReadFrom};
use crate::relay::Turn;
use crate::{Entropy, PortError};

/// One candidate for following the log with one effect. A machine: `turn` and `beat` are all that it does.
pub struct Follower {
    tenure: Tenure,
    log: Arc<dyn EventLog>,
    effect: Arc<dyn Effect>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Where it stands in a term; it is read from the store when it is not known for sure.
    place: Option<(Epoch, Position)>,
    stuck: Option<FollowError>,
}

/// Why a follower can't go on.
#[derive(Debug, Error)]
pub enum FollowError {
    /// It must not leave out what it does not understand: a newer server has to follow.
    #[error("{follower} stopped before position {position}: the kind {kind} is unknown here")]
    Unknown {
        /// Who.
        follower: &'static str,
        /// Where the event is.
        position: Position,
        /// Its kind.
        kind: String,
    },
    /// Something is away; nothing was left out. Try again.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Follower {
    /// Events that share a step.
    const STEP: usize = 128;
    /// The end of every log.
    const END: Position = Position::new(i64::MAX as u64);

    /// A candidate over these ports.
    #[must_use]
    pub fn new(
        leases: Arc<dyn Leases>,
        log: Arc<dyn EventLog>,
        effect: Arc<dyn Effect>,
        entropy: &dyn Entropy,
    ) -> Self {
        let tenure = Tenure::new(effect.name(), leases, entropy.uuid());
        Self { tenure, log, effect, state: Mutex::default() }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.tenure.name
    }

    /// Why it stopped, if it did.
    #[must_use]
    pub fn stopped_by(&self) -> Option<String> {
        self.state().stuck.as_ref().map(ToString::to_string)
    }

    /// Takes a step, if there is something to follow; takes the lease first if it is free.
    pub async fn turn(&self) -> Result<Turn, FollowError> {
        let Some(epoch) = self.tenure.epoch().await? else { return Ok(Turn::Standby) };
        let from = self.place(epoch).await?;
        let events = self.understood(from).await?;
        let Some(last) = events.last() else { return Ok(Turn::Idle) };
        let step = Step { follower: self.name(), epoch, from, through: last.position };
        // without an answer it may have been taken all the same
        self.state().place = None;
        match self.effect.take(&events, step).await? {
            Stepped::Done => {
                *self.state() = State { place: Some((epoch, step.through)), stuck: None };
                Ok(Turn::Worked)
            }
            Stepped::Fenced => {
                self.tenure.end(epoch);
                Ok(Turn::Standby)
            }
        }
    }

    /// Prolongs the lease; to be called every [`BEAT`].
    pub async fn beat(&self) -> Result<(), PortError> {
        self.tenure.beat().await
    }

    /// Gives the lease up at once.
    pub async fn release(&self) -> Result<(), PortError> {
        self.tenure.release().await
    }

    /// Follows until it is dropped, while `head` says that this server is the relay, and at once when the log grows: so a
    /// follower is where the log is written, and nobody has to ask for what is new.
    pub async fn run(&self, head: watch::Receiver<Option<Position>>) {
        tokio::join!(self.keep_following(head), self.tenure.keep_beating());
    }

    async fn keep_following(&self, mut head: watch::Receiver<Option<Position>>) {
        loop {
            if head.borrow_and_update().is_none() {
                if let Err(error) = self.release().await {
                    tracing::debug!(follower = self.name(), %error, "the lease runs out by itself");
                }
                grown(&mut head).await;
                continue;
            }
            match self.turn().await {
                Ok(Turn::Worked) => {}
                Ok(Turn::Idle) => drop(timeout(BEAT, grown(&mut head)).await),
                Ok(Turn::Standby) => sleep(BEAT).await,
                Err(error @ FollowError::Unknown { .. }) => self.stop_before(error).await,
                Err(FollowError::Port(error)) => {
                    let source =
                        std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                    tracing::warn!(follower = self.name(), %error, source, "will be tried again");
                    sleep(Duration::from_millis(250)).await;
                }
            }
        }
    }

    /// Says so once, and waits: a newer server takes over when this one ends.
    async fn stop_before(&self, error: FollowError) {
        if self.stopped_by().is_none() {
            tracing::error!(follower = self.name(), %error, "nothing follows until a newer server does");
        }
        self.state().stuck = Some(error);
        sleep(BEAT).await;
    }

    async fn place(&self, epoch: Epoch) -> Result<Position, PortError> {
        let known = self.state().place.filter(|(term, _)| *term == epoch);
        if let Some((_, place)) = known {
            return Ok(place);
        }
        let place = self.tenure.leases.place(self.name()).await?;
        self.state().place = Some((epoch, place));
        Ok(place)
    }

    /// What comes next, up to what is not understood.
    async fn understood(&self, from: Position) -> Result<Vec<Arc<Logged>>, FollowError> {
        let mut events = match self.log.read(from, Self::END, Self::STEP).await? {
            ReadFrom::Slice(slice) => slice.events,
            ReadFrom::Trimmed(_) => return Err(PortError::new("event log", "what follows is gone").into()),
        };
        let unknown = events.iter().position(|event| matches!(event.envelope.event, Event::Unknown(_)));
        match (unknown, events.first()) {
            (Some(0), Some(event)) => Err(FollowError::Unknown {
                follower: self.name(),
                position: event.position,
                kind: event.envelope.event.kind().to_owned(),
            }),
            (unknown, _) => {
                events.truncate(unknown.unwrap_or(usize::MAX));
                Ok(events)
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns when the log has grown, or this server became the relay or ceased to be it.
async fn grown(head: &mut watch::Receiver<Option<Position>>) {
    if head.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}

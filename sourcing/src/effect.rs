//! Effects on the world outside: letters, calls. Each is done once, as far as anybody can tell.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use thiserror::Error;
use uuid::Uuid;

use crate::follow::{Follower, Step, Steps};
use crate::{Blocked, Entry, EventStore, Misread, Position, Stopped, StreamName, Turn, Unavailable};

/// Events that are read at once.
const PAGE: usize = 64;
/// How long the world is left alone that does not answer.
const PAUSE: Duration = Duration::from_millis(500);
/// What is claimed where an effect begins at the end of the store: no event is called so.
const BEGINNING: Uuid = Uuid::nil();

/// What is known of an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Nobody has begun it: it is the caller's.
    New,
    /// Somebody has begun it, and their time is over: it is the caller's, who has to find out what became of it.
    Unknown,
    /// It is done.
    Done,
    /// Somebody is at it.
    Taken,
}

/// Who is at which effect, and which are done.
#[async_trait]
pub trait Claims: Send + Sync {
    /// Claims the effect of that name of an event for a while, by the store's own clock. It MUST be kept before this returns;
    /// of several at once one gets it.
    async fn claim(&self, effect: &StreamName, event: Uuid, term: Duration) -> Result<Claim, Unavailable>;

    /// Remembers for good that it is done.
    async fn done(&self, effect: &StreamName, event: Uuid) -> Result<(), Unavailable>;
}

/// It is not known to be done: it will be looked up, and tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the effect is not known to have happened")]
pub struct Undone;

/// What an event does to the world outside.
#[async_trait]
pub trait Effect: Send + Sync {
    /// Its name, under which the store knows how far it has come and what is claimed.
    fn name(&self) -> StreamName;

    /// Whether an event calls for it. One that it should know and does not MUST be an error: then it stops there.
    fn wants(&self, entry: &Entry) -> Result<bool, Misread>;

    /// Does it, under the event's id. What will never work is given up, which is `Ok`: those behind it wait.
    async fn perform(&self, entry: &Entry) -> Result<(), Undone>;

    /// Finds out whether it happened, after somebody began it and did not say what became of it.
    async fn happened(&self, entry: &Entry) -> Result<bool, Undone>;
}

/// Follows the store with an effect: claimed before, marked after, looked up when nobody knows.
pub struct Effects {
    follower: Follower,
    claims: Arc<dyn Claims>,
    effect: Arc<dyn Effect>,
    term: Duration,
    /// Whether the place where it begins is known.
    has_begun: AtomicBool,
}

impl Effects {
    /// One candidate for doing it; who claims something has so long for it.
    #[must_use]
    pub fn new(
        store: Arc<dyn EventStore>,
        claims: Arc<dyn Claims>,
        effect: Arc<dyn Effect>,
        term: Duration,
    ) -> Self {
        let follower = Follower { store, page: PAGE, pause: PAUSE };
        Self { follower, claims, effect, term, has_begun: AtomicBool::new(true) }
    }

    /// The same, for an effect that begins at the end of the store when anybody runs it for the first time, and goes on from where
    /// it stands ever after.
    #[must_use]
    pub fn from_now_on(self) -> Self {
        Self { has_begun: AtomicBool::new(false), ..self }
    }

    /// Goes on from where the store says that it stands.
    pub async fn turn(&self) -> Result<Turn, Blocked> {
        self.follower.turn(self).await
    }

    /// Follows until it is dropped, or comes to something that it can't get over.
    pub async fn run(&self) -> Stopped {
        self.follower.run(self).await
    }

    /// Whether it is done now.
    async fn see_to(&self, entry: &Entry) -> Result<bool, Unavailable> {
        let name = self.effect.name();
        let done = match self.claims.claim(&name, entry.fact.id, self.term).await? {
            Claim::Done => return Ok(true),
            Claim::Taken => return Ok(false),
            Claim::New => self.effect.perform(entry).await,
            Claim::Unknown => match self.effect.happened(entry).await {
                Ok(true) => Ok(()),
                Ok(false) => self.effect.perform(entry).await,
                Err(undone) => Err(undone),
            },
        };
        if done.is_ok() {
            self.claims.done(&name, entry.fact.id).await?;
        }
        Ok(done.is_ok())
    }
}

#[async_trait]
impl Steps for Effects {
    fn name(&self) -> StreamName {
        self.effect.name()
    }

    /// That it has begun is claimed and kept like an effect: a mark at the start does not tell whether anybody ever looked.
    async fn begin(&self, follower: &Follower) -> Result<bool, Unavailable> {
        if self.has_begun.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let name = self.name();
        match self.claims.claim(&name, BEGINNING, self.term).await? {
            Claim::Taken => return Ok(false),
            Claim::Done => {}
            Claim::New | Claim::Unknown => {
                if follower.store.mark(&name).await? == Position::START {
                    let head = follower.store.head().await?.position;
                    follower.pass(&name, Position::START, head).await?;
                }
                self.claims.done(&name, BEGINNING).await?;
            }
        }
        self.has_begun.store(true, Ordering::Relaxed);
        Ok(true)
    }

    async fn step(&self, entry: &Entry) -> Result<Step, Blocked> {
        match self.effect.wants(entry) {
            Ok(false) => Ok(Step::Past),
            Ok(true) if self.see_to(entry).await? => Ok(Step::Past),
            Ok(true) => Ok(Step::Disturbed),
            Err(misread) => Err(Stopped { position: entry.position, why: misread.to_string() }.into()),
        }
    }
}

//! Effects on the world outside: letters, calls. Each is done once, as far as anybody can tell.
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use thiserror::Error;
use tokio::time::sleep;
use uuid::Uuid;

use crate::{
    Batch, Blocked, Entry, EventStore, Mark, Misread, Outcome, Position, Stopped, StreamName, Turn,
    Unavailable,
};

/// Events that are read at once.
const PAGE: usize = 64;
/// How long the world is left alone that does not answer.
const PAUSE: Duration = Duration::from_millis(500);

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
    store: Arc<dyn EventStore>,
    claims: Arc<dyn Claims>,
    effect: Arc<dyn Effect>,
    term: Duration,
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
        Self { store, claims, effect, term }
    }

    /// Goes on from where the store says that it stands.
    pub async fn turn(&self) -> Result<Turn, Blocked> {
        let name = self.effect.name();
        let from = self.store.mark(&name).await?;
        let mut at = from;
        for entry in self.store.read(from, PAGE).await? {
            match self.effect.wants(&entry) {
                Ok(false) => {}
                Ok(true) if self.see_to(&name, &entry).await? => {}
                Ok(true) => {
                    self.pass(name, from, at).await?;
                    return Ok(Turn::Disturbed);
                }
                Err(misread) => {
                    self.pass(name, from, at).await?;
                    return Err(Stopped { position: entry.position, why: misread.to_string() }.into());
                }
            }
            at = entry.position;
        }
        Ok(match self.pass(name, from, at).await? {
            false => Turn::Disturbed,
            true if at == from => Turn::Idle(from),
            true => Turn::Moved(at),
        })
    }

    /// Follows until it is dropped, or comes to something that it can't get over.
    pub async fn run(&self) -> Stopped {
        loop {
            match self.turn().await {
                Ok(Turn::Moved(_)) => {}
                Ok(Turn::Idle(at)) => self.store.grown(at).await,
                Ok(Turn::Disturbed) | Err(Blocked::Away(_)) => sleep(PAUSE).await,
                Err(Blocked::Stopped(stopped)) => return stopped,
            }
        }
    }

    /// Whether it is done now.
    async fn see_to(&self, name: &StreamName, entry: &Entry) -> Result<bool, Unavailable> {
        let done = match self.claims.claim(name, entry.fact.id, self.term).await? {
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
            self.claims.done(name, entry.fact.id).await?;
        }
        Ok(done.is_ok())
    }

    async fn pass(&self, name: StreamName, from: Position, through: Position) -> Result<bool, Unavailable> {
        match Batch::marked(vec![], Mark { name, from, through }) {
            Ok(batch) => Ok(matches!(self.store.append(batch).await?, Outcome::Appended(_))),
            Err(_) => Ok(true),
        }
    }
}

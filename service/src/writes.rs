//! Saves that wait share one transaction: the queue in front of a store's one writer.
//!
//! A port's method puts a [`Write`] into the queue and waits for the answer; the writer takes all that wait as one
//! [`Batch`], saves them, and answers once they are committed. So nothing is lost when a caller goes away in the middle,
//! and a commit costs the same for one as for many.
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Weak};
use std::time::Duration;

use async_trait::async_trait;
use domain::ids::Snowflake;
use domain::posts::{IdempotencyKey, Post};
use domain::{Draft, Recorded};
use futures_core::future::BoxFuture;
use thiserror::Error;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, timeout};

use crate::PortError;
use crate::posts::Saved;

/// Changes that share a transaction at the most.
const TOGETHER: usize = 256;
/// How long those who were just answered have to come back with something new.
const LINGER: Duration = Duration::from_millis(1);
/// Changes that wait at the most; further ones are refused at once.
const WAITING: usize = 4096;
/// How long a caller waits for its answer. What was not begun by then is not begun any more.
const PATIENCE: Duration = Duration::from_millis(2_500);

/// The transaction that a store's writer has open: what changes are saved in.
pub trait Transaction: Send + 'static {
    /// Why something can't be saved in it.
    type Error: Send;
}

/// A change that waits to be saved, with the one who waits for the answer.
pub enum Write<T> {
    /// Somebody publishes something: a store saves all that wait at once.
    Publish(Publication),
    /// Anything else.
    Change(Box<dyn Change<T>>),
}

/// A change as the writer sees it.
#[async_trait]
pub trait Change<T: Transaction>: Send {
    /// Saves it, and holds back the answer. An error takes down all that share the transaction: what is refused is an answer.
    async fn save(self: Box<Self>, transaction: &mut T, held: &mut Held) -> Result<(), T::Error>;
}

/// A change that somebody waits for.
struct Asked<F, R> {
    change: F,
    answer: Answer<R>,
}

#[async_trait]
impl<T, F, R> Change<T> for Asked<F, R>
where
    T: Transaction,
    F: for<'t> FnOnce(&'t mut T) -> BoxFuture<'t, Result<R, T::Error>> + Send,
    R: Send + 'static,
{
    async fn save(self: Box<Self>, transaction: &mut T, held: &mut Held) -> Result<(), T::Error> {
        let outcome = (self.change)(transaction).await?;
        self.answer.hold(held, outcome);
        Ok(())
    }
}

/// Something that somebody publishes.
#[derive(Debug)]
pub struct Publication {
    /// The post.
    pub draft: Draft<Post>,
    /// What makes a retry safe.
    pub key: Option<IdempotencyKey>,
    /// Who waits.
    pub answer: Answer<Saved<Post>>,
}

/// Where an answer goes. Dropped unused, it says that nothing is known to be saved.
#[derive(Debug)]
pub struct Answer<T>(oneshot::Sender<T>);

/// Why a change was not saved, as far as anybody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
enum Unsaved {
    #[error("too many changes wait to be saved")]
    Crowded,
    #[error("the transaction did not come to its end")]
    Lost,
    #[error("the answer did not come in time")]
    Late,
}

/// The near end of the queue: what ports hold.
pub struct Writes<T> {
    port: &'static str,
    queue: mpsc::Sender<Waiting<T>>,
}

impl<T> Clone for Writes<T> {
    fn clone(&self) -> Self {
        Self { port: self.port, queue: self.queue.clone() }
    }
}

impl<T> fmt::Debug for Writes<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writes({})", self.port)
    }
}

/// The far end of the queue: what the writer holds.
pub struct Waits<T> {
    queue: mpsc::Receiver<Waiting<T>>,
    /// How many shared the last batch.
    before: usize,
}

struct Waiting<T> {
    write: Write<T>,
    asker: Weak<()>,
}

/// A queue; `port` names the store in errors.
#[must_use]
pub fn queue<T: Transaction>(port: &'static str) -> (Writes<T>, Waits<T>) {
    let (near, far) = mpsc::channel(WAITING);
    (Writes { port, queue: near }, Waits { queue: far, before: 0 })
}

impl<T: Transaction> Writes<T> {
    /// Has a post published, and gives what became of it.
    pub async fn publish(
        &self,
        draft: Draft<Post>,
        key: Option<IdempotencyKey>,
    ) -> Result<Saved<Post>, PortError> {
        self.ask(|answer| Write::Publish(Publication { draft, key, answer })).await
    }

    /// Has a change saved, and gives what it answers.
    pub async fn change<F, R>(&self, change: F) -> Result<R, PortError>
    where
        F: for<'t> FnOnce(&'t mut T) -> BoxFuture<'t, Result<R, T::Error>> + Send + 'static,
        R: Send + 'static,
    {
        self.ask(|answer| Write::Change(Box::new(Asked { change, answer }))).await
    }

    async fn ask<R>(&self, write: impl FnOnce(Answer<R>) -> Write<T>) -> Result<R, PortError> {
        let (answer, outcome) = oneshot::channel();
        let present = Arc::new(());
        let waiting = Waiting { write: write(Answer(answer)), asker: Arc::downgrade(&present) };
        self.queue.try_send(waiting).map_err(|_| self.unsaved(Unsaved::Crowded))?;
        match timeout(PATIENCE, outcome).await {
            Ok(Ok(outcome)) => Ok(outcome),
            Ok(Err(_)) => Err(self.unsaved(Unsaved::Lost)),
            Err(_) => Err(self.unsaved(Unsaved::Late)),
        }
    }

    fn unsaved(&self, why: Unsaved) -> PortError {
        PortError::new(self.port, why)
    }
}

impl<T: Transaction> Waits<T> {
    /// All that wait, as soon as somebody does; `None` once nobody can ask any more.
    ///
    /// When fewer wait than shared the last batch, a moment is left for the others to come back: else a crowd that writes one
    /// thing after another falls into halves that take turns, and pays for twice as many commits. Whoever writes alone never
    /// waits.
    pub async fn next(&mut self) -> Option<Batch<T>> {
        let mut waiting = Vec::new();
        if self.queue.recv_many(&mut waiting, TOGETHER).await == 0 {
            return None;
        }
        if waiting.len() < self.before {
            sleep(LINGER).await;
            while waiting.len() < TOGETHER
                && let Ok(one) = self.queue.try_recv()
            {
                waiting.push(one);
            }
        }
        self.before = waiting.len();
        Some(Batch(waiting))
    }
}

/// Changes that share a transaction.
pub struct Batch<T>(Vec<Waiting<T>>);

impl<T: Transaction> Batch<T> {
    /// How many ids they may need; a change that needs more than one takes them from the clock itself.
    #[must_use]
    pub fn ids(&self) -> usize {
        self.0.len()
    }

    /// Begins: publications, which a store saves all at once, and the rest in order. Whoever went away meanwhile is left out.
    #[must_use]
    pub fn begin(self) -> (Vec<Publication>, Vec<Box<dyn Change<T>>>) {
        let (mut publications, mut others) = (Vec::new(), Vec::new());
        for Waiting { write, .. } in self.0.into_iter().filter(|waiting| waiting.asker.strong_count() > 0) {
            match write {
                Write::Publish(publication) => publications.push(publication),
                Write::Change(change) => others.push(change),
            }
        }
        (publications, others)
    }
}

/// Answers that are held back until what they say is committed. Dropped, they say that it is not.
#[derive(Default)]
pub struct Held(Vec<Box<dyn FnOnce() + Send>>);

impl Held {
    /// Answers everybody: it is committed.
    pub fn release(self) {
        for answer in self.0 {
            answer();
        }
    }
}

impl<T: Send + 'static> Answer<T> {
    /// Answers this once the transaction is committed.
    pub fn hold(self, held: &mut Held, outcome: T) {
        held.0.push(Box::new(move || {
            // whoever asked may have left
            let _ = self.0.send(outcome);
        }));
    }
}

/// A post that a batch has to save.
#[derive(Debug)]
pub struct NewPost {
    /// The post with its events.
    pub post: Recorded<Post>,
    /// What it is remembered by.
    pub key: Option<IdempotencyKey>,
}

/// Gives ids to the publications of a batch. Those whose key is `known`, from earlier or from this batch, are answered with
/// the first post and leave no trace.
pub fn number(
    publications: Vec<Publication>,
    known: impl IntoIterator<Item = (IdempotencyKey, Post)>,
    mut next_id: impl FnMut() -> Snowflake,
    held: &mut Held,
) -> Vec<NewPost> {
    let mut known: HashMap<IdempotencyKey, Post> = known.into_iter().collect();
    let mut new = Vec::with_capacity(publications.len());
    for Publication { draft, key, answer } in publications {
        if let Some(first) = key.as_ref().and_then(|key| known.get(key)) {
            answer.hold(held, Saved::Repeated(first.clone()));
            continue;
        }
        let post = draft.with_id(next_id().into());
        known.extend(key.clone().map(|key| (key, Post::clone(&post))));
        answer.hold(held, Saved::New(Post::clone(&post)));
        new.push(NewPost { post, key });
    }
    new
}

#[cfg(test)]
mod tests {
    use tokio::task::yield_now;
    use tokio::time::Instant;

    use super::*;

    /// A transaction that is never begun.
    struct Nothing;

    impl Transaction for Nothing {
        type Error = ();
    }

    /// Has so many ask for something; they do so as soon as the test waits for anything.
    fn ask(writes: &Writes<Nothing>, times: usize) {
        for _ in 0..times {
            let writes = writes.clone();
            tokio::spawn(async move { writes.change(|_| Box::pin(async { Ok(()) })).await });
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_crowd_stays_together_and_whoever_writes_alone_does_not_wait() {
        let (writes, mut waits) = queue("the store");
        ask(&writes, 8);
        yield_now().await;
        assert_eq!(waits.next().await.unwrap().ids(), 8);

        ask(&writes, 1);
        yield_now().await;
        ask(&writes, 7);
        assert_eq!(waits.next().await.unwrap().ids(), 8, "the other seven were on their way back");

        ask(&writes, 1);
        assert_eq!(waits.next().await.unwrap().ids(), 1);
        let alone = Instant::now();
        ask(&writes, 1);
        assert_eq!(waits.next().await.unwrap().ids(), 1);
        assert_eq!(alone.elapsed(), Duration::ZERO);
    }
}

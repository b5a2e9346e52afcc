//! Saves that wait share one transaction: the queue in front of a store's one writer.
//!
//! A port's method puts a [`Write`] into the queue and waits for the answer; the writer takes all that wait as one
//! [`Batch`], saves them, and answers once they are committed. So nothing is lost when a caller goes away in the middle,
//! and a commit costs the same for one as for many.
use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use domain::identity::Account;
use domain::ids::Snowflake;
use domain::posts::{Boost, Favourite, Follow, IdempotencyKey, Post, Removal};
use domain::{Draft, Recorded};
use thiserror::Error;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, timeout};

use crate::PortError;
use crate::identity::{Credentials, Registration};
use crate::posts::Saved;

/// Changes that share a transaction at the most.
const TOGETHER: usize = 256;
/// How long those who were just answered have to come back with something new.
const LINGER: Duration = Duration::from_millis(1);
/// Changes that wait at the most; further ones are refused at once.
const WAITING: usize = 4096;
/// How long a caller waits for its answer. What was not begun by then is not begun any more.
const PATIENCE: Duration = Duration::from_millis(2_500);

/// A change that waits to be saved, with the one who waits for the answer.
#[derive(Debug)]
pub enum Write {
    /// Somebody registers.
    Register(Draft<Account>, Credentials, Answer<Registration>),
    /// Somebody publishes something.
    Publish(Publication),
    /// A post goes.
    Delete(Removal, Answer<bool>),
    /// A post is passed on.
    Boost(Draft<Boost>, Answer<Saved<Boost>>),
    /// That is taken back.
    Unboost(Recorded<Boost>, Answer<bool>),
    /// Somebody likes a post.
    Favourite(Draft<Favourite>, Answer<Saved<Favourite>>),
    /// That is taken back.
    Unfavourite(Recorded<Favourite>, Answer<bool>),
    /// Somebody follows somebody.
    Follow(Draft<Follow>, Answer<Saved<Follow>>),
    /// They no longer do.
    Unfollow(Recorded<Follow>, Answer<bool>),
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
#[derive(Debug, Clone)]
pub struct Writes {
    port: &'static str,
    queue: mpsc::Sender<Waiting>,
}

/// The far end of the queue: what the writer holds.
#[derive(Debug)]
pub struct Waits {
    queue: mpsc::Receiver<Waiting>,
    /// How many shared the last batch.
    before: usize,
}

#[derive(Debug)]
struct Waiting {
    write: Write,
    asker: Weak<()>,
}

/// A queue; `port` names the store in errors.
#[must_use]
pub fn queue(port: &'static str) -> (Writes, Waits) {
    let (near, far) = mpsc::channel(WAITING);
    (Writes { port, queue: near }, Waits { queue: far, before: 0 })
}

impl Writes {
    /// Has a change saved, and gives what became of it.
    pub async fn save<T>(&self, write: impl FnOnce(Answer<T>) -> Write) -> Result<T, PortError> {
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

impl Waits {
    /// All that wait, as soon as somebody does; `None` once nobody can ask any more.
    ///
    /// When fewer wait than shared the last batch, a moment is left for the others to come back: else a crowd that writes one
    /// thing after another falls into halves that take turns, and pays for twice as many commits. Whoever writes alone never
    /// waits.
    pub async fn next(&mut self) -> Option<Batch> {
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
#[derive(Debug)]
pub struct Batch(Vec<Waiting>);

impl Batch {
    /// How many ids they may need.
    #[must_use]
    pub fn ids(&self) -> usize {
        self.0.len()
    }

    /// Begins: publications, which a store saves all at once, and the rest in order. Whoever went away meanwhile is left out.
    #[must_use]
    pub fn begin(self) -> (Vec<Publication>, Vec<Write>) {
        let (mut publications, mut others) = (Vec::new(), Vec::new());
        for Waiting { write, .. } in self.0.into_iter().filter(|waiting| waiting.asker.strong_count() > 0) {
            match write {
                Write::Publish(publication) => publications.push(publication),
                other => others.push(other),
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
    use domain::Timestamp;
    use domain::ids::{AccountId, FollowId};
    use domain::posts::FollowWishes;
    use domain::realtime::Origin;
    use tokio::task::yield_now;
    use tokio::time::Instant;
    use uuid::Uuid;

    use super::*;

    /// Has so many ask for something; they do so as soon as the test waits for anything.
    fn ask(writes: &Writes, times: usize) {
        for _ in 0..times {
            let writes = writes.clone();
            tokio::spawn(
                async move { writes.save(|answer| Write::Unfollow(end_of_a_follow(), answer)).await },
            );
        }
    }

    fn end_of_a_follow() -> Recorded<Follow> {
        let [id, follower, followee] = [1, 2, 3];
        let origin = Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None };
        let follow = Follow {
            id: FollowId::stored(id),
            follower: AccountId::stored(follower),
            followee: AccountId::stored(followee),
            wishes: FollowWishes::default(),
        };
        follow.end(&origin.cause(Uuid::nil(), Timestamp::UNIX_EPOCH))
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

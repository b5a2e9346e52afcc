//! Somebody who writes, deletes, boosts and follows through whichever server answers, and remembers what was answered.
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::ids::{AccountId, PostId};
use domain::posts::{IdempotencyKey, PostText, Visibility};
use domain::realtime::Origin;
use ledger::{Id, Outcome};
use service::Entropy;
use service::posts::{BoostError, FindError, PublishError, Saved, Writing};
use uuid::Uuid;

use super::api_server::{ApiServer, Unanswered};
use super::clockwork::{Clockwork, Millis};

/// The tag under which some posts are.
pub(super) const TAG: &str = "rooks";
/// How long somebody waits for an answer.
const PATIENCE: Millis = 4_000;

/// What somebody did, and what they were answered.
#[derive(Debug, Clone)]
pub(super) enum Act {
    Publish { key: Uuid, outcome: Outcome<Id> },
    Boost { key: Uuid, outcome: Outcome<Id> },
    Delete { post: PostId, outcome: Outcome<()> },
    Unboost { post: PostId, by: AccountId, boost: Option<PostId>, outcome: Outcome<()> },
}

/// What all know of each other.
#[derive(Default)]
pub(super) struct Board {
    state: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    posts: Vec<PostId>,
    acts: Vec<Act>,
    busy: usize,
}

impl Board {
    pub(super) fn acts(&self) -> Vec<Act> {
        self.known().acts.clone()
    }

    pub(super) fn is_quiet(&self) -> bool {
        self.known().busy == 0
    }

    /// One more writer is at work.
    pub(super) fn begins(&self) {
        self.known().busy += 1;
    }

    fn did(&self, act: Act) {
        self.known().acts.push(act);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One account at its keyboard.
pub(super) struct Writer {
    pub(super) account: AccountId,
    pub(super) everybody: Arc<[(AccountId, String)]>,
    pub(super) servers: Arc<[Arc<ApiServer>]>,
    pub(super) board: Arc<Board>,
    pub(super) clockwork: Clockwork,
    pub(super) entropy: Arc<dyn Entropy>,
    pub(super) pace: Millis,
}

/// What the writer alone knows.
#[derive(Default)]
struct Own {
    posts: Vec<PostId>,
    boosts: BTreeMap<PostId, Option<PostId>>,
}

impl Writer {
    /// Does so many things.
    pub(super) async fn write(self, deeds: u64) {
        let mut own = Own::default();
        for _ in 0..deeds {
            self.clockwork.doze(self.pace).await;
            match self.clockwork.dice(|dice| dice.below(100)) {
                0..55 => self.publish(&mut own).await,
                55..65 => self.delete(&mut own).await,
                65..78 => self.boost(&mut own).await,
                78..84 => self.unboost(&mut own).await,
                84..93 => self.follow(true).await,
                _ => self.follow(false).await,
            }
        }
        self.board.known().busy -= 1;
    }

    async fn publish(&self, own: &mut Own) {
        let key = self.entropy.uuid();
        let safe = self.clockwork.dice(|dice| dice.happens(700));
        let writing = self.writing();
        for attempt in 0..3 {
            let (account, writing, origin) = (self.account, writing.clone(), self.origin(key));
            let repeatable =
                safe.then(|| IdempotencyKey::parse(account, &key.to_string()).ok().flatten()).flatten();
            let answer = self
                .ask(|posts| async move { posts.publish(account, writing, repeatable, &origin).await })
                .await;
            let outcome = match answer {
                Ok(Ok(Saved::New(post) | Saved::Repeated(post))) => {
                    // an earlier attempt may still be on its way, and would make a deleted post anew: keys promise no more
                    own.posts.extend((attempt == 0).then_some(post.id));
                    self.board.known().posts.push(post.id);
                    Outcome::Ok(id(post.id))
                }
                Ok(Err(PublishError::Rule(_) | PublishError::NotFound(_))) => Outcome::Fail,
                Ok(Ok(Saved::Gone) | Err(PublishError::Port(_))) | Err(Unanswered) => Outcome::Info,
            };
            self.board.did(Act::Publish { key, outcome });
            if !safe || outcome != Outcome::Info {
                return;
            }
            self.clockwork.doze(self.pace).await;
        }
    }

    fn writing(&self) -> Writing {
        let (number, shape, whom) = self.clockwork.dice(|dice| (dice.roll(), dice.below(100), dice.roll()));
        let at = usize::try_from(whom % self.everybody.len() as u64).unwrap_or(0);
        let name = self.everybody.get(at).map_or("nobody", |(_, name)| name.as_str());
        let (text, visibility) = match shape {
            0..30 => (format!("caw {number}"), Visibility::Public),
            30..60 => (format!("caw {number} #{TAG}"), Visibility::Public),
            60..70 => (format!("@{name} caw {number} #{TAG}"), Visibility::Unlisted),
            70..90 => (format!("@{name} caw {number}"), Visibility::Private),
            _ => (format!("@{name} caw {number}"), Visibility::Direct),
        };
        let reply_to = if shape % 3 == 0 { self.some_post() } else { None };
        Writing { visibility: Some(visibility), reply_to, ..Writing::plain(PostText::stored(&text)) }
    }

    async fn delete(&self, own: &mut Own) {
        let Some(post) = self.clockwork.dice(|dice| dice.pick(&own.posts).copied()) else { return };
        let (by, origin) = (self.account, self.origin(self.entropy.uuid()));
        let answer = self.ask(|posts| async move { posts.delete(post, by, &origin).await }).await;
        let outcome = match answer {
            Ok(Ok(_)) => Outcome::Ok(()),
            Ok(Err(FindError::NotFound(_))) => Outcome::Fail,
            Ok(Err(FindError::Port(_))) | Err(Unanswered) => Outcome::Info,
        };
        if outcome != Outcome::Info {
            own.posts.retain(|one| *one != post);
            self.board.known().posts.retain(|one| *one != post);
        }
        self.board.did(Act::Delete { post, outcome });
    }

    async fn boost(&self, own: &mut Own) {
        let Some(post) = self.some_post() else { return };
        let (by, key) = (self.account, self.entropy.uuid());
        let origin = self.origin(key);
        let answer = self.ask(|posts| async move { posts.boost(post, by, &origin).await }).await;
        let made = match answer {
            Ok(Ok(entry)) => Outcome::Ok(entry.boost.map(|boost| boost.boost.id)),
            Ok(Err(BoostError::Rule(_))) => Outcome::Fail,
            // the post may have gone right after it was boosted
            Ok(Err(BoostError::Find(_))) | Err(Unanswered) => Outcome::Info,
        };
        let outcome = match made {
            Outcome::Ok(Some(boost)) => Outcome::Ok(id(boost)),
            Outcome::Fail => Outcome::Fail,
            Outcome::Ok(None) | Outcome::Info => Outcome::Info,
        };
        match made {
            Outcome::Ok(boost) => drop(own.boosts.insert(post, boost)),
            Outcome::Info => drop(own.boosts.insert(post, None)),
            Outcome::Fail => {}
        }
        self.board.did(Act::Boost { key, outcome });
    }

    async fn unboost(&self, own: &mut Own) {
        let boosted: Vec<PostId> = own.boosts.keys().copied().collect();
        let Some(post) = self.clockwork.dice(|dice| dice.pick(&boosted).copied()) else { return };
        let boost = own.boosts.get(&post).copied().flatten();
        let (by, origin) = (self.account, self.origin(self.entropy.uuid()));
        let answer = self.ask(|posts| async move { posts.unboost(post, by, &origin).await }).await;
        // one that is not found may have gone right after
        let outcome = if matches!(answer, Ok(Ok(_))) { Outcome::Ok(()) } else { Outcome::Info };
        if outcome == Outcome::Ok(()) {
            own.boosts.remove(&post);
        }
        self.board.did(Act::Unboost { post, by, boost, outcome });
    }

    async fn follow(&self, begins: bool) {
        let Some(whom) = self.clockwork.dice(|dice| dice.pick(&self.everybody).map(|(account, _)| *account))
        else {
            return;
        };
        let boosts = self.clockwork.dice(|dice| dice.happens(700));
        let (by, origin) = (self.account, self.origin(self.entropy.uuid()));
        // whether it was done is seen in the log
        drop(
            self.ask(|posts| async move {
                if begins {
                    posts
                        .follow(by, whom, |wishes| domain::posts::FollowWishes { boosts, ..wishes }, &origin)
                        .await
                        .is_ok()
                } else {
                    posts.unfollow(by, whom, &origin).await.is_ok()
                }
            })
            .await,
        );
    }

    async fn ask<T, F>(&self, work: impl FnOnce(service::posts::Posts) -> F) -> Result<T, Unanswered>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        loop {
            let up: Vec<&Arc<ApiServer>> = self.servers.iter().filter(|server| server.is_up()).collect();
            if let Some(server) = self.clockwork.dice(|dice| dice.pick(&up).copied()) {
                return server.request(PATIENCE, work).await;
            }
            self.clockwork.doze(self.pace).await;
        }
    }

    fn some_post(&self) -> Option<PostId> {
        let posts = &self.board.known().posts;
        self.clockwork.dice(|dice| dice.pick(posts).copied())
    }

    fn origin(&self, correlation: Uuid) -> Origin {
        Origin { actor: Some(self.account), correlation, causation: None, trace: None }
    }
}

fn id(post: PostId) -> Id {
    Id(u64::try_from(post.raw()).unwrap_or(0))
}

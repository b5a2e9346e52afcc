//! Posts that are published when their time has come.
use std::sync::Arc;

use async_trait::async_trait;
use domain::identity::Account;
use domain::ids::{AccountId, ScheduledPostId};
use domain::page::Window;
use domain::posts::{IdempotencyKey, Language, Plan, Post, PostText, ScheduleRule, ScheduledPost, Spoiler};
use domain::realtime::Origin;
use domain::{Draft, Timestamp};
use thiserror::Error;

use super::{FindError, NotFound, Posts, PublishError, Saved, Writing};
use crate::duty::{Due, Errand};
use crate::identity::AccountRepository;
use crate::{Entropy, Failure, Kind, PortError};

/// Keeps what is to be published later.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ScheduleRepository: Send + Sync {
    /// Keeps a plan, unless `most` of its author's wait already: then `None`. A key of one that still waits answers that one and
    /// MUST leave no trace.
    async fn keep(
        &self,
        draft: Draft<ScheduledPost>,
        key: Option<IdempotencyKey>,
        most: u32,
    ) -> Result<Option<Saved<ScheduledPost>>, PortError>;

    /// What somebody has planned, the latest plan first.
    async fn list(&self, of: AccountId, window: Window) -> Result<Vec<ScheduledPost>, PortError>;

    /// One of those plans.
    async fn find(&self, id: ScheduledPostId, of: AccountId) -> Result<Option<ScheduledPost>, PortError>;

    /// Moves one to another time; `false` if it does not wait any more, or is not theirs.
    async fn move_to(&self, id: ScheduledPostId, of: AccountId, due: Timestamp) -> Result<bool, PortError>;

    /// Takes one back; `false` if it does not wait any more, or is not theirs.
    async fn cancel(&self, id: ScheduledPostId, of: AccountId) -> Result<bool, PortError>;

    /// The first plans that are due by then.
    async fn due(&self, by: Timestamp, limit: u16) -> Result<Vec<ScheduledPost>, PortError>;

    /// When the next one is due.
    async fn next_due(&self) -> Result<Option<Timestamp>, PortError>;

    /// Takes the plan away and publishes the post, with its event: all, or nothing. `false`, and nothing, if the plan does not wait any
    /// more, or for another time: so it is published once, however many try.
    async fn publish(&self, plan: &ScheduledPost, post: Draft<Post>) -> Result<bool, PortError>;
}

/// What people plan to publish.
#[derive(Clone)]
pub struct Schedule {
    schedule: Arc<dyn ScheduleRepository>,
    accounts: Arc<dyn AccountRepository>,
    posts: Posts,
    entropy: Arc<dyn Entropy>,
}

/// Why something was not scheduled.
#[derive(Debug, Error)]
pub enum ScheduleError {
    /// A rule about plans was broken.
    #[error(transparent)]
    Schedule(#[from] ScheduleRule),
    /// It could not be published now either.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

impl From<PortError> for ScheduleError {
    fn from(error: PortError) -> Self {
        Self::Publish(error.into())
    }
}

impl From<NotFound> for ScheduleError {
    fn from(error: NotFound) -> Self {
        Self::Publish(error.into())
    }
}

impl Failure for ScheduleError {
    fn kind(&self) -> Kind {
        match self {
            Self::Schedule(_) => Kind::Invalid,
            Self::Publish(error) => error.kind(),
        }
    }
}

impl Schedule {
    /// Posts that are published in one turn.
    const AT_ONCE: u16 = 32;

    /// Over these ports.
    #[must_use]
    pub fn new(
        schedule: Arc<dyn ScheduleRepository>,
        accounts: Arc<dyn AccountRepository>,
        posts: Posts,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { schedule, accounts, posts, entropy }
    }

    /// Plans what `author` wrote for then, once per key. What could not be published now is refused now.
    pub async fn plan(
        &self,
        author: AccountId,
        writing: Writing,
        due: Timestamp,
        key: Option<IdempotencyKey>,
        origin: &Origin,
    ) -> Result<ScheduledPost, ScheduleError> {
        let due = ScheduledPost::due(due, self.entropy.now())?;
        if !writing.media.is_empty() {
            return Err(ScheduleRule::Pictures.into());
        }
        let account = self.accounts.find(author).await?.ok_or(NotFound)?.account;
        let _only_tried = self.posts.draft(author, writing.clone(), origin).await?;
        let cause = origin.cause(self.entropy.uuid(), self.entropy.now());
        let draft = ScheduledPost::plan(author, plan(&writing, &account), due, cause)?;
        match self.schedule.keep(draft, key, ScheduledPost::MOST).await? {
            Some(Saved::New(kept) | Saved::Repeated(kept)) => Ok(kept),
            Some(Saved::Gone) => Err(NotFound.into()),
            None => Err(ScheduleRule::TooMany { max: ScheduledPost::MOST }.into()),
        }
    }

    /// What somebody has planned.
    pub async fn list(&self, of: AccountId, window: Window) -> Result<Vec<ScheduledPost>, PortError> {
        self.schedule.list(of, window).await
    }

    /// One of those plans.
    pub async fn find(&self, id: ScheduledPostId, of: AccountId) -> Result<ScheduledPost, FindError> {
        Ok(self.schedule.find(id, of).await?.ok_or(NotFound)?)
    }

    /// Moves a plan to another time.
    pub async fn move_to(
        &self,
        id: ScheduledPostId,
        of: AccountId,
        due: Timestamp,
    ) -> Result<ScheduledPost, ScheduleError> {
        let due = ScheduledPost::due(due, self.entropy.now())?;
        let moved = self.schedule.move_to(id, of, due).await?;
        let plan = self.schedule.find(id, of).await?.filter(|_| moved);
        Ok(plan.ok_or(NotFound)?)
    }

    /// Takes a plan back.
    pub async fn cancel(&self, id: ScheduledPostId, of: AccountId) -> Result<(), FindError> {
        if self.schedule.cancel(id, of).await? { Ok(()) } else { Err(NotFound.into()) }
    }

    /// Publishes what was planned. If what it answers is gone meanwhile, it stands for itself.
    async fn publish(&self, plan: &ScheduledPost) -> Result<(), PortError> {
        let actor = Some(plan.author);
        let origin = Origin { actor, correlation: self.entropy.uuid(), causation: None, trace: None };
        let written = writing(&plan.plan);
        let mut draft = self.posts.draft(plan.author, written.clone(), &origin).await;
        if let Err(PublishError::NotFound(_)) = draft {
            draft = self.posts.draft(plan.author, Writing { reply_to: None, ..written }, &origin).await;
        }
        match draft {
            Ok(draft) => self.schedule.publish(plan, draft).await.map(drop),
            Err(PublishError::Port(error)) => Err(error),
            Err(error @ (PublishError::Rule(_) | PublishError::NotFound(_))) => {
                tracing::warn!(scheduled.id = %plan.id, %error, "a plan can't be published any more, and is dropped");
                self.schedule.cancel(plan.id, plan.author).await.map(drop)
            }
        }
    }
}

#[async_trait]
impl Errand for Schedule {
    fn name(&self) -> &'static str {
        "posts.scheduled"
    }

    async fn run(&self, now: Timestamp) -> Result<Due, PortError> {
        let due = self.schedule.due(now, Self::AT_ONCE).await?;
        for plan in &due {
            self.publish(plan).await?;
        }
        if due.len() >= usize::from(Self::AT_ONCE) {
            return Ok(Due::Now);
        }
        Ok(self.schedule.next_due().await?.map_or(Due::Whenever, Due::At))
    }
}

/// What it does not say is as its author usually wants it now.
fn plan(writing: &Writing, author: &Account) -> Plan {
    let defaults = &author.defaults;
    let language = writing.language.as_ref().or(defaults.language.as_ref());
    Plan {
        text: writing.text.as_str().to_owned(),
        spoiler: writing.spoiler.as_str().to_owned(),
        sensitive: writing.sensitive.unwrap_or(defaults.sensitive),
        language: language.map(|language| language.as_str().to_owned()),
        visibility: writing.visibility.unwrap_or(defaults.visibility),
        reply_to: writing.reply_to,
        poll: writing.poll.clone(),
        application: writing.application.clone(),
    }
}

fn writing(plan: &Plan) -> Writing {
    Writing {
        text: PostText::stored(&plan.text),
        spoiler: Spoiler::stored(&plan.spoiler),
        sensitive: Some(plan.sensitive),
        language: plan.language.as_deref().map(Language::stored),
        visibility: Some(plan.visibility),
        reply_to: plan.reply_to,
        media: vec![],
        poll: plan.poll.clone(),
        application: plan.application.clone(),
    }
}

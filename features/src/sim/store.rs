//! The reference store behind faults: every call lets others go first, and may fail before or after it was done.
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use adapter_memory::Memory;
use async_trait::async_trait;
use domain::identity::{Account, Editing, Profile, Username};
use domain::ids::{AccountId, ListId, MediaId, PostId};
use domain::page::{Listed, Window};
use domain::posts::{Boost, Favourite, Follow, Home, IdempotencyKey, Post, Removal};
use domain::reading::{Filters, ListFeed};
use domain::realtime::{Logged, Position, Topic};
use domain::{Draft, Recorded, Timestamp};
use service::PortError;
use service::identity::{AccountRepository, Credentials, Registration, Totals};
use service::posts::{
    Entry, Familiar, FollowRepository, PostRepository, Relationship, Saved, Thread, ThreadLimits,
};
use service::realtime::{
    Advance, Arrangements, Backlog, Epoch, EventLog, Head, Outbox, ReadFrom, Whereabouts,
};
use uuid::Uuid;

use super::clockwork::Clockwork;
use super::weather::Weather;

/// A store as servers reach it.
#[derive(Clone)]
pub(super) struct Store {
    pub(super) memory: Memory,
    clockwork: Clockwork,
    weather: Arc<Weather>,
    log: Arc<Mutex<Vec<Arc<Logged>>>>,
}

impl Store {
    pub(super) fn new(memory: Memory, clockwork: Clockwork, weather: Arc<Weather>) -> Self {
        Self { memory, clockwork, weather, log: Arc::default() }
    }

    /// All that was ever moved into the log, as it was moved: the log itself forgets.
    pub(super) fn moved(&self) -> MutexGuard<'_, Vec<Arc<Logged>>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the log will end once all that is stored now was moved into it.
    pub(super) fn horizon(&self) -> Position {
        let waiting = at_once(self.memory.backlog()).map_or(0, |backlog| backlog.waiting);
        let head = at_once(self.memory.head()).map_or(0, |head| head.position.number());
        Position::new(head + waiting)
    }

    /// Now and then an answer is long on its way, and meanwhile much happens.
    pub(super) async fn linger(&self) {
        if self.clockwork.dice(|dice| dice.happens(150)) {
            self.clockwork.doze(1_500).await;
        }
    }

    async fn call<T>(
        &self,
        effect: impl Future<Output = Result<T, PortError>> + Send,
    ) -> Result<T, PortError> {
        self.weather.call(&self.clockwork, effect).await?
    }

    async fn change<T: Send + 'static>(
        &self,
        effect: impl Future<Output = Result<T, PortError>> + Send + 'static,
    ) -> Result<T, PortError> {
        self.weather.change(&self.clockwork, Box::pin(effect)).await
    }
}

/// The answer of something that never waits.
pub(super) fn at_once<T>(call: impl Future<Output = Result<T, PortError>>) -> Option<T> {
    futures_util::FutureExt::now_or_never(call)?.ok()
}

#[async_trait]
impl Outbox for Store {
    async fn acquire(&self, holder: Uuid, term: Duration) -> Result<Option<Epoch>, PortError> {
        self.call(self.memory.acquire(holder, term)).await
    }

    async fn renew(&self, epoch: Epoch, term: Duration) -> Result<bool, PortError> {
        self.call(self.memory.renew(epoch, term)).await
    }

    async fn release(&self, epoch: Epoch) -> Result<(), PortError> {
        self.call(self.memory.release(epoch)).await
    }

    async fn advance(&self, epoch: Epoch, max: usize) -> Result<Advance, PortError> {
        self.call(async {
            // sometimes less than was asked for, so that a burst takes several turns
            let max = if self.clockwork.dice(|dice| dice.happens(200)) { 1 } else { max };
            let advance = self.memory.advance(epoch, max).await?;
            if let Advance::Moved(events) = &advance {
                self.moved().extend(events.iter().cloned());
            }
            Ok(advance)
        })
        .await
    }

    async fn mark_published(&self, epoch: Epoch, position: Position) -> Result<bool, PortError> {
        self.call(self.memory.mark_published(epoch, position)).await
    }

    async fn backlog(&self) -> Result<Backlog, PortError> {
        self.call(self.memory.backlog()).await
    }

    async fn rung(&self) {
        self.memory.rung().await;
    }
}

#[async_trait]
impl EventLog for Store {
    async fn head(&self) -> Result<Head, PortError> {
        self.call(self.memory.head()).await
    }

    async fn read(&self, after: Position, through: Position, limit: usize) -> Result<ReadFrom, PortError> {
        // a page that ends early is still a page
        let limit = if self.clockwork.dice(|dice| dice.happens(300)) { 2 } else { limit };
        self.call(self.memory.read(after, through, limit)).await
    }

    async fn read_topics(
        &self,
        topics: &[Topic],
        after: Position,
        through: Position,
        limit: usize,
    ) -> Result<ReadFrom, PortError> {
        let limit = if self.clockwork.dice(|dice| dice.happens(300)) { 2 } else { limit };
        self.call(self.memory.read_topics(topics, after, through, limit)).await
    }

    async fn whereabouts(&self, topic: &Topic, event: Uuid) -> Result<Whereabouts, PortError> {
        self.call(self.memory.whereabouts(topic, event)).await
    }

    async fn trim(&self, before: Timestamp) -> Result<Position, PortError> {
        self.call(self.memory.trim(before)).await
    }
}

#[async_trait]
impl PostRepository for Store {
    async fn publish(
        &self,
        draft: Draft<Post>,
        key: Option<IdempotencyKey>,
    ) -> Result<Saved<Post>, PortError> {
        let memory = self.memory.clone();
        self.change(async move { memory.publish(draft, key).await }).await
    }

    async fn publish_with_media(
        &self,
        draft: Draft<Post>,
        media: Vec<MediaId>,
        key: Option<IdempotencyKey>,
    ) -> Result<Saved<Post>, PortError> {
        let memory = self.memory.clone();
        self.change(async move { memory.publish_with_media(draft, media, key).await }).await
    }

    async fn find(&self, id: PostId, reader: Option<AccountId>) -> Result<Option<Entry>, PortError> {
        self.call(PostRepository::find(&self.memory, id, reader)).await
    }

    async fn delete(&self, removal: Removal) -> Result<bool, PortError> {
        let memory = self.memory.clone();
        self.change(async move { memory.delete(removal).await }).await
    }

    async fn thread(
        &self,
        id: PostId,
        reader: Option<AccountId>,
        limits: ThreadLimits,
    ) -> Result<Thread, PortError> {
        self.call(self.memory.thread(id, reader, limits)).await
    }

    async fn boost(&self, draft: Draft<Boost>) -> Result<Saved<Boost>, PortError> {
        let memory = self.memory.clone();
        self.change(async move { memory.boost(draft).await }).await
    }

    async fn find_boost(&self, post: PostId, by: AccountId) -> Result<Option<Boost>, PortError> {
        self.call(self.memory.find_boost(post, by)).await
    }

    async fn unboost(&self, boost: Recorded<Boost>) -> Result<bool, PortError> {
        let memory = self.memory.clone();
        self.change(async move { memory.unboost(boost).await }).await
    }

    async fn favourite(&self, draft: Draft<Favourite>) -> Result<Saved<Favourite>, PortError> {
        let memory = self.memory.clone();
        self.change(async move { memory.favourite(draft).await }).await
    }

    async fn find_favourite(&self, post: PostId, by: AccountId) -> Result<Option<Favourite>, PortError> {
        self.call(self.memory.find_favourite(post, by)).await
    }

    async fn unfavourite(&self, favourite: Recorded<Favourite>) -> Result<bool, PortError> {
        let memory = self.memory.clone();
        self.change(async move { memory.unfavourite(favourite).await }).await
    }

    async fn favourited_by(
        &self,
        post: PostId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        self.call(self.memory.favourited_by(post, reader, window)).await
    }

    async fn boosted_by(
        &self,
        post: PostId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        self.call(self.memory.boosted_by(post, reader, window)).await
    }
}

#[async_trait]
impl FollowRepository for Store {
    async fn follow(&self, draft: Draft<Follow>) -> Result<Saved<Follow>, PortError> {
        let memory = self.memory.clone();
        self.change(async move { memory.follow(draft).await }).await
    }

    async fn find(&self, follower: AccountId, followee: AccountId) -> Result<Option<Follow>, PortError> {
        self.call(FollowRepository::find(&self.memory, follower, followee)).await
    }

    async fn unfollow(&self, follow: Recorded<Follow>) -> Result<bool, PortError> {
        let memory = self.memory.clone();
        self.change(async move { memory.unfollow(follow).await }).await
    }

    async fn relationships(
        &self,
        reader: AccountId,
        to: &[AccountId],
    ) -> Result<Vec<Relationship>, PortError> {
        self.call(self.memory.relationships(reader, to)).await
    }

    async fn followers(
        &self,
        of: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        self.call(self.memory.followers(of, reader, window)).await
    }

    async fn following(
        &self,
        by: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        self.call(self.memory.following(by, reader, window)).await
    }

    async fn familiar(
        &self,
        reader: AccountId,
        to: &[AccountId],
        limit: u16,
    ) -> Result<Vec<Familiar>, PortError> {
        self.call(self.memory.familiar(reader, to, limit)).await
    }

    async fn home(&self, reader: AccountId) -> Result<Home, PortError> {
        self.call(FollowRepository::home(&self.memory, reader)).await
    }
}

#[async_trait]
impl Arrangements for Store {
    async fn filters_of(&self, owner: AccountId) -> Result<Filters, PortError> {
        self.call(self.memory.filters_of(owner)).await
    }

    async fn list_feed(&self, id: ListId, of: AccountId) -> Result<Option<ListFeed>, PortError> {
        self.call(self.memory.list_feed(id, of)).await
    }
}

#[async_trait]
impl AccountRepository for Store {
    async fn register(
        &self,
        draft: Draft<Account>,
        credentials: Credentials,
    ) -> Result<Registration, PortError> {
        let memory = self.memory.clone();
        self.change(async move { memory.register(draft, credentials).await }).await
    }

    async fn edit(&self, editing: Editing) -> Result<Option<Profile>, PortError> {
        let memory = self.memory.clone();
        self.change(async move { memory.edit(editing).await }).await
    }

    async fn find(&self, id: AccountId) -> Result<Option<Profile>, PortError> {
        self.call(AccountRepository::find(&self.memory, id)).await
    }

    async fn find_by_username(&self, username: &Username) -> Result<Option<Profile>, PortError> {
        self.call(self.memory.find_by_username(username)).await
    }

    async fn list_by_username(&self, usernames: &[Username]) -> Result<Vec<Account>, PortError> {
        self.call(self.memory.list_by_username(usernames)).await
    }

    async fn list(&self, ids: &[AccountId]) -> Result<Vec<Profile>, PortError> {
        self.call(AccountRepository::list(&self.memory, ids)).await
    }

    async fn totals(&self) -> Result<Totals, PortError> {
        self.call(self.memory.totals()).await
    }
}

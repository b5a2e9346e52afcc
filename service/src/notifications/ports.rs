//! What notifications ask of the world.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::{AccountId, ConversationId, NotificationId, PostId, Snowflake};
use domain::page::Window;
use domain::posts::{Conversation, Marked, Marker, Notification, NotificationKind};
use domain::{Draft, Timestamp};

use crate::PortError;
use crate::duty::{Step, Stepped};
use crate::posts::Entry;

/// What becomes of notifications when something happens.
#[derive(Debug)]
pub enum Change {
    /// These are to be told.
    Tell(Vec<Draft<Notification>>),
    /// This was said to some people and nobody else: their conversation goes on.
    Converse {
        /// What was said.
        post: PostId,
        /// Each of those who take part.
        people: Vec<Draft<Conversation>>,
    },
    /// Those about a post go: it is gone. Conversations in which it was said last go back to what was said before it.
    ForgetPost(PostId),
    /// Those of what somebody did to a post go: it was taken back.
    ForgetDeed {
        /// What it was.
        kind: NotificationKind,
        /// Who did it.
        by: AccountId,
        /// The post.
        post: PostId,
    },
    /// That of a follow, or of a request, goes: it has ended.
    ForgetFollow {
        /// Which of the two.
        kind: NotificationKind,
        /// Who followed.
        follower: AccountId,
        /// Whom.
        followee: AccountId,
    },
}

/// Which notifications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Of these kinds.
    pub kinds: Vec<NotificationKind>,
    /// Of what this account did; of anybody's deeds if it is not said.
    pub by: Option<AccountId>,
}

/// A notification with all that is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationView {
    /// The notification.
    pub notification: Notification,
    /// Who did it.
    pub by: Profile,
    /// The post that it is about.
    pub post: Option<Entry>,
}

/// Keeps what people are told.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait NotificationRepository: Send + Sync {
    /// Makes these changes in order, together with the step of the follower: all, or nothing. Ids become visible in order. Nobody is
    /// told the same twice, or of a post that is gone, or of what somebody did from whom a block keeps them, whom they mute with
    /// notifications, or who was shut out; what is not told leaves no trace and no event.
    async fn take(&self, step: Step, changes: Vec<Change>) -> Result<Stepped, PortError>;

    /// Who wants to be told of each post of an account.
    async fn wanting_posts_of(&self, author: AccountId) -> Result<Vec<AccountId>, PortError>;

    /// What somebody was told, newest first. One about a post that is gone, or that they may not see any more, is not there, and
    /// neither is one by somebody of whom they would not be told now.
    async fn list(
        &self,
        to: AccountId,
        wanted: &Wanted,
        window: Window,
    ) -> Result<Vec<NotificationView>, PortError>;

    /// One of those that somebody was told.
    async fn find(&self, id: NotificationId, to: AccountId) -> Result<Option<NotificationView>, PortError>;

    /// Takes one away; `false` if it was not theirs, or gone already.
    async fn dismiss(&self, id: NotificationId, to: AccountId) -> Result<bool, PortError>;

    /// Takes all of somebody's away.
    async fn clear(&self, to: AccountId) -> Result<(), PortError>;

    /// How many there are after an id, counted up to a limit.
    async fn count(
        &self,
        to: AccountId,
        wanted: &Wanted,
        after: Snowflake,
        limit: u16,
    ) -> Result<u64, PortError>;
}

/// A conversation with what was said last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    /// The conversation.
    pub conversation: Conversation,
    /// What was said last, as its reader sees it.
    pub last: Entry,
}

impl Talk {
    /// Everybody who takes part.
    #[must_use]
    pub fn people(&self) -> Vec<AccountId> {
        let post = &self.last.post.post;
        let mentioned = post.mentions.iter().map(|mention| mention.account);
        std::iter::once(post.author).chain(mentioned.filter(|id| *id != post.author)).collect()
    }
}

/// A conversation with all that is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationView {
    /// The conversation.
    pub talk: Talk,
    /// With whom.
    pub with: Vec<Profile>,
}

/// Keeps who speaks with whom. What is said comes in by [`NotificationRepository::take`].
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ConversationRepository: Send + Sync {
    /// What somebody takes part in, what was said last first; paged by the ids of what was said last. A conversation is not there
    /// while a block keeps them from whoever spoke last.
    async fn list(&self, of: AccountId, window: Window) -> Result<Vec<Talk>, PortError>;

    /// One of those.
    async fn find(&self, id: ConversationId, of: AccountId) -> Result<Option<Talk>, PortError>;

    /// They have read it; `false` if it is none of theirs.
    async fn read(&self, id: ConversationId, of: AccountId) -> Result<bool, PortError>;

    /// Takes it away for them, until more is said; `false` if it is none of theirs.
    async fn remove(&self, id: ConversationId, of: AccountId) -> Result<bool, PortError>;
}

/// Keeps how far people have read.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MarkerRepository: Send + Sync {
    /// Whatever was marked.
    async fn list(&self, of: AccountId) -> Result<Vec<Marker>, PortError>;

    /// Moves a marker, which gets the next version: the first one is 1.
    async fn move_to(
        &self,
        of: AccountId,
        marked: Marked,
        last_read: Snowflake,
        at: Timestamp,
    ) -> Result<Marker, PortError>;
}

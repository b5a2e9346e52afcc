//! What is shown of posts: read models.
use domain::Timestamp;
use domain::identity::Profile;
use domain::ids::{AccountId, PostId, Snowflake};
use domain::posts::{Boost, Choices, FollowWishes, MuteExtent, Post, PostCounts, PrivateNote};

/// A post with all that is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostView {
    /// The post.
    pub post: Post,
    /// Who wrote it.
    pub author: Profile,
    /// What is counted of it.
    pub counts: PostCounts,
    /// What the reader did with it; nothing without a reader.
    pub marks: Option<ViewerMarks>,
}

/// What a reader did with a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ViewerMarks {
    /// Favourited it.
    pub favourited: bool,
    /// Boosted it.
    pub boosted: bool,
    /// Keeps it among their bookmarks.
    pub bookmarked: bool,
    /// Wants to hear no more of the thread that it belongs to.
    pub muted: bool,
    /// Whether they show it first; only of their own.
    pub pinned: Option<bool>,
    /// What they voted for in its poll.
    pub vote: Option<Choices>,
}

impl ViewerMarks {
    /// Whether they wrote it.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.pinned.is_some()
    }
}

/// That somebody passed a post on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoostView {
    /// The boost.
    pub boost: Boost,
    /// Who did.
    pub by: Profile,
}

/// An entry of a timeline: a post, or a boost of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The post.
    pub post: PostView,
    /// Who passed it on, when this is a boost.
    pub boost: Option<BoostView>,
}

impl Entry {
    /// The id that it has in timelines.
    #[must_use]
    pub fn id(&self) -> PostId {
        self.boost.as_ref().map_or(self.post.post.id, |boost| boost.boost.id)
    }

    /// The id as a cursor.
    #[must_use]
    pub fn at(&self) -> Snowflake {
        self.id().into()
    }
}

/// What a post belongs to, as far as the reader may see it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thread {
    /// What it answers, and what that answers: oldest first.
    pub ancestors: Vec<PostView>,
    /// Its answers, each after what it answers, siblings oldest first.
    pub descendants: Vec<PostView>,
}

/// How much of a thread is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThreadLimits {
    /// Ancestors at the most: the nearest ones.
    pub ancestors: usize,
    /// Descendants at the most.
    pub descendants: usize,
}

impl ThreadLimits {
    /// Mastodon's limits: a visitor costs less than a member may.
    #[must_use]
    pub fn of(reader: Option<AccountId>) -> Self {
        match reader {
            Some(_) => Self { ancestors: 4096, descendants: 4096 },
            None => Self { ancestors: 40, descendants: 60 },
        }
    }
}

/// How a reader stands to another account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relationship {
    /// To whom.
    pub account: AccountId,
    /// What the reader follows of them, when they do.
    pub following: Option<FollowWishes>,
    /// Whether they follow the reader.
    pub followed_by: bool,
    /// What the reader asks to follow of them, when they do.
    pub requested: Option<FollowWishes>,
    /// Whether they ask to follow the reader.
    pub requested_by: bool,
    /// Whether the reader blocks them.
    pub blocking: bool,
    /// Whether they block the reader.
    pub blocked_by: bool,
    /// How much of them the reader mutes, when they do.
    pub muting: Option<MuteExtent>,
    /// What the reader noted down about them.
    pub note: PrivateNote,
}

/// Those whom a reader follows and who follow an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Familiar {
    /// The account.
    pub account: AccountId,
    /// Who follows it.
    pub followers: Vec<Profile>,
}

/// Somebody who is muted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MutedProfile {
    /// Who.
    pub profile: Profile,
    /// Until when, if it ends by itself.
    pub until: Option<Timestamp>,
}

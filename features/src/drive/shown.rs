//! What people are shown.
use domain::ids::{AccountId, MediaId, PostId, Snowflake};
use domain::posts::{PostCounts, Visibility};

/// A post as an entry of a timeline, or a boost of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownPost {
    /// The id of the entry: a boost has its own.
    pub entry: PostId,
    /// The id of the post.
    pub post: PostId,
    /// Who wrote it.
    pub author: AccountId,
    /// Who passed it on, when this is a boost.
    pub booster: Option<AccountId>,
    /// What it says, as its author typed it.
    pub text: String,
    /// What is shown first; empty for none.
    pub warning: String,
    /// Whether it is behind a click.
    pub sensitive: bool,
    /// Its language; empty for none.
    pub language: String,
    /// For whom.
    pub visibility: Visibility,
    /// What it answers.
    pub reply_to: Option<PostId>,
    /// Whom it mentions.
    pub mentions: Vec<AccountId>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its pictures, in the words of their author.
    pub pictures: Vec<String>,
    /// Their ids.
    pub media: Vec<MediaId>,
    /// The answers of its poll, each with its votes.
    pub poll: Vec<(String, u64)>,
    /// What is counted of it.
    pub counts: PostCounts,
    /// Whether the reader favourited it.
    pub favourited: bool,
    /// Whether the reader boosted it.
    pub boosted: bool,
    /// Whether the reader keeps it.
    pub bookmarked: bool,
    /// Whether the reader wants to hear no more of its thread.
    pub muted: bool,
    /// Whether it stands first; of the reader's own alone.
    pub pinned: Option<bool>,
    /// The names of the reader's filters that match it.
    pub filtered: Vec<String>,
}

/// What a post belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thread {
    /// What it answers, the oldest first.
    pub above: Vec<ShownPost>,
    /// Its answers, each after what it answers.
    pub below: Vec<ShownPost>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Accounts, the best first.
    pub members: Vec<Member>,
    /// Tags.
    pub tags: Vec<String>,
    /// Posts, the newest first.
    pub posts: Vec<ShownPost>,
}

/// An account with what is counted of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its id.
    pub account: AccountId,
    /// Its name.
    pub username: String,
    /// What it tells about itself.
    pub note: String,
    /// Where its picture is, if it has one of its own.
    pub avatar: Option<String>,
    /// How many follow it.
    pub followers: u64,
    /// How many it follows.
    pub following: u64,
    /// How many posts it has.
    pub posts: u64,
}

/// A page of a list, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next older page begins, if it names one.
    pub older: Option<Snowflake>,
    /// Where the next newer page begins, if it names one.
    pub newer: Option<Snowflake>,
}

/// That somebody is told of what another did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it was, in Mastodon's word.
    pub kind: String,
    /// Who did it.
    pub by: AccountId,
    /// The post that it is about.
    pub post: Option<PostId>,
}

/// Something that a screen shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// A post appears.
    Post(Box<ShownPost>),
    /// A post says something else.
    Changed(Box<ShownPost>),
    /// A post disappears.
    Gone(PostId),
    /// Something changes in the shop: so many of a product are left, it costs so much, it is gone, all that is in a cart, or how an order stands.
    Shop(String),
    /// Whoever runs the gateway says something.
    Told(String),
}

//! Posts and follows as events carry them: new values, never deltas, and all that a listener needs.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Application, Audience, FollowWishes, Hashtag, Language, Mention, Parent, Poll, PollFacts, Post,
    PostCounts, PostText, Spoiler, Visibility,
};
use crate::identity::{AuthorFacts, Username};
use crate::ids::{AccountId, PostId};
use crate::media::{Media, MediaFacts};
use crate::realtime::Topic;

/// A post was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The post.
    pub post: PostFacts,
    /// Who wrote it.
    pub author: AuthorFacts,
}

/// A post says something else than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edited {
    /// The post as it is now.
    pub post: PostFacts,
    /// Who wrote it.
    pub author: AuthorFacts,
    /// What was counted of it then.
    pub counts: PostCounts,
}

/// A post was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// Who could see it.
    pub audience: Audience,
}

/// A post was passed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boosted {
    /// By whom, and when.
    pub boost: BoostFacts,
    /// The post.
    pub post: PostFacts,
    /// Who wrote it.
    pub author: AuthorFacts,
    /// What was counted of it then.
    pub counts: PostCounts,
}

/// Who passed a post on, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoostFacts {
    /// The boost's own id.
    pub id: PostId,
    /// By whom.
    pub by: AuthorFacts,
    /// When.
    pub at: Timestamp,
}

/// A boost is gone: taken back, or its post was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unboosted {
    /// The boost.
    pub boost: PostId,
    /// Whose it was.
    pub by: AccountId,
    /// The post.
    pub post: PostId,
}

/// Somebody likes a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Favourited {
    /// The post.
    pub post: PostId,
    /// Who wrote it.
    pub author: AccountId,
    /// Who likes it.
    pub by: AccountId,
}

/// Somebody no longer says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfavourited {
    /// The post.
    pub post: PostId,
    /// Who wrote it.
    pub author: AccountId,
    /// Who liked it.
    pub by: AccountId,
}

/// One account follows another, with these wishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// Who follows.
    pub follower: AccountId,
    /// Whom.
    pub followee: AccountId,
    /// What of.
    pub wishes: FollowWishes,
}

/// It no longer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfollowed {
    /// Who followed.
    pub follower: AccountId,
    /// Whom.
    pub followee: AccountId,
}

/// One account asks to follow another, with these wishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requested {
    /// Who asks.
    pub follower: AccountId,
    /// Whom.
    pub followee: AccountId,
    /// What of.
    pub wishes: FollowWishes,
}

/// The one who was asked agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestAccepted {
    /// Who asked.
    pub follower: AccountId,
    /// Whom.
    pub followee: AccountId,
}

/// Nothing came of a request: it was rejected, or withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestEnded {
    /// Who asked.
    pub follower: AccountId,
    /// Whom.
    pub followee: AccountId,
}

/// An account follows a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagFollowed {
    /// Who follows.
    pub by: AccountId,
    /// What.
    pub tag: String,
}

/// It no longer does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagUnfollowed {
    /// Who followed.
    pub by: AccountId,
    /// What.
    pub tag: String,
}

/// One account blocks another: neither is shown what the other writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocked {
    /// Who blocks.
    pub blocker: AccountId,
    /// Whom.
    pub blocked: AccountId,
}

/// It no longer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unblocked {
    /// Who blocked.
    pub blocker: AccountId,
    /// Whom.
    pub blocked: AccountId,
}

/// One account mutes another, so much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Muted {
    /// Who mutes.
    pub muter: AccountId,
    /// Whom.
    pub muted: AccountId,
    /// Notifications too.
    pub notifications: bool,
    /// When it ends by itself, if it does.
    pub until: Option<Timestamp>,
}

/// It no longer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmuted {
    /// Who muted.
    pub muter: AccountId,
    /// Whom.
    pub muted: AccountId,
}

/// A post as it was when something happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostFacts {
    /// Its id.
    pub id: PostId,
    /// Who wrote it.
    pub author: AccountId,
    /// What it says; empty once the post was deleted.
    pub text: String,
    /// What is shown first; empty for none.
    pub spoiler: String,
    /// Whether it should be behind a click.
    pub sensitive: bool,
    /// Its language.
    pub language: Option<String>,
    /// For whom.
    pub visibility: Visibility,
    /// What it answers.
    pub reply_to: Option<Parent>,
    /// Whom it mentions.
    pub mentions: Vec<MentionFacts>,
    /// Its tags.
    pub hashtags: Vec<String>,
    /// Its pictures; none once the post was deleted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<MediaFacts>,
    /// What it asks; nothing once the post was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll: Option<PollFacts>,
    /// What it was written with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<Application>,
    /// When it was published.
    pub published_at: Timestamp,
    /// When it was edited last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
}

/// Somebody whom a post mentions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentionFacts {
    /// Who.
    pub account: AccountId,
    /// By which name.
    pub username: String,
}

impl PostFacts {
    /// What decides who may see it.
    #[must_use]
    pub fn audience(&self) -> Audience {
        Audience {
            post: self.id,
            author: self.author,
            visibility: self.visibility,
            mentioned: self.mentions.iter().map(|mention| mention.account).collect(),
            reply_to: self.reply_to.map(|parent| parent.author),
            hashtags: self.hashtags.clone(),
            media: !self.attachments.is_empty(),
            language: self.language.clone(),
        }
    }

    /// The topics that it is told under.
    #[must_use]
    pub fn topics(&self) -> Vec<Topic> {
        self.audience().topics()
    }

    /// Takes out what it says, pictures and questions too. Stores do the same to the payloads that they keep.
    pub fn blank(&mut self) {
        self.text.clear();
        self.spoiler.clear();
        self.attachments.clear();
        self.poll = None;
    }

    /// Whether what it says was taken out: nobody is shown such a post again.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.is_empty() && self.attachments.is_empty() && self.poll.is_none()
    }
}

impl From<&Post> for PostFacts {
    fn from(post: &Post) -> Self {
        let mention =
            |m: &Mention| MentionFacts { account: m.account, username: m.username.as_str().to_owned() };
        Self {
            id: post.id,
            author: post.author,
            text: post.text.as_str().to_owned(),
            spoiler: post.spoiler.as_str().to_owned(),
            sensitive: post.sensitive,
            language: post.language.as_ref().map(|language| language.as_str().to_owned()),
            visibility: post.visibility,
            reply_to: post.reply_to,
            mentions: post.mentions.iter().map(mention).collect(),
            hashtags: post.hashtags.iter().map(|tag| tag.as_str().to_owned()).collect(),
            attachments: post.attachments.iter().map(MediaFacts::from).collect(),
            poll: post.poll.as_ref().map(PollFacts::from),
            application: post.application.clone(),
            published_at: post.published_at,
            edited_at: post.edited_at,
        }
    }
}

impl From<&PostFacts> for Post {
    fn from(facts: &PostFacts) -> Self {
        let mention =
            |m: &MentionFacts| Mention { account: m.account, username: Username::stored(&m.username) };
        Self {
            id: facts.id,
            author: facts.author,
            text: PostText::stored(&facts.text),
            spoiler: Spoiler::stored(&facts.spoiler),
            sensitive: facts.sensitive,
            language: facts.language.as_deref().map(Language::stored),
            visibility: facts.visibility,
            reply_to: facts.reply_to,
            mentions: facts.mentions.iter().map(mention).collect(),
            hashtags: facts.hashtags.iter().map(|tag| Hashtag::stored(tag)).collect(),
            attachments: facts.attachments.iter().map(Media::from).collect(),
            poll: facts.poll.as_ref().map(Poll::from),
            application: facts.application.clone(),
            published_at: facts.published_at,
            edited_at: facts.edited_at,
        }
    }
}

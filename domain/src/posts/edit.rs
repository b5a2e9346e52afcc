//! An author says something else than before.
use super::{
    Edited, Hashtag, Language, Mention, NewPoll, Post, PostCounts, PostRule, PostText, Spoiler, expressive,
};
use crate::identity::Profile;
use crate::ids::{AccountId, MediaId, PostId};
use crate::media::Media;
use crate::realtime::{Cause, Event};
use crate::recorded::Recorded;

/// What a post is to be like from now on; what is not here stays as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// What it says.
    pub text: PostText,
    /// What is shown first; empty for none.
    pub spoiler: Spoiler,
    /// Whether it should be behind a click; one with a spoiler is.
    pub sensitive: bool,
    /// The language it is in; as before if not said.
    pub language: Option<Language>,
    /// Whom it mentions.
    pub mentions: Vec<Mention>,
    /// Its pictures, of those that [`attachable`](crate::media::attachable) let through.
    pub attachments: Vec<Media>,
    /// What it asks. The same answers keep their votes.
    pub poll: Option<NewPoll>,
}

/// An edit, complete but for what the post is like just before it: only the transaction knows.
#[must_use = "a change that is not saved did not happen"]
#[derive(Debug, Clone)]
pub struct Edit {
    post: PostId,
    author: Profile,
    revision: Revision,
    hashtags: Vec<Hashtag>,
    cause: Cause,
}

impl Post {
    /// Its author says something else.
    pub fn edit(&self, by: Profile, revision: Revision, cause: Cause) -> Result<Edit, PostRule> {
        if by.account.id != self.author {
            return Err(PostRule::NotTheirs);
        }
        expressive(&revision.text, &revision.attachments, revision.poll.as_ref())?;
        let hashtags = revision.text.hashtags()?;
        Ok(Edit { post: self.id, author: by, revision, hashtags, cause })
    }

    /// Whether its poll asks what that of another version did, if there is any.
    #[must_use]
    pub fn asks_the_same_as(&self, other: &Self) -> bool {
        match (&self.poll, &other.poll) {
            (None, None) => true,
            (Some(one), Some(other)) => one.asks_the_same_as(other),
            _ => false,
        }
    }

    /// Whether nobody would see a difference to another version.
    fn reads_like(&self, other: &Self) -> bool {
        self.asks_the_same_as(other)
            && self.text == other.text
            && self.spoiler == other.spoiler
            && self.sensitive == other.sensitive
            && self.language == other.language
            && self.attachments == other.attachments
    }
}

impl Edit {
    /// The post.
    #[must_use]
    pub fn post(&self) -> PostId {
        self.post
    }

    /// Who wrote it.
    #[must_use]
    pub fn author(&self) -> AccountId {
        self.author.account.id
    }

    /// The pictures that it is to carry.
    #[must_use]
    pub fn media(&self) -> Vec<MediaId> {
        self.revision.attachments.iter().map(|media| media.id).collect()
    }

    /// Completes it with what the post is like just before, and what is counted of it. Nothing if nobody would see a difference.
    #[must_use]
    pub fn of(self, before: &Post, counts: PostCounts) -> Option<Recorded<Post>> {
        let Self { author, revision, hashtags, cause, .. } = self;
        let poll = revision.poll.map(|new| new.begin(cause.at)).map(|new| match &before.poll {
            Some(old) if old.asks_the_same_as(&new) => old.clone(),
            _ => new,
        });
        let after = Post {
            sensitive: revision.sensitive || !revision.spoiler.is_empty(),
            text: revision.text,
            spoiler: revision.spoiler,
            language: revision.language.or_else(|| before.language.clone()),
            mentions: revision.mentions,
            hashtags,
            attachments: revision.attachments,
            poll,
            edited_at: Some(cause.at),
            ..before.clone()
        };
        if after.reads_like(before) {
            return None;
        }
        let edited = Edited { post: (&after).into(), author: (&author).into(), counts };
        Some(Recorded::new(after, &cause, [Event::Edited(Box::new(edited))]))
    }
}

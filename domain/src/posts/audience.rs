//! Who may see a post.
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Hashtag;
use crate::ids::{AccountId, PostId};
use crate::realtime::{LiveTopic, Topic};

/// For whom a post was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everybody, in every timeline.
    Public,
    /// Everybody who comes across it; not in public timelines.
    Unlisted,
    /// Followers and those it mentions.
    Private,
    /// Those it mentions.
    Direct,
}

impl Visibility {
    /// All of them, the most open first.
    pub const ALL: [Self; 4] = [Self::Public, Self::Unlisted, Self::Private, Self::Direct];

    /// Mastodon's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::Private => "private",
            Self::Direct => "direct",
        }
    }

    /// Whether everybody may see it, also without an account.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Public | Self::Unlisted)
    }
}

/// No such visibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Visibility is not included in the list")]
pub struct NoSuchVisibility;

impl FromStr for Visibility {
    type Err = NoSuchVisibility;

    fn from_str(text: &str) -> Result<Self, NoSuchVisibility> {
        Self::ALL.into_iter().find(|v| v.as_str() == text).ok_or(NoSuchVisibility)
    }
}

/// What decides who may see a post, and under which topics it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// The post.
    pub post: PostId,
    /// Who wrote it.
    pub author: AccountId,
    /// For whom.
    pub visibility: Visibility,
    /// Whom it mentions.
    pub mentioned: Vec<AccountId>,
    /// Whose post it answers.
    pub reply_to: Option<AccountId>,
    /// Its tags.
    pub hashtags: Vec<String>,
    /// Whether it carries pictures.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub media: bool,
    /// Its language, if it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl Audience {
    /// Whether `reader` may see the post. This is the rule that queries and the hub repeat.
    #[must_use]
    pub fn admits(&self, reader: Option<AccountId>, follows_author: bool) -> bool {
        let Some(reader) = reader else { return self.visibility.is_open() };
        let addressed = reader == self.author || self.mentioned.contains(&reader);
        match self.visibility {
            Visibility::Public | Visibility::Unlisted => true,
            Visibility::Private => addressed || follows_author,
            Visibility::Direct => addressed,
        }
    }

    /// Whether public timelines show it: public posts that answer nobody else.
    #[must_use]
    pub fn is_for_public_timelines(&self) -> bool {
        self.visibility == Visibility::Public && self.reply_to.is_none_or(|parent| parent == self.author)
    }

    /// The topics that it is told under.
    #[must_use]
    pub fn topics(&self) -> Vec<Topic> {
        let mut topics = vec![Topic::Account(self.author)];
        if self.is_for_public_timelines() {
            topics.push(Topic::Public);
            topics.extend(self.media.then_some(Topic::PublicMedia));
        }
        if self.visibility == Visibility::Public {
            let tags = self.hashtags.iter().map(|tag| Hashtag::stored(tag));
            topics.extend(tags.flat_map(|tag| [Topic::Live(LiveTopic::tag(&tag)), Topic::Hashtag(tag)]));
        }
        topics
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_visibility_admits_whom_it_says() {
        let [author, mentioned, stranger] = [1, 2, 3].map(AccountId::stored);
        let seen_by = |visibility| {
            let audience = Audience {
                post: PostId::stored(9),
                author,
                visibility,
                mentioned: vec![mentioned],
                reply_to: None,
                hashtags: vec![],
                media: false,
                language: None,
            };
            [
                audience.admits(None, false),
                audience.admits(Some(stranger), false),
                audience.admits(Some(stranger), true),
                audience.admits(Some(mentioned), false),
                audience.admits(Some(author), false),
            ]
        };
        assert_eq!(seen_by(Visibility::Public), [true; 5]);
        assert_eq!(seen_by(Visibility::Unlisted), [true; 5]);
        assert_eq!(seen_by(Visibility::Private), [false, false, true, true, true]);
        assert_eq!(seen_by(Visibility::Direct), [false, false, false, true, true]);
    }
}

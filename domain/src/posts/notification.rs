//! Telling somebody what others did that concerns them.
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Post, PostCounts, PostFacts};
use crate::identity::{AuthorFacts, Profile};
use crate::ids::{AccountId, NotificationId, PostId};
use crate::realtime::{Cause, Event};
use crate::recorded::{Draft, Numbered, Recorded};

/// That somebody is told of what another did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// Who is told.
    pub to: AccountId,
    /// Of what.
    pub kind: NotificationKind,
    /// Who did it.
    pub by: AccountId,
    /// The post that it is about, unless it is about a person.
    pub post: Option<PostId>,
    /// When it happened.
    pub at: Timestamp,
}

/// What somebody is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// A post mentions them.
    Mention,
    /// Somebody of whom they want to be told each post has published one.
    Status,
    /// Their post was passed on.
    Reblog,
    /// They are followed.
    Follow,
    /// Their post is liked.
    Favourite,
    /// A post that they passed on says something else.
    Update,
    /// A poll is over that they asked, or voted in.
    Poll,
    /// Somebody asks to follow them.
    FollowRequest,
}

impl NotificationKind {
    /// All of them; stores keep the place in this list, so it only ever grows at its end.
    pub const ALL: [Self; 8] = [
        Self::Mention,
        Self::Status,
        Self::Reblog,
        Self::Follow,
        Self::Favourite,
        Self::Update,
        Self::Poll,
        Self::FollowRequest,
    ];

    /// Mastodon's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mention => "mention",
            Self::Status => "status",
            Self::Reblog => "reblog",
            Self::Follow => "follow",
            Self::Favourite => "favourite",
            Self::Update => "update",
            Self::Poll => "poll",
            Self::FollowRequest => "follow_request",
        }
    }

    /// The number that it is stored as.
    #[must_use]
    pub fn number(self) -> i16 {
        match self {
            Self::Mention => 0,
            Self::Status => 1,
            Self::Reblog => 2,
            Self::Follow => 3,
            Self::Favourite => 4,
            Self::Update => 5,
            Self::Poll => 6,
            Self::FollowRequest => 7,
        }
    }

    /// The kind that was stored as a number.
    #[must_use]
    pub fn stored(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// No such kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("nobody is told of such a thing")]
pub struct NoSuchNotification;

impl FromStr for NotificationKind {
    type Err = NoSuchNotification;

    fn from_str(text: &str) -> Result<Self, NoSuchNotification> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(NoSuchNotification)
    }
}

/// What somebody did, for those whom it concerns.
#[derive(Debug, Clone)]
pub struct Deed {
    /// What it is to them.
    pub kind: NotificationKind,
    /// Who did it.
    pub by: AuthorFacts,
    /// The post that it is about, with who wrote it and what is counted of it.
    pub about: Option<(PostFacts, AuthorFacts, PostCounts)>,
}

/// Somebody was told of what another did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notified {
    /// The notification.
    pub id: NotificationId,
    /// Who is told.
    pub to: AccountId,
    /// Of what.
    pub kind: NotificationKind,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub by: AuthorFacts,
    /// The post that it is about.
    pub post: Option<PostFacts>,
    /// Who wrote that post.
    pub author: Option<AuthorFacts>,
    /// What was counted of it then.
    pub counts: Option<PostCounts>,
}

impl Notified {
    /// Whether the words that it carries were taken out, or who did it has left for good: nobody is shown it again.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.by.is_of_nobody() || self.post.as_ref().is_some_and(PostFacts::is_blank)
    }
}

impl Numbered for Notification {
    type Id = NotificationId;
}

impl Deed {
    /// A deed that is about a post.
    #[must_use]
    pub fn about(
        kind: NotificationKind,
        by: AuthorFacts,
        post: &Post,
        author: &Profile,
        counts: PostCounts,
    ) -> Self {
        Self { kind, by, about: Some((post.into(), author.into(), counts)) }
    }

    /// Tells somebody; nobody is told what they did themselves, but of what came of their poll.
    pub fn tell(&self, to: AccountId, cause: &Cause) -> Option<Draft<Notification>> {
        if to == self.by.id && self.kind != NotificationKind::Poll {
            return None;
        }
        let (deed, cause) = (self.clone(), cause.clone());
        Some(Draft::new(move |id| {
            let Self { kind, by, about } = deed;
            let (post, author, counts) = about.map_or((None, None, None), |(post, author, counts)| {
                (Some(post), Some(author), Some(counts))
            });
            let notification = Notification {
                id,
                to,
                kind,
                by: by.id,
                post: post.as_ref().map(|post| post.id),
                at: cause.at,
            };
            let told = Notified { id, to, kind, at: cause.at, by, post, author, counts };
            Recorded::new(notification, &cause, [Event::Notified(Box::new(told))])
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_stored_by_its_place_and_read_by_its_word() {
        for (place, kind) in NotificationKind::ALL.into_iter().enumerate() {
            assert_eq!(usize::try_from(kind.number()), Ok(place));
            assert_eq!(NotificationKind::stored(kind.number()), Some(kind));
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert_eq!(NotificationKind::stored(99), None);
        assert_eq!("poke".parse::<NotificationKind>(), Err(NoSuchNotification));
    }
}

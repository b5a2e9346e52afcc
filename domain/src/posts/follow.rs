//! Wanting to read what somebody writes.
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Followed, Languages, Unfollowed};
use crate::ids::{AccountId, FollowId};
use crate::realtime::{Cause, Event};
use crate::recorded::{Draft, Numbered, Recorded};

/// That one account follows another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follow {
    /// Its id: it stays when the wishes change.
    pub id: FollowId,
    /// Who follows.
    pub follower: AccountId,
    /// Whom.
    pub followee: AccountId,
    /// What of.
    pub wishes: FollowWishes,
}

/// What a follower wants of the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowWishes {
    /// Boosts too, in the home timeline.
    pub boosts: bool,
    /// A notification of each post.
    pub notify: bool,
    /// Posts in these languages alone, in the home timeline.
    #[serde(default, skip_serializing_if = "Languages::are_all")]
    pub languages: Languages,
}

impl Default for FollowWishes {
    fn default() -> Self {
        Self { boosts: true, notify: false, languages: Languages::ALL }
    }
}

/// Why following was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FollowRule {
    /// Everybody reads their own posts anyway.
    #[error("This action is not allowed")]
    Oneself,
    /// One of the two blocks the other.
    #[error("This action is not allowed")]
    Apart,
}

impl Numbered for Follow {
    type Id = FollowId;
}

impl Follow {
    /// `follower` follows `followee`, or changes the wishes.
    pub fn begin(
        follower: AccountId,
        followee: AccountId,
        wishes: FollowWishes,
        cause: Cause,
    ) -> Result<Draft<Self>, FollowRule> {
        if follower == followee {
            return Err(FollowRule::Oneself);
        }
        Ok(Draft::new(move |id| {
            let event = Event::Followed(Followed { follower, followee, wishes: wishes.clone() });
            Recorded::new(Self { id, follower, followee, wishes }, &cause, [event])
        }))
    }

    /// It ends.
    pub fn end(self, cause: &Cause) -> Recorded<Self> {
        let ended = self.ended();
        Recorded::new(self, cause, [ended])
    }

    /// What is told when it has ended.
    pub(super) fn ended(&self) -> Event {
        Event::Unfollowed(Unfollowed { follower: self.follower, followee: self.followee })
    }
}

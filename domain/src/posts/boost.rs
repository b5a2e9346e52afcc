//! Passing a post on.
use jiff::Timestamp;
use thiserror::Error;

use super::{BoostFacts, Boosted, Post, PostCounts, Unboosted, Visibility};
use crate::identity::Profile;
use crate::ids::{AccountId, PostId};
use crate::realtime::{Cause, Event};
use crate::recorded::{Draft, Numbered, Recorded};

/// That somebody passed a post on: an entry of timelines with an id of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Boost {
    /// Its id.
    pub id: PostId,
    /// The post.
    pub post: PostId,
    /// Who passed it on.
    pub by: AccountId,
    /// For whom: never more than the post itself.
    pub visibility: Visibility,
    /// When.
    pub at: Timestamp,
}

/// Why a boost was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BoostRule {
    /// The post was not written for everybody.
    #[error("This action is not allowed")]
    NotForEverybody,
}

impl Numbered for Boost {
    type Id = PostId;
}

impl Post {
    /// Somebody passes the post on: anybody an open one, only its author a private one, nobody a direct one.
    pub fn boost(
        &self,
        author: &Profile,
        counts: PostCounts,
        by: &Profile,
        cause: Cause,
    ) -> Result<Draft<Boost>, BoostRule> {
        let own = by.account.id == self.author;
        if !(self.visibility.is_open() || own && self.visibility == Visibility::Private) {
            return Err(BoostRule::NotForEverybody);
        }
        let boost = (self.id, by.account.id, self.visibility);
        let counts = PostCounts { boosts: counts.boosts + 1, ..counts };
        let (post, author, by) = (self.into(), author.into(), by.into());
        Ok(Draft::new(move |id| {
            let (of, booster, visibility) = boost;
            let boost = Boost { id, post: of, by: booster, visibility, at: cause.at };
            let facts = BoostFacts { id, by, at: cause.at };
            let event = Event::Boosted(Box::new(Boosted { boost: facts, post, author, counts }));
            Recorded::new(boost, &cause, [event])
        }))
    }
}

impl Boost {
    /// It is taken back.
    pub fn undo(self, cause: &Cause) -> Recorded<Self> {
        let event = Event::Unboosted(Unboosted { boost: self.id, by: self.by, post: self.post });
        Recorded::new(self, cause, [event])
    }
}

//! Wanting to read what everybody writes under a tag.
use thiserror::Error;

use super::{Hashtag, TagFollowed, TagUnfollowed};
use crate::ids::{AccountId, TagFollowId};
use crate::realtime::{Cause, Event};
use crate::recorded::{Draft, Numbered, Recorded};

/// That an account follows a tag: what is public under it is in their home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagFollow {
    /// Its id: those that one follows are paged by it.
    pub id: TagFollowId,
    /// Who follows.
    pub by: AccountId,
    /// What.
    pub tag: Hashtag,
}

/// Why a tag is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TagFollowRule {
    /// They follow as many as anybody may.
    #[error("Followed tags are too many (maximum is {max})")]
    TooMany {
        /// The limit.
        max: usize,
    },
}

impl Numbered for TagFollow {
    type Id = TagFollowId;
}

impl TagFollow {
    /// Tags that anybody follows at the most: each costs a look whenever their home is read.
    pub const MOST: usize = 200;

    /// `by` follows a tag.
    pub fn begin(by: AccountId, tag: Hashtag, cause: Cause) -> Draft<Self> {
        Draft::new(move |id| {
            let event = Event::TagFollowed(TagFollowed { by, tag: tag.as_str().to_owned() });
            Recorded::new(Self { id, by, tag }, &cause, [event])
        })
    }

    /// It ends.
    pub fn end(self, cause: &Cause) -> Recorded<Self> {
        let event = Event::TagUnfollowed(TagUnfollowed { by: self.by, tag: self.tag.as_str().to_owned() });
        Recorded::new(self, cause, [event])
    }
}

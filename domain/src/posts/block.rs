//! Wanting nothing to do with somebody.
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Blocked, Follow, FollowRequest, Unblocked};
use crate::channels::ChannelFollow;
use crate::ids::{AccountId, BlockId};
use crate::realtime::{Cause, Event};
use crate::recorded::Recorded;

/// That one account blocks another: neither is shown what the other writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Its id.
    pub id: BlockId,
    /// Who blocks.
    pub blocker: AccountId,
    /// Whom.
    pub blocked: AccountId,
}

/// Why blocking or muting was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeepAwayRule {
    /// Nobody gets away from themselves.
    #[error("This action is not allowed")]
    Oneself,
    /// A time that is too short, or longer than anybody lives.
    #[error("Duration must be between 1 second and 100 years, or 0 for no end")]
    Duration,
}

/// A block, complete but for its id and for what ends with it: follows, requests and follows of channels, which only the
/// transaction knows.
#[must_use = "a change that is not saved did not happen"]
#[derive(Debug)]
pub struct Blocking {
    blocker: AccountId,
    blocked: AccountId,
    cause: Cause,
}

impl Blocking {
    /// Who blocks.
    #[must_use]
    pub fn blocker(&self) -> AccountId {
        self.blocker
    }

    /// Whom.
    #[must_use]
    pub fn blocked(&self) -> AccountId {
        self.blocked
    }

    /// Completes it with its id, and what the transaction has ended: follows, requests, and follows of channels.
    pub fn with(
        self,
        id: BlockId,
        ended: &[Follow],
        requests: &[FollowRequest],
        channels: &[ChannelFollow],
    ) -> Recorded<Block> {
        let Self { blocker, blocked, cause } = self;
        let ended = ended.iter().map(Follow::ended).collect::<Vec<_>>();
        let requests = requests.iter().map(|request| request.ended_by(blocker));
        let channels = channels.iter().map(|follow| follow.ended());
        let events = [Event::Blocked(Blocked { blocker, blocked })].into_iter();
        let events = events.chain(ended).chain(requests).chain(channels);
        Recorded::new(Block { id, blocker, blocked }, &cause, events)
    }
}

impl Block {
    /// `blocker` blocks `blocked`.
    pub fn begin(blocker: AccountId, blocked: AccountId, cause: Cause) -> Result<Blocking, KeepAwayRule> {
        if blocker == blocked {
            return Err(KeepAwayRule::Oneself);
        }
        Ok(Blocking { blocker, blocked, cause })
    }

    /// It ends.
    pub fn end(self, cause: &Cause) -> Recorded<Self> {
        let event = Event::Unblocked(Unblocked { blocker: self.blocker, blocked: self.blocked });
        Recorded::new(self, cause, [event])
    }
}

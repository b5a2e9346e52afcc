//! Following a channel.
use thiserror::Error;

use super::{ChannelEvent, ChannelFollowed, ChannelUnfollowed};
use crate::identity::Profile;
use crate::ids::AccountId;
use crate::realtime::{Cause, Event};
use crate::recorded::Recorded;

/// That an account follows a channel. It is not the same as following its owner: a home is not a show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelFollow {
    /// What is followed.
    pub channel: AccountId,
    /// Who follows.
    pub by: AccountId,
}

/// Why a channel is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ChannelFollowRule {
    /// Nobody follows their own.
    #[error("You cannot follow your own channel")]
    Own,
}

impl ChannelFollow {
    /// `by` follows a channel.
    pub fn begin(
        channel: AccountId,
        by: &Profile,
        cause: &Cause,
    ) -> Result<Recorded<Self>, ChannelFollowRule> {
        let follow = Self { channel, by: by.account.id };
        if follow.by == channel {
            return Err(ChannelFollowRule::Own);
        }
        let told = ChannelEvent::Followed(Box::new(ChannelFollowed { channel, by: by.into() }));
        Ok(Recorded::new(follow, cause, [Event::Channels(told)]))
    }

    /// It ends.
    pub fn end(self, cause: &Cause) -> Recorded<Self> {
        Recorded::new(self, cause, [self.ended()])
    }

    /// What is told when it ends.
    pub(crate) fn ended(self) -> Event {
        let Self { channel, by } = self;
        Event::Channels(ChannelEvent::Unfollowed(ChannelUnfollowed { channel, by }))
    }
}

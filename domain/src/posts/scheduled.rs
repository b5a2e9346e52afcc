//! Writing now what is to be published later.
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Application, NewPoll, Visibility};
use crate::ids::{AccountId, PostId, ScheduledPostId};
use crate::realtime::Cause;
use crate::recorded::{Draft, Numbered, Recorded};

/// A post that is published when its time has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledPost {
    /// Its id, until it is published: the post gets one of its own.
    pub id: ScheduledPostId,
    /// Who wrote it.
    pub author: AccountId,
    /// When it is published.
    pub due: Timestamp,
    /// What is published.
    pub plan: Plan,
}

/// What is to be published, as it was written: whom it mentions is looked up when it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What it says.
    pub text: String,
    /// What is shown first; empty for none.
    pub spoiler: String,
    /// Whether it should be behind a click.
    pub sensitive: bool,
    /// The language it is in.
    pub language: Option<String>,
    /// For whom.
    pub visibility: Visibility,
    /// What it answers.
    pub reply_to: Option<PostId>,
    /// What it asks: that lasts from when it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll: Option<NewPoll>,
    /// What it was written with.
    pub application: Option<Application>,
}

/// Why something was not scheduled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ScheduleRule {
    /// It is as good as now, or past.
    #[error("Scheduled at must be at least 5 minutes ahead")]
    TooSoon,
    /// Nobody knows who is still there then.
    #[error("Scheduled at must be within a year")]
    TooLate,
    /// Pictures that no post carries are let go before its time may come.
    #[error("Media attachments can't be scheduled")]
    Pictures,
    /// They have planned enough.
    #[error("Scheduled posts are too many (maximum is {max})")]
    TooMany {
        /// The limit.
        max: u32,
    },
}

impl Numbered for ScheduledPost {
    type Id = ScheduledPostId;
}

impl ScheduledPost {
    /// How many posts may wait for one account.
    pub const MOST: u32 = 300;
    const AHEAD: SignedDuration = SignedDuration::from_mins(5);
    const REACH: SignedDuration = SignedDuration::from_hours(366 * 24);

    /// Somebody wants something published then. Nothing is told of it before.
    pub fn plan(
        author: AccountId,
        plan: Plan,
        due: Timestamp,
        cause: Cause,
    ) -> Result<Draft<Self>, ScheduleRule> {
        let due = Self::due(due, cause.at)?;
        Ok(Draft::new(move |id| Recorded::new(Self { id, author, due, plan }, &cause, [])))
    }

    /// A moment that something can be scheduled for, to the millisecond.
    pub fn due(due: Timestamp, now: Timestamp) -> Result<Timestamp, ScheduleRule> {
        let ahead = due.duration_since(now);
        if ahead < Self::AHEAD {
            return Err(ScheduleRule::TooSoon);
        }
        if ahead > Self::REACH {
            return Err(ScheduleRule::TooLate);
        }
        Ok(Timestamp::from_millisecond(due.as_millisecond()).unwrap_or(due))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_scheduled_for_five_minutes_to_a_year_ahead() {
        let now = Timestamp::UNIX_EPOCH;
        let due = |seconds| {
            ScheduledPost::due(Timestamp::from_second(seconds).unwrap(), now).map(Timestamp::as_second)
        };
        assert_eq!(due(299), Err(ScheduleRule::TooSoon));
        assert_eq!(due(-1), Err(ScheduleRule::TooSoon));
        assert_eq!(due(300), Ok(300));
        assert_eq!(due(400 * 24 * 3600), Err(ScheduleRule::TooLate));
    }
}

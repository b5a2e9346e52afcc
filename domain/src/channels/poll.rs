//! A question to those who watch.
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::line::full_line;
use super::{ChannelEvent, LineRule, Round};
use crate::ids::{AccountId, ChannelPollId, Snowflake};
use crate::realtime::{Cause, Event};
use crate::recorded::{Draft, Numbered, Recorded};

/// A channel's poll as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelPoll {
    /// Its id.
    pub id: ChannelPollId,
    /// The channel.
    pub channel: AccountId,
    /// What is asked.
    pub question: String,
    /// How far it is.
    pub status: ChannelPollStatus,
    /// What one may choose.
    pub choices: Vec<Choice>,
    /// When it began.
    pub began_at: Timestamp,
    /// Until when one may vote.
    pub ends_at: Timestamp,
}

/// Something that one may choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What.
    pub title: String,
    /// Those who chose it.
    pub votes: u64,
}

/// How far a channel's poll is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelPollStatus {
    /// One may vote.
    Active,
    /// One may not any more.
    Ended,
}

/// A poll that somebody wants to begin in a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChannelPoll {
    question: String,
    choices: Vec<String>,
    lasts: SignedDuration,
}

/// Somebody votes.
#[derive(Debug, Clone)]
pub struct Voting {
    /// In which poll.
    pub poll: ChannelPollId,
    /// Who.
    pub by: AccountId,
    /// The place of what they choose.
    pub choice: usize,
    /// When, and on whose behalf.
    pub cause: Cause,
}

/// A poll ends: somebody, or time, wants it.
#[derive(Debug, Clone)]
pub struct PollEnding {
    /// Which.
    pub poll: ChannelPollId,
    /// Who, or nobody.
    pub by: Option<AccountId>,
    /// When, and on whose behalf.
    pub cause: Cause,
}

/// Why something about a channel's poll was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ChannelPollRule {
    /// There is none.
    #[error("Record not found")]
    NoPoll,
    /// A text is not as it must be.
    #[error(transparent)]
    Line(#[from] LineRule),
    /// There is too little or too much to choose from.
    #[error("Choices must be from {min} to {max}")]
    Choices {
        /// At least.
        min: usize,
        /// At the most.
        max: usize,
    },
    /// Two choices are the same.
    #[error("Choices contain duplicate items")]
    Duplicate,
    /// It lasts too short or too long.
    #[error("Seconds must be a whole number from {min} to {max}")]
    Seconds {
        /// At least.
        min: i64,
        /// At the most.
        max: i64,
    },
    /// The channel is somebody else's.
    #[error("This action is not allowed")]
    NotTheirs,
    /// The channel has one that is not over.
    #[error("Another poll is not over")]
    Another,
    /// It is over.
    #[error("The poll is over")]
    Over,
    /// It lasts until later.
    #[error("The poll is not over")]
    NotYet,
    /// There is no such choice.
    #[error("Choice is not one of the poll")]
    NoSuchChoice,
    /// They voted before.
    #[error("You have already voted on this poll")]
    Voted,
}

impl NewChannelPoll {
    /// Characters of the question at the most.
    pub const QUESTION: usize = 140;
    /// Characters of a choice at the most.
    pub const CHOICE: usize = 60;
    /// Choices at least.
    pub const FEWEST: usize = 2;
    /// Choices at the most.
    pub const MOST: usize = 5;
    /// Seconds at least.
    pub const SHORTEST: i64 = 15;
    /// Seconds at the most.
    pub const LONGEST: i64 = 1_800;

    /// Checks what somebody wants to ask; it lasts for so many seconds.
    pub fn parse(question: &str, choices: &[&str], seconds: Option<i64>) -> Result<Self, ChannelPollRule> {
        let question = full_line(question, "Question", Self::QUESTION)?;
        if !(Self::FEWEST..=Self::MOST).contains(&choices.len()) {
            return Err(ChannelPollRule::Choices { min: Self::FEWEST, max: Self::MOST });
        }
        let mut known: Vec<String> = Vec::new();
        for raw in choices {
            let choice = full_line(raw, "Choice", Self::CHOICE)?;
            if known.contains(&choice) {
                return Err(ChannelPollRule::Duplicate);
            }
            known.push(choice);
        }
        let (min, max) = (Self::SHORTEST, Self::LONGEST);
        let seconds = seconds.filter(|seconds| (min..=max).contains(seconds));
        let seconds = seconds.ok_or(ChannelPollRule::Seconds { min, max })?;
        Ok(Self { question, choices: known, lasts: SignedDuration::from_secs(seconds) })
    }
}

impl Numbered for ChannelPoll {
    type Id = ChannelPollId;
}

impl Round for ChannelPoll {
    const KIND: i16 = 1;

    fn number(&self) -> Snowflake {
        self.id.into()
    }

    fn channel(&self) -> AccountId {
        self.channel
    }

    fn is_open(&self) -> bool {
        self.status == ChannelPollStatus::Active
    }

    fn due_at(&self) -> Option<Timestamp> {
        self.is_open().then_some(self.ends_at)
    }
}

impl ChannelPoll {
    /// `by` begins a poll in a channel.
    pub fn begin(
        by: AccountId,
        channel: AccountId,
        new: NewChannelPoll,
        cause: Cause,
    ) -> Result<Draft<Self>, ChannelPollRule> {
        if by != channel {
            return Err(ChannelPollRule::NotTheirs);
        }
        Ok(Draft::new(move |id| {
            let poll = Self {
                id,
                channel,
                question: new.question,
                status: ChannelPollStatus::Active,
                choices: new.choices.into_iter().map(|title| Choice { title, votes: 0 }).collect(),
                began_at: cause.at,
                ends_at: cause.at.saturating_add(new.lasts).unwrap_or(Timestamp::MAX),
            };
            poll.told(ChannelEvent::PollCreated, &cause)
        }))
    }

    /// Somebody votes, who may have before.
    pub fn vote(mut self, voting: &Voting, has_voted: bool) -> Result<Recorded<Self>, ChannelPollRule> {
        if !self.is_open() || voting.cause.at >= self.ends_at {
            return Err(ChannelPollRule::Over);
        }
        let choice = self.choices.get_mut(voting.choice).ok_or(ChannelPollRule::NoSuchChoice)?;
        if has_voted {
            return Err(ChannelPollRule::Voted);
        }
        choice.votes += 1;
        Ok(self.told(ChannelEvent::PollProgressed, &voting.cause))
    }

    /// It ends: because its owner wants it, or because it is time.
    pub fn end(mut self, ending: &PollEnding) -> Result<Recorded<Self>, ChannelPollRule> {
        let PollEnding { by, cause, .. } = ending;
        if by.is_some_and(|by| by != self.channel) {
            return Err(ChannelPollRule::NotTheirs);
        }
        if !self.is_open() {
            return Err(ChannelPollRule::Over);
        }
        if by.is_none() && cause.at < self.ends_at {
            return Err(ChannelPollRule::NotYet);
        }
        self.status = ChannelPollStatus::Ended;
        Ok(self.told(ChannelEvent::PollEnded, cause))
    }

    /// Takes out what its owner wrote, who left; figures stay.
    pub(super) fn blank(&mut self) {
        self.question.clear();
        self.choices.iter_mut().for_each(|choice| choice.title.clear());
    }

    fn told(self, kind: impl FnOnce(Box<Self>) -> ChannelEvent, cause: &Cause) -> Recorded<Self> {
        let told = Event::Channels(kind(Box::new(self.clone())));
        Recorded::new(self, cause, [told])
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::realtime::Origin;

    const OWNER: AccountId = AccountId::stored(1);

    fn cause_at(second: i64) -> Cause {
        let origin = Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None };
        origin.cause(Uuid::nil(), Timestamp::from_second(second).unwrap())
    }

    fn open() -> ChannelPoll {
        let new = NewChannelPoll::parse("which?", &["rooks", "crows"], Some(15)).unwrap();
        let draft = ChannelPoll::begin(OWNER, OWNER, new, cause_at(0)).unwrap();
        draft.with_id(ChannelPollId::stored(7)).into_state()
    }

    #[test]
    fn a_poll_asks_something_that_can_be_chosen() {
        let parse = |choices: &[&str], seconds| NewChannelPoll::parse("which?", choices, seconds).map(drop);
        assert_eq!(parse(&["1", "2", "3", "4", "5"], Some(1_800)), Ok(()));
        let number = ChannelPollRule::Choices { min: 2, max: 5 };
        assert_eq!(parse(&["1"], Some(15)), Err(number));
        assert_eq!(parse(&["1", "2", "3", "4", "5", "6"], Some(15)), Err(number));
        assert_eq!(parse(&["1", "1 "], Some(15)), Err(ChannelPollRule::Duplicate));
        for seconds in [None, Some(14), Some(1_801), Some(-1)] {
            let rule = ChannelPollRule::Seconds { min: 15, max: 1_800 };
            assert_eq!(parse(&["1", "2"], seconds), Err(rule), "{seconds:?}");
        }
    }

    #[test]
    fn one_votes_once_as_long_as_it_lasts() {
        let vote = |poll: ChannelPoll, choice, second, before| {
            let voting = Voting { poll: poll.id, by: AccountId::stored(2), choice, cause: cause_at(second) };
            poll.vote(&voting, before)
        };
        let voted = vote(open(), 1, 14, false).unwrap();
        assert_eq!((voted.choices[0].votes, voted.choices[1].votes), (0, 1));
        assert_eq!(vote(open(), 1, 14, true).unwrap_err(), ChannelPollRule::Voted);
        assert_eq!(vote(open(), 2, 14, false).unwrap_err(), ChannelPollRule::NoSuchChoice);
        assert_eq!(vote(open(), 1, 15, false).unwrap_err(), ChannelPollRule::Over);
    }

    #[test]
    fn a_poll_ends_once_by_its_owner_or_in_time() {
        let end = |poll: ChannelPoll, by: Option<i64>, second| {
            let by = by.map(AccountId::stored);
            poll.end(&PollEnding { poll: ChannelPollId::stored(7), by, cause: cause_at(second) })
        };
        assert_eq!(end(open(), Some(2), 20).unwrap_err(), ChannelPollRule::NotTheirs);
        assert_eq!(end(open(), None, 14).unwrap_err(), ChannelPollRule::NotYet);
        assert!(end(open(), None, 15).is_ok());
        let ended = end(open(), Some(1), 1).unwrap().into_state();
        assert_eq!(end(ended, None, 20).unwrap_err(), ChannelPollRule::Over);
    }
}

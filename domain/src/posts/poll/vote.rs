//! Voting, and the end of it.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Poll, PollRule};
use crate::ids::{AccountId, PostId};
use crate::posts::Post;
use crate::realtime::{Cause, Event};
use crate::recorded::Recorded;

/// Which answers somebody chose: one bit for each, the first answer's the lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices(u16);

/// Somebody's vote. Nobody is told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vote {
    /// The post that asks.
    pub post: PostId,
    /// Who votes.
    pub by: AccountId,
    /// What for.
    pub choices: Choices,
    /// When.
    pub at: Timestamp,
}

/// A poll whose time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// The post that asked.
    pub post: PostId,
    /// Who did.
    pub author: AccountId,
    /// When its time was over.
    pub ends_at: Timestamp,
}

/// Nobody votes in a poll any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollEnded {
    /// The post that asked.
    pub post: PostId,
    /// Who did.
    pub author: AccountId,
    /// When its time was over.
    pub ends_at: Timestamp,
}

impl Choices {
    /// Answers by their places, of a poll that has so many.
    pub fn among(options: usize, places: &[usize]) -> Result<Self, PollRule> {
        let bit = |place: &usize| {
            let known = *place < options.min(u16::BITS as usize);
            if known { Ok(1 << place) } else { Err(PollRule::NoSuchOption) }
        };
        match places.iter().map(bit).try_fold(0, |bits, bit: Result<u16, _>| Ok(bits | bit?))? {
            0 => Err(PollRule::NoChoice),
            bits => Ok(Self(bits)),
        }
    }

    /// Choices as an adapter stored them.
    #[must_use]
    pub fn stored(raw: i64) -> Self {
        Self(u16::try_from(raw).unwrap_or_default())
    }

    /// As an adapter stores them.
    #[must_use]
    pub fn raw(self) -> i64 {
        self.0.into()
    }

    /// The places of the answers, in order.
    pub fn places(self) -> impl Iterator<Item = usize> {
        (0..u16::BITS as usize).filter(move |place| self.0 >> place & 1 == 1)
    }
}

impl Poll {
    /// The same with a vote counted, unless it takes no such vote (any more).
    #[must_use]
    pub fn counting(mut self, choices: Choices) -> Option<Self> {
        if self.is_over || (!self.multiple && choices.places().count() > 1) {
            return None;
        }
        for place in choices.places() {
            self.options.get_mut(place)?.votes += 1;
        }
        self.voters += 1;
        Some(self)
    }
}

impl Post {
    /// Somebody who can see the post votes in its poll.
    pub fn vote(&self, by: AccountId, places: &[usize], now: Timestamp) -> Result<Vote, PollRule> {
        let poll = self.poll.as_ref().ok_or(PollRule::NoPoll)?;
        if poll.is_over || poll.ends_at <= now {
            return Err(PollRule::Over);
        }
        if by == self.author {
            return Err(PollRule::Own);
        }
        let choices = Choices::among(poll.options.len(), places)?;
        if !poll.multiple && choices.places().count() > 1 {
            return Err(PollRule::One);
        }
        Ok(Vote { post: self.id, by, choices, at: now })
    }
}

impl Ending {
    /// It ends, and this is told.
    pub fn end(self, cause: &Cause) -> Recorded<Self> {
        let Self { post, author, ends_at } = self;
        Recorded::new(self, cause, [Event::PollEnded(PollEnded { post, author, ends_at })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::posts::{NewPoll, PollOption};

    fn poll(multiple: bool) -> Poll {
        NewPoll::parse(&["a", "b", "c"], Some(300), multiple, false).unwrap().begin(Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn choices_are_places_of_answers() {
        let places = |chosen: &[usize]| Choices::among(3, chosen).map(|it| it.places().collect::<Vec<_>>());
        assert_eq!(places(&[2, 0, 2]), Ok(vec![0, 2]));
        assert_eq!(places(&[]), Err(PollRule::NoChoice));
        assert_eq!(places(&[0, 3]), Err(PollRule::NoSuchOption));
        assert_eq!(places(&[usize::MAX]), Err(PollRule::NoSuchOption));
        let some = Choices::among(3, &[1]).unwrap();
        assert_eq!(Choices::stored(some.raw()), some);
    }

    #[test]
    fn a_poll_counts_those_who_vote_and_what_for() {
        let two = Choices::among(3, &[0, 2]).unwrap();
        let counted = poll(true).counting(two).unwrap();
        let votes = |poll: &Poll| poll.options.iter().map(|option| option.votes).collect::<Vec<_>>();
        assert_eq!((votes(&counted), counted.voters, counted.votes()), (vec![1, 0, 1], 1, 2));
        assert_eq!(poll(false).counting(two), None);
        assert_eq!(Poll { is_over: true, ..poll(true) }.counting(two), None);
        let short = Poll { options: vec![PollOption { title: "a".to_owned(), votes: 0 }], ..poll(true) };
        assert_eq!(short.counting(two), None, "it asks something else by now");
    }
}

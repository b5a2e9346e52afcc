//! A guess at what will happen, with points on it.
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::line::full_line;
use super::payout::{payouts, refunds};
use super::{ChannelEvent, Points, PredictionRule, Round};
use crate::ids::{AccountId, PredictionId, Snowflake};
use crate::realtime::{Cause, Event};
use crate::recorded::{Draft, Numbered, Recorded};

/// A prediction as it stands: what is asked, and how much was put on which outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// Its id.
    pub id: PredictionId,
    /// The channel.
    pub channel: AccountId,
    /// What is asked.
    pub title: String,
    /// How far it is.
    pub status: PredictionStatus,
    /// What may come true.
    pub outcomes: Vec<Outcome>,
    /// The place of what came true, counted from zero; once that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub winner: Option<usize>,
    /// When it began.
    pub began_at: Timestamp,
    /// Until when one may stake.
    pub closes_at: Timestamp,
}

/// Something that may come true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What.
    pub title: String,
    /// Points on it.
    pub points: u64,
    /// Those who put them there.
    pub people: u64,
}

/// How far a prediction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PredictionStatus {
    /// One may stake.
    Active,
    /// One may not any more, and nobody knows yet.
    Locked,
    /// It is known, and those who were right were paid.
    Resolved,
    /// All stakes went back.
    Cancelled,
}

/// A prediction that somebody wants to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPrediction {
    title: String,
    outcomes: Vec<String>,
    window: SignedDuration,
}

/// What somebody put on an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stake {
    /// Who.
    pub by: AccountId,
    /// The place of the outcome.
    pub outcome: usize,
    /// How much.
    pub points: Points,
    /// What they got for it, or back, once it is over.
    pub paid: Option<Points>,
}

/// Somebody wants to put more points on an outcome.
#[derive(Debug, Clone)]
pub struct Staking {
    /// Which prediction.
    pub prediction: PredictionId,
    /// Who.
    pub by: AccountId,
    /// The place of the outcome.
    pub outcome: usize,
    /// How much.
    pub points: Points,
    /// When, and on whose behalf.
    pub cause: Cause,
}

/// What comes of a stake.
#[derive(Debug, Clone)]
pub struct Staked {
    /// The prediction with it.
    pub prediction: Recorded<Prediction>,
    /// All that they put on it.
    pub stake: Stake,
    /// What they have left.
    pub balance: Points,
}

/// What an owner, or time, does to a prediction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Nobody stakes any more.
    Lock,
    /// What stands at this place came true.
    Resolve(usize),
    /// Nothing counts.
    Cancel,
}

/// A turn, and who wants it: nobody where it is time.
#[derive(Debug, Clone)]
pub struct Turning {
    /// Which prediction.
    pub prediction: PredictionId,
    /// Who, or nobody.
    pub by: Option<AccountId>,
    /// What.
    pub turn: Turn,
    /// When, and on whose behalf.
    pub cause: Cause,
}

/// What comes of a turn.
#[derive(Debug, Clone)]
pub struct Turned {
    /// The prediction after it.
    pub prediction: Recorded<Prediction>,
    /// What everybody gets who staked, once it is over; nobody is there twice.
    pub payouts: Vec<(AccountId, Points)>,
}

impl NewPrediction {
    /// Characters of its title at the most.
    pub const TITLE: usize = 140;
    /// Characters of an outcome at the most.
    pub const OUTCOME: usize = 60;
    /// Outcomes at least.
    pub const FEWEST: usize = 2;
    /// Outcomes at the most.
    pub const MOST: usize = 10;
    /// Seconds at the most in which one may stake.
    pub const LONGEST: i64 = 1_800;

    /// Checks what somebody wants to know; `window` is in seconds.
    pub fn parse(title: &str, outcomes: &[&str], window: Option<i64>) -> Result<Self, PredictionRule> {
        let title = full_line(title, "Title", Self::TITLE)?;
        if !(Self::FEWEST..=Self::MOST).contains(&outcomes.len()) {
            return Err(PredictionRule::Outcomes { min: Self::FEWEST, max: Self::MOST });
        }
        let mut known: Vec<String> = Vec::new();
        for raw in outcomes {
            let outcome = full_line(raw, "Outcome", Self::OUTCOME)?;
            if known.contains(&outcome) {
                return Err(PredictionRule::Duplicate);
            }
            known.push(outcome);
        }
        let seconds = window.filter(|seconds| (1..=Self::LONGEST).contains(seconds));
        let seconds = seconds.ok_or(PredictionRule::Window { max: Self::LONGEST })?;
        Ok(Self { title, outcomes: known, window: SignedDuration::from_secs(seconds) })
    }
}

impl Numbered for Prediction {
    type Id = PredictionId;
}

impl Round for Prediction {
    const KIND: i16 = 0;

    fn number(&self) -> Snowflake {
        self.id.into()
    }

    fn channel(&self) -> AccountId {
        self.channel
    }

    fn is_open(&self) -> bool {
        matches!(self.status, PredictionStatus::Active | PredictionStatus::Locked)
    }

    fn due_at(&self) -> Option<Timestamp> {
        (self.status == PredictionStatus::Active).then_some(self.closes_at)
    }
}

impl Prediction {
    /// Points that can be on one at the most: every client can count with them.
    pub const POOL: u64 = (1 << 53) - 1;

    /// `by` begins a prediction in a channel.
    pub fn begin(
        by: AccountId,
        channel: AccountId,
        new: NewPrediction,
        cause: Cause,
    ) -> Result<Draft<Self>, PredictionRule> {
        if by != channel {
            return Err(PredictionRule::NotTheirs);
        }
        Ok(Draft::new(move |id| {
            let outcome = |title| Outcome { title, points: 0, people: 0 };
            let closes_at = cause.at.saturating_add(new.window).unwrap_or(Timestamp::MAX);
            let prediction = Self {
                id,
                channel,
                title: new.title,
                status: PredictionStatus::Active,
                outcomes: new.outcomes.into_iter().map(outcome).collect(),
                winner: None,
                began_at: cause.at,
                closes_at,
            };
            prediction.told(ChannelEvent::PredictionCreated, &cause)
        }))
    }

    /// Points on all outcomes.
    #[must_use]
    pub fn pool(&self) -> u64 {
        self.outcomes.iter().map(|outcome| outcome.points).sum()
    }

    /// Somebody puts points on an outcome: `held` is what they had put there, `balance` what they have left to put.
    pub fn stake(
        mut self,
        staking: &Staking,
        held: Option<Stake>,
        balance: Points,
    ) -> Result<Staked, PredictionRule> {
        let Staking { by, outcome, points, cause, .. } = staking;
        if self.status != PredictionStatus::Active || cause.at >= self.closes_at {
            return Err(PredictionRule::Closed);
        }
        if *by == self.channel {
            return Err(PredictionRule::Own);
        }
        let full = self.pool().checked_add(points.number()).is_none_or(|pool| pool > Self::POOL);
        let on = self.outcomes.get_mut(*outcome).ok_or(PredictionRule::NoSuchOutcome)?;
        if held.is_some_and(|held| held.outcome != *outcome) {
            return Err(PredictionRule::OtherOutcome);
        }
        if full {
            return Err(PredictionRule::Full);
        }
        let balance = balance.minus(*points)?;
        on.points += points.number();
        on.people += u64::from(held.is_none());
        let before = held.map_or(0, |held| held.points.number());
        let points = Points::new(before + points.number());
        let stake = Stake { by: *by, outcome: *outcome, points, paid: None };
        let prediction = self.told(ChannelEvent::PredictionProgressed, cause);
        Ok(Staked { prediction, stake, balance })
    }

    /// Takes a turn. `stakes` are all that there are, the earliest first; they are asked for when it is over.
    pub fn turn(mut self, turning: &Turning, stakes: &[Stake]) -> Result<Turned, PredictionRule> {
        let Turning { by, turn, cause, .. } = turning;
        if by.is_some_and(|by| by != self.channel) {
            return Err(PredictionRule::NotTheirs);
        }
        if !self.is_open() {
            return Err(PredictionRule::Over);
        }
        let (told, payouts): (fn(Box<Self>) -> ChannelEvent, _) = match *turn {
            Turn::Lock => {
                let early = by.is_none() && cause.at < self.closes_at;
                if early || self.status != PredictionStatus::Active {
                    return Err(PredictionRule::Closed);
                }
                self.status = PredictionStatus::Locked;
                (ChannelEvent::PredictionLocked, vec![])
            }
            Turn::Resolve(winner) => {
                if self.status != PredictionStatus::Locked {
                    return Err(PredictionRule::NotLocked);
                }
                if winner >= self.outcomes.len() {
                    return Err(PredictionRule::NoSuchOutcome);
                }
                (self.status, self.winner) = (PredictionStatus::Resolved, Some(winner));
                (ChannelEvent::PredictionResolved, payouts(stakes, winner))
            }
            Turn::Cancel => {
                self.status = PredictionStatus::Cancelled;
                (ChannelEvent::PredictionCancelled, refunds(stakes))
            }
        };
        Ok(Turned { prediction: self.told(told, cause), payouts })
    }

    /// Somebody leaves for good, and their points with them.
    pub fn without(mut self, stake: &Stake, cause: &Cause) -> Recorded<Self> {
        if let Some(on) = self.outcomes.get_mut(stake.outcome) {
            on.points = on.points.saturating_sub(stake.points.number());
            on.people = on.people.saturating_sub(1);
        }
        self.told(ChannelEvent::PredictionProgressed, cause)
    }

    /// Takes out what its owner wrote, who left; figures stay.
    pub(super) fn blank(&mut self) {
        self.title.clear();
        self.outcomes.iter_mut().for_each(|outcome| outcome.title.clear());
    }

    fn told(self, kind: impl FnOnce(Box<Self>) -> ChannelEvent, cause: &Cause) -> Recorded<Self> {
        let told = Event::Channels(kind(Box::new(self.clone())));
        Recorded::new(self, cause, [told])
    }
}

#[cfg(test)]
#[path = "prediction_tests.rs"]
mod tests;

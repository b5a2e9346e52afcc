//! Points that people have in a channel. They buy nothing; they make a guess worth something.
use thiserror::Error;

use crate::ids::AccountId;

/// Whole points; what somebody has, or a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Points(u64);

/// Why it can't be so many points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PointsRule {
    /// None, or too many at once.
    #[error("Points must be a whole number from 1 to {max}")]
    Range {
        /// At once, at the most.
        max: u64,
    },
    /// Nobody may have that many.
    #[error("Points are too many (maximum is {max})")]
    Full {
        /// The limit.
        max: u64,
    },
    /// They have not that many.
    #[error("Points are too few: you have {has}")]
    Short {
        /// What they have.
        has: u64,
    },
}

impl Points {
    /// What whoever follows a channel for the first time is given.
    pub const WELCOME: Self = Self(1_000);
    /// What is given or staked at once, at the most.
    pub const AT_ONCE: u64 = 1_000_000;
    /// What somebody can be given up to; a number that every JSON parser reads.
    pub const MOST: u64 = 1_000_000_000_000;

    /// So many points.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Points that somebody names: at least one, and not too many at once.
    pub fn parse(raw: Option<i64>) -> Result<Self, PointsRule> {
        let named = raw.and_then(|raw| u64::try_from(raw).ok());
        match named.filter(|named| (1..=Self::AT_ONCE).contains(named)) {
            Some(named) => Ok(Self(named)),
            None => Err(PointsRule::Range { max: Self::AT_ONCE }),
        }
    }

    /// How many.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// With more of them, as far as anybody may have.
    pub fn plus(self, more: Self) -> Result<Self, PointsRule> {
        let sum = self.0.checked_add(more.0).filter(|sum| *sum <= Self::MOST);
        sum.map(Self).ok_or(PointsRule::Full { max: Self::MOST })
    }

    /// With fewer of them.
    pub fn minus(self, fewer: Self) -> Result<Self, PointsRule> {
        self.0.checked_sub(fewer.0).map(Self).ok_or(PointsRule::Short { has: self.0 })
    }
}

/// Points that a channel's owner gives to somebody. Nobody is told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Where.
    pub channel: AccountId,
    /// To whom.
    pub to: AccountId,
    /// How many.
    pub points: Points,
}

/// Why nobody was given points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum GrantRule {
    /// The channel is somebody else's.
    #[error("This action is not allowed")]
    NotTheirs,
}

impl Grant {
    /// `by` gives points in a channel.
    pub fn by(by: AccountId, channel: AccountId, to: AccountId, points: Points) -> Result<Self, GrantRule> {
        if by == channel { Ok(Self { channel, to, points }) } else { Err(GrantRule::NotTheirs) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_named_within_limits() {
        assert_eq!(Points::parse(Some(1_000_000)).map(Points::number), Ok(1_000_000));
        for bad in [None, Some(0), Some(-1), Some(1_000_001), Some(i64::MAX), Some(i64::MIN)] {
            assert_eq!(Points::parse(bad), Err(PointsRule::Range { max: 1_000_000 }), "{bad:?}");
        }
    }

    #[test]
    fn nobody_has_more_than_anybody_may_or_less_than_nothing() {
        let most = Points::new(Points::MOST);
        assert_eq!(most.plus(Points::new(1)), Err(PointsRule::Full { max: Points::MOST }));
        assert_eq!(Points::new(u64::MAX).plus(most), Err(PointsRule::Full { max: Points::MOST }));
        assert_eq!(Points::new(2).minus(Points::new(3)), Err(PointsRule::Short { has: 2 }));
        assert_eq!(
            Points::new(2).plus(Points::new(3)).and_then(|five| five.minus(Points::new(5))),
            Ok(Points::new(0))
        );
    }
}

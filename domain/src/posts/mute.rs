//! Not wanting to hear of somebody.
use jiff::{SignedDuration, Timestamp};

use super::{KeepAwayRule, Muted, Unmuted};
use crate::ids::{AccountId, MuteId};
use crate::realtime::{Cause, Event};
use crate::recorded::{Draft, Numbered, Recorded};

/// That one account mutes another: it does not come across what the other writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mute {
    /// Its id: it stays when the rest changes.
    pub id: MuteId,
    /// Who mutes.
    pub muter: AccountId,
    /// Whom.
    pub muted: AccountId,
    /// How much of them, and for how long.
    pub extent: MuteExtent,
}

/// How much of somebody is muted, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MuteExtent {
    /// Notifications too.
    pub notifications: bool,
    /// When it ends by itself, if it does.
    pub until: Option<Timestamp>,
}

impl MuteExtent {
    /// For ever, notifications included.
    pub const WHOLE: Self = Self { notifications: true, until: None };
    /// 100 years, in seconds.
    const LONGEST: i64 = 100 * 366 * 24 * 3600;

    /// For so many seconds from now; 0 for ever.
    pub fn parse(notifications: bool, seconds: i64, now: Timestamp) -> Result<Self, KeepAwayRule> {
        match seconds {
            0 => Ok(Self { notifications, until: None }),
            1..=Self::LONGEST => {
                let end = now.checked_add(SignedDuration::from_secs(seconds));
                Ok(Self { notifications, until: Some(end.map_err(|_| KeepAwayRule::Duration)?) })
            }
            _ => Err(KeepAwayRule::Duration),
        }
    }

    /// Whether it still holds at a moment.
    #[must_use]
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|end| now < end)
    }
}

impl Numbered for Mute {
    type Id = MuteId;
}

impl Mute {
    /// `muter` mutes `muted`, or changes how much.
    pub fn begin(
        muter: AccountId,
        muted: AccountId,
        extent: MuteExtent,
        cause: Cause,
    ) -> Result<Draft<Self>, KeepAwayRule> {
        if muter == muted {
            return Err(KeepAwayRule::Oneself);
        }
        let MuteExtent { notifications, until } = extent;
        Ok(Draft::new(move |id| {
            let event = Event::Muted(Muted { muter, muted, notifications, until });
            Recorded::new(Self { id, muter, muted, extent }, &cause, [event])
        }))
    }

    /// It ends.
    pub fn end(self, cause: &Cause) -> Recorded<Self> {
        let event = Event::Unmuted(Unmuted { muter: self.muter, muted: self.muted });
        Recorded::new(self, cause, [event])
    }

    /// Whether it still holds at a moment.
    #[must_use]
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.extent.holds_at(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mute_lasts_for_ever_or_for_a_time_that_makes_sense() {
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(MuteExtent::parse(true, 0, now), Ok(MuteExtent::WHOLE));
        let minute = MuteExtent::parse(false, 60, now).unwrap();
        assert_eq!(minute.until, Some(Timestamp::from_second(60).unwrap()));
        for seconds in [-1, i64::MIN, MuteExtent::LONGEST + 1, i64::MAX] {
            assert_eq!(MuteExtent::parse(true, seconds, now), Err(KeepAwayRule::Duration), "{seconds}");
        }
    }
}

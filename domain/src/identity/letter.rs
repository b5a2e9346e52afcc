//! What is written to people by mail.
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::Email;

/// A letter: plain text to one address. Its id becomes its Message-ID, so that one which arrives twice shows as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its id.
    pub id: Uuid,
    /// To whom.
    pub to: Email,
    /// What it is about, in one line.
    pub subject: String,
    /// What it says.
    pub text: String,
}

/// A letter that was not delivered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// The letter.
    pub letter: Letter,
    /// How often it was tried, this time included.
    pub attempts: u32,
    /// When it was written.
    pub written_at: Timestamp,
}

impl Undelivered {
    /// How long it is tried.
    pub const PATIENCE: SignedDuration = SignedDuration::from_hours(3 * 24);
    const FIRST_PAUSE: Duration = Duration::from_secs(30);
    const LONGEST_PAUSE: Duration = Duration::from_hours(6);

    /// How long to wait before it is tried again: twice as long each time; `None` when it was tried for days.
    #[must_use]
    pub fn pause(&self, now: Timestamp) -> Option<Duration> {
        if now.duration_since(self.written_at) > Self::PATIENCE {
            return None;
        }
        let doubled = 1_u32.checked_shl(self.attempts.saturating_sub(1));
        let pause = doubled.and_then(|times| Self::FIRST_PAUSE.checked_mul(times));
        Some(pause.map_or(Self::LONGEST_PAUSE, |pause| pause.min(Self::LONGEST_PAUSE)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_tried_ever_more_rarely_and_given_up_after_days() {
        let written_at = Timestamp::UNIX_EPOCH;
        let letter = Letter {
            id: Uuid::nil(),
            to: Email::stored("ada@rookery.example"),
            subject: String::new(),
            text: String::new(),
        };
        let pause = |attempts, hours| {
            let undelivered = Undelivered { letter: letter.clone(), attempts, written_at };
            undelivered.pause(written_at + SignedDuration::from_hours(hours)).map(|pause| pause.as_secs())
        };
        assert_eq!([pause(1, 0), pause(2, 0), pause(5, 1)], [Some(30), Some(60), Some(480)]);
        assert_eq!([pause(20, 60), pause(32, 60), pause(40, 60)], [Some(21_600); 3]);
        assert_eq!(pause(20, 73), None);
    }
}

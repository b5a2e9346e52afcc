//! Asking.
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::{Poll, PollOption, PollRule};
use crate::posts::is_forbidden_control;

/// A poll that somebody wants to add to a post; its time begins when it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPoll {
    titles: Vec<String>,
    lasts: SignedDuration,
    multiple: bool,
    hides_totals: bool,
}

impl NewPoll {
    /// Answers at the most.
    pub const OPTIONS: usize = 4;
    /// Characters of an answer at the most, as people see them.
    pub const CHARACTERS: usize = 50;
    /// Seconds that it lasts at least.
    pub const SHORTEST: i64 = 300;
    /// Seconds that it lasts at the most: about a month.
    pub const LONGEST: i64 = 2_629_746;
    /// Bytes that a character may take: one can hold 100,000 combining marks.
    const BYTES_EACH: usize = 8;

    /// Checks what somebody wants to ask; `lasts` is in seconds. Blank answers are left out.
    pub fn parse(
        titles: &[&str],
        lasts: Option<i64>,
        multiple: bool,
        hides_totals: bool,
    ) -> Result<Self, PollRule> {
        let mut known: Vec<String> = Vec::new();
        for raw in titles {
            let title = title(raw)?;
            if title.is_empty() {
                continue;
            }
            if known.contains(&title) {
                return Err(PollRule::Duplicate);
            }
            if known.len() == Self::OPTIONS {
                return Err(PollRule::TooMany { max: Self::OPTIONS });
            }
            known.push(title);
        }
        if known.len() < 2 {
            return Err(PollRule::TooFew);
        }
        Ok(Self { titles: known, lasts: term(lasts)?, multiple, hides_totals })
    }

    /// The answers that there are to choose from.
    #[must_use]
    pub fn titles(&self) -> &[String] {
        &self.titles
    }

    /// How long it lasts.
    #[must_use]
    pub fn lasts(&self) -> SignedDuration {
        self.lasts
    }

    /// Whether several answers may be chosen.
    #[must_use]
    pub fn multiple(&self) -> bool {
        self.multiple
    }

    /// Whether nobody sees how it stands before it is over.
    #[must_use]
    pub fn hides_totals(&self) -> bool {
        self.hides_totals
    }

    /// What is asked from now on.
    #[must_use]
    pub fn begin(self, now: Timestamp) -> Poll {
        Poll {
            options: self.titles.into_iter().map(|title| PollOption { title, votes: 0 }).collect(),
            multiple: self.multiple,
            hides_totals: self.hides_totals,
            ends_at: whole(now.saturating_add(self.lasts).unwrap_or(Timestamp::MAX)),
            is_over: false,
            voters: 0,
        }
    }
}

/// To the millisecond, as everybody is told it: no store keeps more than a microsecond.
fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

fn term(seconds: Option<i64>) -> Result<SignedDuration, PollRule> {
    let (min, max) = (NewPoll::SHORTEST, NewPoll::LONGEST);
    match seconds.ok_or(PollRule::Endless)? {
        short if short < min => Err(PollRule::TooSoon { min }),
        long if long > max => Err(PollRule::TooLate { max }),
        seconds => Ok(SignedDuration::from_secs(seconds)),
    }
}

fn title(raw: &str) -> Result<String, PollRule> {
    let max = NewPoll::CHARACTERS;
    if raw.len() > max * NewPoll::BYTES_EACH {
        return Err(PollRule::TooLong { max });
    }
    let title: String = raw.trim().nfc().collect();
    if title.chars().any(|c| is_forbidden_control(c) || c == '\n') {
        return Err(PollRule::Control);
    }
    if title.graphemes(true).count() > max { Err(PollRule::TooLong { max }) } else { Ok(title) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(raw: &[&str]) -> Result<Vec<String>, PollRule> {
        NewPoll::parse(raw, Some(300), false, false).map(|poll| poll.titles)
    }

    #[test]
    fn a_poll_has_few_short_answers_that_differ() {
        assert_eq!(titles(&[" yes ", "", "no"]), Ok(vec!["yes".to_owned(), "no".to_owned()]));
        assert!(titles(&["1", "2", "3", "4"]).is_ok());
        assert!(titles(&["a", &"👩‍👩‍👧".repeat(20)]).is_ok(), "counted as people see them");
        for (bad, rule) in [
            (vec![], PollRule::TooFew),
            (vec!["yes", " "], PollRule::TooFew),
            (vec!["1", "2", "3", "4", "5"], PollRule::TooMany { max: 4 }),
            (vec!["yes", "yes "], PollRule::Duplicate),
            (vec!["a", &"x".repeat(51)], PollRule::TooLong { max: 50 }),
            (vec!["a", &format!("e{}", "\u{301}".repeat(5_000))], PollRule::TooLong { max: 50 }),
            (vec!["a", "b\0"], PollRule::Control),
            (vec!["a", "b\nc"], PollRule::Control),
        ] {
            assert_eq!(titles(&bad), Err(rule), "{bad:?}");
        }
    }

    #[test]
    fn a_poll_lasts_from_five_minutes_to_a_month() {
        let lasting = |seconds| NewPoll::parse(&["a", "b"], seconds, true, true).map(|poll| poll.lasts);
        assert_eq!(lasting(Some(300)), Ok(SignedDuration::from_mins(5)));
        assert!(lasting(Some(2_629_746)).is_ok());
        assert_eq!(lasting(None), Err(PollRule::Endless));
        assert_eq!(lasting(Some(299)), Err(PollRule::TooSoon { min: 300 }));
        assert_eq!(lasting(Some(-1)), Err(PollRule::TooSoon { min: 300 }));
        assert_eq!(lasting(Some(i64::MAX)), Err(PollRule::TooLate { max: 2_629_746 }));
    }
}

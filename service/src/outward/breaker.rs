//! A circuit breaker: who does not answer is left alone for a while, and then asked by one alone.
use std::time::Duration;

use tokio::time::Instant;

/// Whether somebody outside is asked at all. A machine: the time comes in with each step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Breaker(State);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// They answer; so many of the last did not.
    Closed(u32),
    /// They don't, and are left alone until then.
    Open(Instant),
    /// One has gone to see; unless something is heard of them, another may go then.
    Probing(Instant),
}

impl Default for State {
    fn default() -> Self {
        Self::Closed(0)
    }
}

impl Breaker {
    /// So many in a row who got no answer are enough.
    pub const FAILURES: u32 = 5;
    /// How long who does not answer is left alone.
    pub const REST: Duration = Duration::from_secs(10);

    /// Whether one may ask now; then they say what came of it.
    pub fn admits(&mut self, now: Instant) -> bool {
        match self.0 {
            State::Closed(_) => true,
            State::Open(until) | State::Probing(until) if now < until => false,
            State::Open(_) | State::Probing(_) => {
                self.0 = State::Probing(now + Self::REST);
                true
            }
        }
    }

    /// Whether they are left alone now. Asking that is not asking them.
    #[must_use]
    pub fn rests(&self, now: Instant) -> bool {
        matches!(self.0, State::Open(until) | State::Probing(until) if now < until)
    }

    /// They answered, whatever they said.
    pub fn answered(&mut self) {
        self.0 = State::default();
    }

    /// They did not; gives whether they are left alone from now on.
    pub fn failed(&mut self, now: Instant) -> bool {
        self.0 = match self.0 {
            State::Closed(failures) if failures + 1 < Self::FAILURES => State::Closed(failures + 1),
            State::Closed(_) | State::Probing(_) => State::Open(now + Self::REST),
            // who had asked before hears it late
            State::Open(until) => State::Open(until),
        };
        matches!(self.0, State::Open(_))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Each step: so many seconds later somebody asks, and gets an answer, or none, or goes away without a word.
        #[test]
        fn who_does_not_answer_is_left_alone_and_asked_again(steps in prop::collection::vec((0_u64..7, 0_u8..4), 1..200)) {
            let mut breaker = Breaker::default();
            let mut now = Instant::now();
            let (mut in_vain, mut silent_since, mut probed) = (0, None::<Instant>, None::<Instant>);
            for (later, what) in steps {
                now += Duration::from_secs(later);
                let rests = [silent_since, probed].into_iter().flatten().any(|since| now < since + Breaker::REST);
                prop_assert_eq!(breaker.rests(now), rests, "{:?}", breaker);
                prop_assert_eq!(breaker.admits(now), !rests, "{:?}", breaker);
                if rests {
                    continue;
                }
                if silent_since.is_some() {
                    probed = Some(now);
                }
                match what {
                    0 => {
                        breaker.answered();
                        (in_vain, silent_since, probed) = (0, None, None);
                    }
                    1 => {}
                    _ => {
                        in_vain += 1;
                        let alone = breaker.failed(now);
                        prop_assert_eq!(alone, in_vain >= Breaker::FAILURES);
                        if alone {
                            (silent_since, probed) = (Some(now), None);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_heard_late_does_not_make_it_longer() {
        let mut breaker = Breaker::default();
        let now = Instant::now();
        for _ in 0..Breaker::FAILURES {
            breaker.failed(now);
        }
        assert!(breaker.failed(now + Breaker::REST / 2));
        assert!(breaker.admits(now + Breaker::REST));
    }
}

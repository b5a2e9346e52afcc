//! Manners towards whoever is outside: nobody is waited for without end, asked again and again, or asked at all who does not
//! answer.
mod breaker;
mod budget;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use thiserror::Error;
use tokio::time::{Instant, sleep, timeout};

use crate::{Entropy, PortError};
pub use breaker::Breaker;
pub use budget::Budget;

/// How somebody outside is asked, whatever for.
pub struct Outward {
    port: &'static str,
    patience: Duration,
    tries: u32,
    entropy: Arc<dyn Entropy>,
    manners: Mutex<Manners>,
}

#[derive(Default)]
struct Manners {
    breaker: Breaker,
    budget: Budget,
}

/// Why nobody answered, beside what the driver says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
enum Silence {
    /// It took too long.
    #[error("no answer in time")]
    Late,
    /// Too many of those before got none.
    #[error("it did not answer others, and is left alone for a while")]
    Rests,
}

impl Outward {
    /// The first pause before something is tried again, at the most; each further one may be twice as long.
    const PAUSE: Duration = Duration::from_millis(100);
    /// No pause is longer.
    const LONGEST: Duration = Duration::from_secs(2);

    /// Towards that port: each answer is waited for so long, and what is asked for is tried so often at the most. What must not
    /// be done twice MUST NOT be tried more than once.
    #[must_use]
    pub fn new(port: &'static str, patience: Duration, tries: u32, entropy: Arc<dyn Entropy>) -> Self {
        Self { port, patience, tries, entropy, manners: Mutex::default() }
    }

    /// Asks, and again if there is no answer and the budget allows it. An error is no answer: what says no is one.
    pub async fn ask<T, F>(&self, ask: impl Fn() -> F) -> Result<T, PortError>
    where
        F: Future<Output = Result<T, PortError>>,
    {
        self.manners().budget.earn();
        let mut tried = 0;
        loop {
            if !self.manners().breaker.admits(Instant::now()) {
                return Err(PortError::new(self.port, Silence::Rests));
            }
            let late = |_| Err(PortError::new(self.port, Silence::Late));
            let error = match timeout(self.patience, ask()).await.unwrap_or_else(late) {
                Ok(answer) => {
                    self.manners().breaker.answered();
                    return Ok(answer);
                }
                Err(error) => error,
            };
            tried += 1;
            if !self.tries_again(tried) {
                return Err(error);
            }
            sleep(self.pause(tried)).await;
        }
    }

    /// Refuses as [`ask`](Self::ask) would if they are left alone now: for whoever must not begin what would come to nothing.
    pub fn admits(&self) -> Result<(), PortError> {
        if self.manners().breaker.rests(Instant::now()) {
            return Err(PortError::new(self.port, Silence::Rests));
        }
        Ok(())
    }

    fn manners(&self) -> MutexGuard<'_, Manners> {
        self.manners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tries_again(&self, tried: u32) -> bool {
        let mut manners = self.manners();
        if manners.breaker.failed(Instant::now()) {
            tracing::warn!(port = self.port, "does not answer, and is left alone for a while");
            return false;
        }
        tried < self.tries && manners.budget.spend()
    }

    fn pause(&self, tried: u32) -> Duration {
        let longest = Self::PAUSE.saturating_mul(1 << tried.saturating_sub(1).min(16)).min(Self::LONGEST);
        by_chance(longest, &*self.entropy)
    }
}

/// So long at the most: by chance, so that those who failed together don't come again together.
pub(crate) fn by_chance(longest: Duration, entropy: &dyn Entropy) -> Duration {
    // the low half of an id is by chance
    let (_, chance) = entropy.uuid().as_u64_pair();
    longest.mul_f64(f64::from(u32::try_from(chance & 0xffff).unwrap_or_default()) / 65_535.0)
}

#[cfg(test)]
mod tests {
    use std::future::{Ready, pending, ready};
    use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

    use domain::Timestamp;
    use uuid::Uuid;

    use super::*;

    /// Numbers that differ.
    #[derive(Default)]
    struct Dice(AtomicU64);

    impl Entropy for Dice {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }

        fn uuid(&self) -> Uuid {
            Uuid::from_u64_pair(0, self.0.fetch_add(7_919, Ordering::Relaxed))
        }
    }

    /// Somebody who answers the one who asks after so many others.
    #[derive(Default)]
    struct Mute {
        asked: AtomicU32,
    }

    impl Mute {
        fn answer(&self, after: u32) -> Ready<Result<u32, PortError>> {
            let asked = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
            ready(if asked > after { Ok(asked) } else { Err(PortError::new("mute", "nothing")) })
        }

        fn asked(&self) -> u32 {
            self.asked.load(Ordering::Relaxed)
        }
    }

    fn outward(tries: u32) -> Outward {
        Outward::new("mute", Duration::from_secs(1), tries, Arc::new(Dice::default()))
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_answer_is_asked_again_and_not_for_ever() {
        let mute = Mute::default();
        assert_eq!(outward(3).ask(|| mute.answer(2)).await.unwrap(), 3);
        let mute = Mute::default();
        assert!(outward(3).ask(|| mute.answer(99)).await.is_err());
        assert_eq!(mute.asked(), 3);
        let mute = Mute::default();
        assert!(outward(1).ask(|| mute.answer(1)).await.is_err());
        assert_eq!(mute.asked(), 1, "what may be done once is tried once");
    }

    #[tokio::test(start_paused = true)]
    async fn who_never_answers_is_given_up() {
        let began = Instant::now();
        let silent = outward(2).ask(pending::<Result<(), PortError>>).await;
        assert!(silent.is_err());
        let took = began.elapsed();
        assert!(took >= Duration::from_secs(2) && took <= Duration::from_millis(2_200), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn who_answers_nobody_is_left_alone_and_asked_by_one_after_a_while() {
        let (outward, mute) = (outward(1), Mute::default());
        for _ in 0..20 {
            assert!(outward.ask(|| mute.answer(6)).await.is_err());
        }
        assert_eq!(mute.asked(), Breaker::FAILURES);
        assert!(outward.admits().is_err());
        sleep(Breaker::REST).await;
        assert!(outward.admits().is_ok(), "to look is not to ask");
        assert!(outward.ask(|| mute.answer(6)).await.is_err());
        assert!(outward.ask(|| mute.answer(6)).await.is_err());
        assert_eq!(mute.asked(), Breaker::FAILURES + 1, "one went to see");
        sleep(Breaker::REST).await;
        for asked in 7..20 {
            assert_eq!(outward.ask(|| mute.answer(6)).await.unwrap(), asked);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn when_many_get_no_answer_few_of_them_ask_again() {
        let (outward, mute) = (outward(3), Mute::default());
        let answers_every_third = || async {
            let asked = mute.answer(0).await?;
            if asked.is_multiple_of(3) { Ok(()) } else { Err(PortError::new("mute", "nothing")) }
        };
        for _ in 0..200 {
            // whatever comes of it
            let _ = outward.ask(answers_every_third).await;
        }
        assert!(mute.asked() <= 200 + 20 + 10, "{}", mute.asked());
    }
}

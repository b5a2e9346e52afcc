//! How long to wait before the next attempt.
use std::time::Duration;

/// Doubles from 100 ms to 5 s, and goes back once a connection has held for a while. Each wait is shortened by chance, so
/// that servers which lost their broker together do not come back in step.
pub(crate) struct Backoff(Duration);

impl Backoff {
    const SHORTEST: Duration = Duration::from_millis(100);
    const LONGEST: Duration = Duration::from_secs(5);

    pub(crate) fn new() -> Self {
        Self(Self::SHORTEST)
    }

    /// How long to wait after a connection that held so long.
    pub(crate) fn after(&mut self, held: Duration) -> Duration {
        if held >= Self::LONGEST {
            self.0 = Self::SHORTEST;
        }
        let now = self.0;
        self.0 = (now * 2).min(Self::LONGEST);
        now.mul_f64(rand::random_range(0.5..1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_limit_and_shrink_after_a_connection_that_held() {
        let mut backoff = Backoff::new();
        let mut wait = |held| backoff.after(Duration::from_secs(held)).as_millis();
        for longest in [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000] {
            let wait = wait(0);
            assert!((longest / 2..=longest).contains(&wait), "{wait} of {longest}");
        }
        assert!(wait(1) >= 2_500, "a connection that breaks at once is no success");
        assert!(wait(60) <= 100);
    }
}

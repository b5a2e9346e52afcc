//! How long to wait before coming back.
use std::time::Duration;

/// Waits that grow, each a random part of what it could be, so that a server that starts anew is not met by everybody at once.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    failures: u32,
}

impl Backoff {
    const SHORTEST: Duration = Duration::from_secs(1);
    const LONGEST: Duration = Duration::from_secs(30);

    /// The next wait, with chance from 0 to below 1.
    pub(crate) fn next(&mut self, chance: f64) -> Duration {
        let most = Self::SHORTEST.saturating_mul(1 << self.failures.min(10)).min(Self::LONGEST);
        self.failures = self.failures.saturating_add(1);
        most.mul_f64(chance)
    }

    /// It went well.
    pub(crate) fn forget(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_half_a_minute_until_it_goes_well() {
        let mut backoff = Backoff::default();
        let waits: Vec<u128> = (0..7).map(|_| backoff.next(0.5).as_millis()).collect();
        assert_eq!(waits, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
        assert_eq!(Backoff { failures: u32::MAX }.next(0.5).as_secs(), 15);
        backoff.forget();
        assert_eq!(backoff.next(0.0), Duration::ZERO);
    }
}

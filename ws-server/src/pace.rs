//! How fast connections are sent off: evenly, also where the server itself stood still meanwhile.
use std::time::Duration;

/// Between one that goes and the next at the most: a handful need not wait for the end of a window.
const A_HANDFUL: Duration = Duration::from_millis(100);
/// What is made up for at once of the time that was lost.
const AT_ONCE: Duration = Duration::from_millis(200);

/// Counts how many are to have gone.
#[derive(Debug)]
pub(crate) struct Pace {
    each: Duration,
    /// When it was asked last.
    asked: Duration,
    /// The time by which it counts: what was lost is caught up with, but not at once.
    counted: Duration,
}

impl Pace {
    /// So many over a window.
    pub(crate) fn of(open: usize, window: Duration) -> Self {
        let open = u32::try_from(open).unwrap_or(u32::MAX).max(1);
        let each = (window / open).clamp(Duration::from_nanos(1), A_HANDFUL);
        Self { each, asked: Duration::ZERO, counted: Duration::ZERO }
    }

    /// How many are to have gone so long after the beginning.
    pub(crate) fn due(&mut self, after: Duration) -> usize {
        let passed = after.saturating_sub(self.asked).min(AT_ONCE);
        self.asked = after;
        self.counted = after.min(self.counted + passed * 6 / 5);
        usize::try_from(self.counted.as_nanos() / self.each.as_nanos() + 1).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_secs(20);

    /// When each of so many goes, asked at these moments.
    fn gone(open: usize, asked: impl Iterator<Item = u64>) -> Vec<u64> {
        let mut pace = Pace::of(open, WINDOW);
        let mut gone = vec![];
        for at in asked {
            let due = pace.due(Duration::from_millis(at)).min(open);
            gone.resize(gone.len().max(due), at);
        }
        gone
    }

    fn worst_second(gone: &[u64]) -> usize {
        let within = |(nth, first): (usize, &u64)| gone[nth..].partition_point(|at| at - first < 1_000);
        gone.iter().enumerate().map(within).max().unwrap_or_default()
    }

    #[test]
    fn they_go_evenly_and_all_of_them_within_the_window() {
        for open in [200, 2_000, 20_000] {
            let gone = gone(open, (0..=20_000).step_by(50));
            assert_eq!(gone.len(), open);
            let even = open / 20;
            assert!(worst_second(&gone) <= even + even / 10 + 1, "{} of {open}", worst_second(&gone));
        }
    }

    #[test]
    fn who_stood_still_makes_up_for_it_slowly() {
        for stall in [300, 1_000, 6_000] {
            let gone = gone(2_000, (0..=5_000).step_by(50).chain((5_000 + stall..30_000).step_by(50)));
            assert_eq!(gone.len(), 2_000);
            assert!(worst_second(&gone) <= 150, "{} after {stall} ms", worst_second(&gone));
        }
    }

    #[test]
    fn a_handful_need_not_wait_for_the_end_of_a_window() {
        assert_eq!(gone(3, (0..=1_000).step_by(50)), [0, 100, 200]);
    }
}

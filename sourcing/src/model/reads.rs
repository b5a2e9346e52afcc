//! How often something is read, and how long that takes, counted without readers meeting each other.
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Cells for threads to count in. Threads beyond that share.
const CELLS: usize = 16;
/// One read in so many is timed: looking at the clock twice costs more than the read.
const TIMED: u64 = 256;

/// What the threads that count in it have seen. Each has a cache line to itself: readers who wrote into the same one would wait for
/// each other, which is what a read without a lock is there to avoid.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Tally {
    reads: AtomicU64,
    timed: AtomicU64,
    nanoseconds: AtomicU64,
}

/// All reads of one thing.
#[derive(Debug, Default)]
pub(super) struct Reads([Tally; CELLS]);

/// Reads, and how long they took that were timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// How many there were.
    pub reads: u64,
    /// How many of them were timed.
    pub timed: u64,
    /// How long those took, from looking to letting go.
    pub took: Duration,
}

thread_local! {
    static MINE: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The cell of this thread.
fn mine() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    MINE.with(|mine| {
        mine.get().unwrap_or_else(|| {
            let cell = NEXT.fetch_add(1, Ordering::Relaxed) % CELLS;
            mine.set(Some(cell));
            cell
        })
    })
}

impl Reads {
    /// Counts one, and says when it began if it is to be timed.
    pub(super) fn begin(&self) -> Option<Instant> {
        let before = self.0[mine()].reads.fetch_add(1, Ordering::Relaxed);
        before.is_multiple_of(TIMED).then(Instant::now)
    }

    /// One that was timed is over.
    pub(super) fn end(&self, began: Instant) {
        let tally = &self.0[mine()];
        tally.timed.fetch_add(1, Ordering::Relaxed);
        let took = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        tally.nanoseconds.fetch_add(took, Ordering::Relaxed);
    }

    /// All that was counted.
    pub(super) fn sum(&self) -> Reading {
        self.0.iter().fold(Reading::default(), |sum, tally| Reading {
            reads: sum.reads + tally.reads.load(Ordering::Relaxed),
            timed: sum.timed + tally.timed.load(Ordering::Relaxed),
            took: sum.took + Duration::from_nanos(tally.nanoseconds.load(Ordering::Relaxed)),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn no_read_is_lost_and_one_in_so_many_is_timed() {
        let reads = Reads::default();
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..1_000 {
                        if let Some(began) = reads.begin() {
                            reads.end(began);
                        }
                    }
                });
            }
        });
        let Reading { reads, timed, .. } = reads.sum();
        assert_eq!(reads, 4_000);
        assert!((4_000 / TIMED..=4_000 / TIMED + 4).contains(&timed), "{timed}");
    }
}

//! Counting how often somebody does something, in windows of time.
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use domain::Timestamp;

/// So much of something, for each of many, in each window of time; all windows begin together.
pub struct Rates<K> {
    limit: u32,
    seconds: i64,
    counted: Mutex<Counted<K>>,
}

struct Counted<K> {
    window: i64,
    used: HashMap<K, u32>,
}

/// How somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// How much one may.
    pub limit: u32,
    /// How much of it is left.
    pub remaining: u32,
    /// Whether this was too much.
    pub exceeded: bool,
    /// When one may again.
    pub reset: Timestamp,
    /// Seconds until then.
    pub wait: u64,
}

impl Charge {
    /// Orders by how much is left; having asked too often comes before having asked as often as one may.
    pub fn left(&self) -> (bool, u32) {
        (!self.exceeded, self.remaining)
    }
}

impl<K: Eq + Hash> Rates<K> {
    /// Those who are counted at the most: beyond them nobody new is, so that memory stays bounded.
    const MOST: usize = 100_000;

    /// So much in so many seconds; 0 is no limit at all.
    pub fn new(limit: u32, seconds: i64) -> Self {
        Self { limit, seconds, counted: Mutex::new(Counted { window: 0, used: HashMap::new() }) }
    }

    /// Counts one more.
    pub fn charge(&self, key: K, now: Timestamp) -> Option<Charge> {
        self.look(key, now, 1)
    }

    /// How somebody would stand with one more, without counting it.
    pub fn peek(&self, key: K, now: Timestamp) -> Option<Charge> {
        self.look(key, now, 0)
    }

    fn look(&self, key: K, now: Timestamp, more: u32) -> Option<Charge> {
        if self.limit == 0 {
            return None;
        }
        let window = now.as_second().div_euclid(self.seconds);
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.window != window {
            *counted = Counted { window, used: HashMap::new() };
        }
        let full = counted.used.len() >= Self::MOST;
        let used = match counted.used.get_mut(&key) {
            Some(used) => {
                *used = used.saturating_add(more);
                *used
            }
            None if full || more == 0 => more,
            None => *counted.used.entry(key).or_insert(more),
        };
        let end = (window + 1) * self.seconds;
        Some(Charge {
            limit: self.limit,
            remaining: self.limit.saturating_sub(used),
            exceeded: used + (1 - more) > self.limit,
            reset: Timestamp::from_second(end).unwrap_or(now),
            wait: u64::try_from(end - now.as_second()).unwrap_or(1).max(1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_window_holds_so_many_for_each() {
        let rates = Rates::new(2, 300);
        let ada = |second| rates.charge("ada", at(second)).unwrap();
        assert_eq!((ada(10).remaining, ada(20).remaining), (1, 0));
        let third = ada(30);
        assert!(third.exceeded && third.wait == 270 && third.reset == at(300), "{third:?}");
        assert!(!rates.charge("bob", at(30)).unwrap().exceeded);
        assert!(!ada(300).exceeded);
    }

    #[test]
    fn looking_counts_nothing() {
        let rates = Rates::new(1, 300);
        assert!(!rates.peek("ada", at(0)).unwrap().exceeded);
        assert!(!rates.peek("ada", at(0)).unwrap().exceeded);
        assert!(!rates.charge("ada", at(0)).unwrap().exceeded);
        assert!(rates.peek("ada", at(0)).unwrap().exceeded);
    }

    #[test]
    fn zero_is_no_limit() {
        assert_eq!(Rates::new(0, 300).charge("ada", at(0)), None);
    }
}

//! What was looked up a moment ago, so that it need not be looked up again at once.
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::Timestamp;
use jiff::SignedDuration;

/// A bounded memory that believes what it holds for a short time.
pub(crate) struct Lately<K, V> {
    believed: SignedDuration,
    seen: Mutex<Seen<K, V>>,
}

struct Seen<K, V> {
    values: HashMap<K, (Timestamp, V)>,
    /// When the old ones were last forgotten: that takes a while, so not at each look.
    swept: Timestamp,
    /// How often something was forgotten on purpose.
    forgotten: u64,
}

/// That somebody is about to look something up: what is forgotten meanwhile is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticket(u64);

impl<K: Eq + Hash, V: Clone> Lately<K, V> {
    /// Entries at the most.
    const MOST: usize = 20_000;

    /// A memory that believes for so long.
    pub(crate) fn believing(believed: SignedDuration) -> Self {
        Self {
            believed,
            seen: Mutex::new(Seen { values: HashMap::new(), swept: Timestamp::UNIX_EPOCH, forgotten: 0 }),
        }
    }

    /// What was looked up, if that was a moment ago.
    pub(crate) fn find(&self, key: &K, now: Timestamp) -> Option<V> {
        let seen = self.lock();
        let (at, value) = seen.values.get(key)?;
        (now.duration_since(*at) < self.believed).then(|| value.clone())
    }

    /// Before looking something up.
    pub(crate) fn ticket(&self) -> Ticket {
        Ticket(self.lock().forgotten)
    }

    /// Forgets what this is true of, and whatever is being looked up right now.
    pub(crate) fn forget(&self, which: impl Fn(&V) -> bool) {
        let mut seen = self.lock();
        seen.forgotten += 1;
        seen.values.retain(|_, (_, value)| !which(value));
    }

    /// Keeps what was just looked up; when it is full, only if there is something old to forget.
    pub(crate) fn keep(&self, ticket: Ticket, key: K, value: V, now: Timestamp) {
        let mut seen = self.lock();
        if seen.forgotten != ticket.0 {
            return;
        }
        if seen.values.len() >= Self::MOST && now.duration_since(seen.swept).abs() >= self.believed {
            seen.values.retain(|_, (at, _)| now.duration_since(*at) < self.believed);
            seen.swept = now;
        }
        if seen.values.len() < Self::MOST {
            seen.values.insert(key, (now, value));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Seen<K, V>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_believes_for_a_moment_and_never_grows_without_bound() {
        let at = |s| Timestamp::from_second(s).unwrap();
        let lately = Lately::believing(SignedDuration::from_secs(4));
        let ticket = lately.ticket();
        lately.keep(ticket, 1, "one", at(0));
        assert_eq!(lately.find(&1, at(3)), Some("one"));
        assert_eq!(lately.find(&1, at(4)), None);
        for key in 0..30_000 {
            lately.keep(ticket, key, "many", at(1));
        }
        assert!(lately.lock().values.len() <= Lately::<i32, &str>::MOST);
        lately.keep(ticket, -1, "late", at(9));
        assert_eq!((lately.find(&-1, at(9)), lately.lock().values.len()), (Some("late"), 1));
    }

    #[test]
    fn what_is_forgotten_while_it_is_looked_up_is_not_kept() {
        let at = Timestamp::UNIX_EPOCH;
        let lately = Lately::believing(SignedDuration::from_secs(4));
        lately.keep(lately.ticket(), 1, "one", at);
        lately.keep(lately.ticket(), 2, "two", at);
        let ticket = lately.ticket();
        lately.forget(|value| *value == "one");
        lately.keep(ticket, 3, "three", at);
        assert_eq!([1, 2, 3].map(|key| lately.find(&key, at)), [None, Some("two"), None]);
    }
}

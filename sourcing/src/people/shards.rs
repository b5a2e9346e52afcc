//! A map that is read without a lock, and seldom written.
use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};

use arc_swap::ArcSwap;

/// Who writes copies one of so many parts.
const PARTS: usize = 256;

/// A map in parts, each replaced as a whole.
pub(super) struct Shards<K, V> {
    parts: Vec<ArcSwap<HashMap<K, V>>>,
    hasher: RandomState,
}

impl<K, V> Default for Shards<K, V> {
    fn default() -> Self {
        let parts = (0..PARTS).map(|_| ArcSwap::default()).collect();
        Self { parts, hasher: RandomState::new() }
    }
}

impl<K: Hash + Eq + Clone, V: Clone> Shards<K, V> {
    fn place(&self, key: &(impl Hash + ?Sized)) -> usize {
        // the remainder is less than the number of parts
        usize::try_from(self.hasher.hash_one(key) % PARTS as u64).unwrap_or_default()
    }

    pub(super) fn find<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.parts[self.place(key)].load().get(key).cloned()
    }

    /// Puts all of these in: a part is copied once for all that go there.
    pub(super) fn put(&self, all: impl IntoIterator<Item = (K, V)>) {
        let mut sorted: HashMap<usize, Vec<(K, V)>> = HashMap::new();
        for (key, value) in all {
            sorted.entry(self.place(&key)).or_default().push((key, value));
        }
        for (place, some) in sorted {
            self.parts[place].rcu(|part| {
                let mut part = HashMap::clone(part);
                part.extend(some.iter().cloned());
                part
            });
        }
    }

    pub(super) fn remove<Q: Hash + Eq + ?Sized>(&self, key: &Q)
    where
        K: Borrow<Q>,
    {
        self.parts[self.place(key)].rcu(|part| {
            let mut part = HashMap::clone(part);
            part.remove(key);
            part
        });
    }

    /// Everything that is in it.
    pub(super) fn all(&self) -> Vec<V> {
        self.parts.iter().flat_map(|part| part.load().values().cloned().collect::<Vec<_>>()).collect()
    }
}

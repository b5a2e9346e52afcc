//! Two copies of a model: one is shown, the other is brought up to date and shown instead.
//!
//! Whoever reads holds what was shown to them for as long as they like. Who writes never waits for that: if the other copy is still
//! read when its turn comes, it is left to its readers and a new one made, which costs a copy of the model and is rare.
use std::sync::Arc;

use arc_swap::ArcSwap;
use uuid::Uuid;

use super::Model;
use crate::Position;

/// A model as it follows from everything through a position, and from nothing else.
#[derive(Debug, Clone, Default)]
pub struct Shown<M> {
    /// The model.
    pub model: M,
    /// The last event that it knows of.
    pub at: Position,
    /// That event's id: at the same place of another past there is another.
    pub last: Uuid,
}

/// Where what is shown stands: an atomic pointer; in the test that tries all interleavings, something that it can steer.
pub(super) trait Slot<T> {
    /// What stands there.
    fn current(&self) -> Arc<T>;
    /// Puts this there, and gives what stood there.
    fn replace(&self, next: Arc<T>) -> Arc<T>;
}

impl<T> Slot<T> for ArcSwap<T> {
    fn current(&self) -> Arc<T> {
        self.load_full()
    }

    fn replace(&self, next: Arc<T>) -> Arc<T> {
        self.swap(next)
    }
}

/// The one who writes.
pub(super) struct Twin<M: Model, S> {
    slot: Arc<S>,
    /// What was shown before, and the events that it missed since.
    spare: Option<Arc<Shown<M>>>,
    missed: Vec<M::Event>,
    /// What is still read although its turn came: freed here, never by a reader.
    left: Vec<Arc<Shown<M>>>,
    copies: u64,
}

impl<M: Model, S: Slot<Shown<M>>> Twin<M, S> {
    pub(super) fn new(slot: Arc<S>) -> Self {
        Self { slot, spare: None, missed: vec![], left: vec![], copies: 0 }
    }

    /// How often a copy had to be made.
    pub(super) fn copies(&self) -> u64 {
        self.copies
    }

    /// Shows what follows from these events too.
    pub(super) fn show(&mut self, events: Vec<M::Event>, at: Position, last: Uuid) {
        let mut next = self.other();
        for event in &events {
            next.model.apply(event);
        }
        next.model.settle();
        (next.at, next.last) = (at, last);
        self.spare = Some(self.slot.replace(Arc::new(next)));
        self.missed = events;
    }

    /// Shows another model instead.
    pub(super) fn start(&mut self, model: M, at: Position, last: Uuid) {
        drop(self.slot.replace(Arc::new(Shown { model, at, last })));
        (self.spare, self.missed) = (None, vec![]);
    }

    /// A copy of what is shown that nobody sees.
    fn other(&mut self) -> Shown<M> {
        self.left.retain(|left| Arc::strong_count(left) > 1);
        match self.spare.take().map(Arc::try_unwrap) {
            Some(Ok(mut spare)) => {
                for event in &self.missed {
                    spare.model.apply(event);
                }
                return spare;
            }
            Some(Err(read)) => self.left.push(read),
            None => {}
        }
        self.copies += 1;
        Shown::clone(&self.slot.current())
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::{Entry, Misread};

    /// What adds up the numbers of its events.
    #[derive(Debug, Clone, Default)]
    struct Sum {
        last: u64,
        sum: u64,
    }

    impl Model for Sum {
        type Event = u64;
        const CONTEXTS: &'static [&'static str] = &[];

        fn decode(_: &Entry) -> Result<Option<u64>, Misread> {
            Ok(None)
        }

        fn apply(&mut self, number: &u64) {
            assert_eq!(*number, self.last + 1, "each once, and in order");
            self.last = *number;
            self.sum += number;
        }
    }

    /// A place that loom steers.
    struct Steered(loom::sync::Mutex<Arc<Shown<Sum>>>);

    impl Slot<Shown<Sum>> for Steered {
        fn current(&self) -> Arc<Shown<Sum>> {
            self.0.lock().unwrap().clone()
        }

        fn replace(&self, next: Arc<Shown<Sum>>) -> Arc<Shown<Sum>> {
            std::mem::replace(&mut *self.0.lock().unwrap(), next)
        }
    }

    /// What a reader may see: a prefix, and never less than before.
    fn is_a_prefix(shown: &Shown<Sum>, before: u64) -> u64 {
        let at = shown.at.number();
        assert_eq!((shown.model.last, shown.model.sum), (at, at * (at + 1) / 2));
        assert!(at >= before, "{at} after {before}");
        at
    }

    #[test]
    fn whatever_the_interleaving_readers_see_prefixes_that_grow() {
        loom::model(|| {
            let slot = Arc::new(Steered(loom::sync::Mutex::new(Arc::default())));
            let reading = (0..2).map(|_| {
                let slot = slot.clone();
                loom::thread::spawn(move || {
                    let first = slot.current();
                    let seen = is_a_prefix(&first, 0);
                    let second = slot.current();
                    is_a_prefix(&second, seen);
                    is_a_prefix(&first, seen);
                })
            });
            let reading: Vec<_> = reading.collect();
            let mut twin = Twin::<Sum, _>::new(slot.clone());
            for (events, at) in [(vec![1], 1), (vec![2, 3], 3), (vec![4], 4)] {
                twin.show(events, Position::new(at), Uuid::nil());
            }
            for reader in reading {
                reader.join().unwrap();
            }
            assert_eq!(is_a_prefix(&slot.current(), 0), 4);
        });
    }

    #[test]
    fn what_is_read_meanwhile_is_left_to_its_readers() {
        let slot = Arc::new(ArcSwap::<Shown<Sum>>::default());
        let mut twin = Twin::new(slot.clone());
        let held = slot.load();
        twin.show(vec![1], Position::new(1), Uuid::nil());
        twin.show(vec![2], Position::new(2), Uuid::nil());
        assert_eq!((is_a_prefix(&held, 0), is_a_prefix(&slot.load(), 0)), (0, 2));
        assert_eq!((twin.left.len(), twin.copies()), (1, 2));
        drop(held);
        twin.show(vec![3], Position::new(3), Uuid::nil());
        twin.show(vec![4], Position::new(4), Uuid::nil());
        assert_eq!((twin.left.len(), twin.copies()), (0, 2), "two copies take turns");
        assert_eq!(is_a_prefix(&slot.load(), 0), 4);
    }

    #[test]
    fn under_load_every_read_is_a_prefix_that_grows() {
        const END: u64 = 60_000;
        let slot = Arc::new(ArcSwap::<Shown<Sum>>::default());
        let reading = [(); 2].map(|()| {
            let slot = slot.clone();
            thread::spawn(move || {
                let (mut seen, mut reads) = (0, 0_u64);
                while seen < END {
                    seen = is_a_prefix(&slot.load(), seen);
                    reads += 1;
                }
                reads
            })
        });
        let (mut twin, mut at) = (Twin::new(slot), 0);
        while at < END {
            let events: Vec<u64> = (at + 1..=at + 1 + at % 7).collect();
            at = at + 1 + at % 7;
            twin.show(events, Position::new(at), Uuid::nil());
        }
        assert!(reading.into_iter().all(|reader| reader.join().unwrap() > 0));
    }
}

//! What holds of whatever is appended, in whatever order: for tests and for the fuzzer.
use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::{Append, Batch, Fact, Kind, Position, StreamName, Verdict, Version};

/// A store as simple as can be.
#[derive(Default)]
struct Plain {
    streams: BTreeMap<StreamName, Vec<(Uuid, Position)>>,
    head: Position,
}

impl Plain {
    fn at(&self, stream: &StreamName) -> Version {
        Version::NONE.plus(self.streams.get(stream).map_or(0, Vec::len))
    }

    fn found(&self, stream: &StreamName, version: Version) -> Option<(Uuid, Position)> {
        let place = usize::try_from(version.number()).ok()?.checked_sub(1)?;
        self.streams.get(stream)?.get(place).copied()
    }

    fn judge(&self, batch: &Batch) -> Verdict {
        batch.judge(|stream| self.at(stream), |stream, version| self.found(stream, version))
    }

    fn append(&mut self, batch: &Batch) {
        for (stream, version, fact) in batch.places() {
            self.head = self.head.next();
            assert_eq!(version, self.at(stream).next(), "a stream has no hole");
            self.streams.entry(stream.clone()).or_default().push((fact.id, self.head));
        }
    }

    /// Whether every event of a batch has its place already.
    fn has(&self, batch: &Batch) -> bool {
        batch
            .places()
            .all(|(stream, version, fact)| self.found(stream, version).is_some_and(|(id, _)| id == fact.id))
    }
}

/// Takes what comes as commands to append, and panics where one has an outcome that it must not have.
///
/// # Panics
///
/// When a law is broken.
pub fn hold(bytes: &[u8]) {
    let mut store = Plain::default();
    for command in bytes.chunks(8) {
        let Ok(batch) = Batch::new(appends(command)) else { continue };
        let fits = batch.appends().iter().all(|append| store.at(&append.stream) == append.expected);
        let head = store.head;
        match store.judge(&batch) {
            Verdict::Append => {
                assert!(fits, "nothing is appended where it was not expected");
                store.append(&batch);
                assert!(store.has(&batch));
                assert_eq!(store.judge(&batch), Verdict::Repeated(store.head), "the same again is known");
            }
            Verdict::Repeated(at) => {
                assert!(!fits && store.has(&batch) && at <= head, "what is acknowledged is there");
            }
            Verdict::Conflict(conflict) => {
                assert!(!fits && !store.has(&batch), "what is there, or fits, is no conflict");
                assert_eq!(conflict.current, store.at(&conflict.stream));
                assert_ne!(conflict.current, conflict.expected);
            }
        }
    }
}

/// A command: for each of up to four streams where it is expected, and which events it gets.
fn appends(command: &[u8]) -> Vec<Append> {
    let append = |part: &[u8]| {
        let [place, which, ..] = part else { return None };
        let facts = (0..which >> 6).map(|n| fact(u128::from(which & 0x0f) + u128::from(n)));
        Some(Append {
            stream: StreamName::stored(["r", "s", "t", "u"][usize::from(place & 3)]),
            expected: Version::new(u64::from(place >> 2 & 7)),
            facts: facts.collect(),
        })
    };
    command.chunks(2).filter_map(append).collect()
}

fn fact(id: u128) -> Fact {
    Fact {
        id: Uuid::from_u128(id),
        kind: Kind::stored("rooks.landed"),
        schema: 1,
        at: Timestamp::UNIX_EPOCH,
        actor: None,
        correlation: Uuid::nil(),
        causation: None,
        trace: None,
        payload: "1".into(),
    }
}

#[cfg(test)]
mod tests {
    /// So many commands that no mistake of one outcome stays unseen.
    const COMMANDS: u64 = 200_000;

    #[test]
    fn whatever_is_appended_has_the_outcome_that_it_must_have() {
        let mut dice = 7_u64;
        let mut die = || {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            dice.to_be_bytes()[0]
        };
        for _ in 0..COMMANDS / 200 {
            let bytes: Vec<u8> = (0..200 * 8).map(|_| die()).collect();
            super::hold(&bytes);
        }
    }
}

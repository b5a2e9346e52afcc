//! What is appended at once: all of it, or nothing.
use std::collections::BTreeSet;

use thiserror::Error;
use uuid::Uuid;

use crate::{Conflict, Fact, Position, StreamName, Version};

/// Events for one stream, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// Which.
    pub stream: StreamName,
    /// Where it has to stand. There is no way to say "anywhere": who does not know has not judged.
    pub expected: Version,
    /// What happened.
    pub facts: Vec<Fact>,
}

/// How far somebody has come who reads one thing and appends another: kept together with what is appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Whose.
    pub name: StreamName,
    /// Where it has to stand.
    pub from: Position,
    /// Where it stands then.
    pub through: Position,
}

/// Why something can't be appended, whatever the store has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BatchRule {
    /// There is nothing to do.
    #[error("nothing is appended, and no mark is moved")]
    Nothing,
    /// It is too much at once.
    #[error("at most {} events of {} bytes are appended at once", Batch::MOST, Batch::LARGEST)]
    TooMuch,
    /// The same stream, or the same event, is in it twice; or a stream gets no event.
    #[error("each stream and each event is named once")]
    Repetition,
    /// An event is too large, or its payload is no JSON.
    #[error("an event has up to {} bytes of JSON", Fact::LONGEST)]
    Fact,
    /// A mark goes on, never back.
    #[error("a mark goes on, never back")]
    Backwards,
}

/// What is appended at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    appends: Vec<Append>,
    mark: Option<Mark>,
}

/// What is to become of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is to be appended.
    Append,
    /// All of it is there, and stands there as it would now; the last of it at this position.
    Repeated(Position),
    /// It does not fit.
    Conflict(Conflict),
}

impl Batch {
    /// Events at once.
    pub const MOST: usize = 1024;
    /// Bytes of all payloads.
    pub const LARGEST: usize = 4 * 1024 * 1024;

    /// A batch of these.
    pub fn new(appends: Vec<Append>) -> Result<Self, BatchRule> {
        Self::judged(appends, None)
    }

    /// A batch of these, and of how far that brings somebody; it may bring them on alone.
    pub fn marked(appends: Vec<Append>, mark: Mark) -> Result<Self, BatchRule> {
        Self::judged(appends, Some(mark))
    }

    fn judged(mut appends: Vec<Append>, mark: Option<Mark>) -> Result<Self, BatchRule> {
        if appends.is_empty() && mark.is_none() {
            return Err(BatchRule::Nothing);
        }
        if mark.as_ref().is_some_and(|mark| mark.through <= mark.from) {
            return Err(BatchRule::Backwards);
        }
        let facts = || appends.iter().flat_map(|append| &append.facts);
        let (count, size) =
            facts().fold((0, 0), |(count, size), fact| (count + 1, size + fact.payload.len()));
        if count > Self::MOST || size > Self::LARGEST {
            return Err(BatchRule::TooMuch);
        }
        let streams: BTreeSet<&StreamName> = appends.iter().map(|append| &append.stream).collect();
        let ids: BTreeSet<Uuid> = facts().map(|fact| fact.id).collect();
        let empty = appends.iter().any(|append| append.facts.is_empty());
        if streams.len() < appends.len() || ids.len() < count || empty {
            return Err(BatchRule::Repetition);
        }
        if !facts().all(Fact::fits) {
            return Err(BatchRule::Fact);
        }
        appends.iter_mut().flat_map(|append| &mut append.facts).for_each(Fact::round);
        Ok(Self { appends, mark })
    }

    /// What is appended, in the order in which it gets its positions.
    #[must_use]
    pub fn appends(&self) -> &[Append] {
        &self.appends
    }

    /// How far that brings somebody.
    #[must_use]
    pub fn mark(&self) -> Option<&Mark> {
        self.mark.as_ref()
    }

    /// The streams, sorted: the order to lock them in, so that no two wait for each other.
    #[must_use]
    pub fn streams(&self) -> Vec<&StreamName> {
        let sorted: BTreeSet<&StreamName> = self.appends.iter().map(|append| &append.stream).collect();
        sorted.into_iter().collect()
    }

    /// Each event with its stream and the version that it would have there, in the order of positions.
    pub fn places(&self) -> impl Iterator<Item = (&StreamName, Version, &Fact)> {
        self.appends.iter().flat_map(|append| {
            let numbered = append.facts.iter().enumerate();
            numbered.map(|(n, fact)| (&append.stream, append.expected.plus(n + 1), fact))
        })
    }

    /// What is to become of it, where streams stand `at` these versions; `found` says which event has a place, and its position.
    pub fn judge(
        &self,
        at: impl Fn(&StreamName) -> Version,
        found: impl Fn(&StreamName, Version) -> Option<(Uuid, Position)>,
    ) -> Verdict {
        let misfit = self.appends.iter().find(|append| at(&append.stream) != append.expected);
        let Some(misfit) = misfit else { return Verdict::Append };
        let there = self.places().map(|(stream, version, fact)| {
            found(stream, version).and_then(|(id, position)| (id == fact.id).then_some(position))
        });
        match there.collect::<Option<Vec<Position>>>() {
            Some(positions) => Verdict::Repeated(positions.into_iter().max().unwrap_or_default()),
            None => Verdict::Conflict(Conflict {
                stream: misfit.stream.clone(),
                expected: misfit.expected,
                current: at(&misfit.stream),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::Kind;

    fn fact(id: u128, payload: &str) -> Fact {
        Fact {
            id: Uuid::from_u128(id),
            kind: Kind::parse("rooks.landed").unwrap(),
            schema: 1,
            at: Timestamp::from_nanosecond(1_234_567).unwrap(),
            actor: None,
            correlation: Uuid::nil(),
            causation: None,
            trace: None,
            payload: payload.into(),
        }
    }

    fn append(stream: &str, facts: Vec<Fact>) -> Append {
        Append { stream: StreamName::parse(stream).unwrap(), expected: Version::NONE, facts }
    }

    #[test]
    fn what_makes_no_batch_is_refused_before_anybody_is_asked() {
        let refused = |appends| Batch::new(appends).unwrap_err();
        assert_eq!(refused(vec![]), BatchRule::Nothing);
        assert_eq!(refused(vec![append("r", vec![])]), BatchRule::Repetition);
        let twice = || vec![fact(1, "1")];
        assert_eq!(
            refused(vec![append("r", twice()), append("r", vec![fact(2, "1")])]),
            BatchRule::Repetition
        );
        assert_eq!(refused(vec![append("r", twice()), append("s", twice())]), BatchRule::Repetition);
        for bad in ["", "{", "{} {}", "\0", &format!("\"{}\"", "x".repeat(Fact::LONGEST))] {
            assert_eq!(refused(vec![append("r", vec![fact(1, bad)])]), BatchRule::Fact, "{bad:.9}");
        }
        let crowd = (0..=Batch::MOST as u128).map(|id| fact(id, "1")).collect();
        assert_eq!(refused(vec![append("r", crowd)]), BatchRule::TooMuch);
        let large = format!("\"{}\"", "x".repeat(Fact::LONGEST - 2));
        let heavy = (0..65).map(|id| fact(id, &large)).collect();
        assert_eq!(refused(vec![append("r", heavy)]), BatchRule::TooMuch);
        let name = StreamName::parse("bridge").unwrap();
        let standing = Mark { name, from: Position::new(3), through: Position::new(3) };
        assert_eq!(Batch::marked(vec![], standing), Err(BatchRule::Backwards));
    }

    #[test]
    fn what_is_finer_than_a_microsecond_is_left_out_before_it_is_summed_up() {
        let batch = Batch::new(vec![append("r", vec![fact(1, "1")])]).unwrap();
        assert_eq!(batch.places().next().unwrap().2.at.as_nanosecond(), 1_234_000);
    }

    #[test]
    fn streams_are_locked_in_order_and_numbered_as_given() {
        let batch =
            Batch::new(vec![append("s", vec![fact(1, "1"), fact(2, "2")]), append("r", vec![fact(3, "3")])]);
        let batch = batch.unwrap();
        assert_eq!(batch.streams().iter().map(|name| name.as_str()).collect::<Vec<_>>(), ["r", "s"]);
        let places: Vec<_> = batch
            .places()
            .map(|(name, version, fact)| (name.as_str(), version.number(), fact.id.as_u128()))
            .collect();
        assert_eq!(places, [("s", 1, 1), ("s", 2, 2), ("r", 1, 3)]);
    }
}

//! What a store has to say, told by plain lists.
use std::collections::{BTreeMap, BTreeSet};

use sourcing::{Append, Batch, Fact, Mark, Position, Version};
use uuid::Uuid;

use super::{fact, stream};
use crate::dice::Dice;

const STREAMS: [&str; 4] = ["r", "s", "t", "u"];
const MARK: &str = "bridge";

/// Everything that was appended, in order.
#[derive(Default)]
pub(super) struct Reference {
    entries: Vec<(String, u64, Uuid)>,
    mark: u64,
    outcomes: BTreeSet<&'static str>,
}

impl Reference {
    /// All of it: stream, version, id.
    pub(super) fn all(&self) -> Vec<(String, u64, Uuid)> {
        self.entries.clone()
    }

    fn of(&self, name: &str) -> Vec<Uuid> {
        self.entries.iter().filter(|(of, ..)| of == name).map(|(_, _, id)| *id).collect()
    }

    fn position(&self, id: Uuid) -> Option<usize> {
        self.entries.iter().position(|(_, _, known)| *known == id)
    }

    /// A run in which chance left something out proves less than it says.
    pub(super) fn has_seen_every_outcome(&self) {
        let outcomes: Vec<_> = self.outcomes.iter().copied().collect();
        assert_eq!(outcomes, ["appended", "conflict", "overtaken", "repeated"]);
    }

    /// What becomes of a batch, and where: of a conflict, the version that its stream has.
    pub(super) fn append(&mut self, batch: &Batch) -> (&'static str, u64) {
        let outcome = self.judge(batch);
        self.outcomes.insert(outcome.0);
        outcome
    }

    fn judge(&mut self, batch: &Batch) -> (&'static str, u64) {
        if batch.mark().is_some_and(|mark| mark.from.number() != self.mark) {
            return ("overtaken", self.mark);
        }
        let current: BTreeMap<&str, usize> = STREAMS.map(|name| (name, self.of(name).len())).into();
        let misfit = batch
            .appends()
            .iter()
            .find(|append| append.expected.number() != current[append.stream.as_str()] as u64);
        let outcome = if let Some(misfit) = misfit {
            if !batch.appends().iter().all(|append| self.has(append)) {
                return ("conflict", current[misfit.stream.as_str()] as u64);
            }
            let facts = batch.appends().iter().flat_map(|append| &append.facts);
            let last = facts.filter_map(|fact| self.position(fact.id)).max();
            ("repeated", last.map_or(0, |last| last as u64 + 1))
        } else {
            for append in batch.appends() {
                for fact in &append.facts {
                    let version = self.of(append.stream.as_str()).len() as u64 + 1;
                    self.entries.push((append.stream.to_string(), version, fact.id));
                }
            }
            ("appended", self.entries.len() as u64)
        };
        self.mark = batch.mark().map_or(self.mark, |mark| mark.through.number());
        outcome
    }

    /// Whether all of it stands where it would have to.
    fn has(&self, append: &Append) -> bool {
        let there = self.of(append.stream.as_str());
        let from = usize::try_from(append.expected.number()).unwrap();
        let wanted: Vec<Uuid> = append.facts.iter().map(|fact| fact.id).collect();
        there.get(from..from + wanted.len()) == Some(&wanted[..])
    }

    /// Something to append; half of it makes sense.
    pub(super) fn some_batch(&self, dice: &mut Dice) -> Option<Batch> {
        let mut names = STREAMS.to_vec();
        let count = 1 + dice.below(3);
        let habit = dice.below(3);
        let appends = (0..count).map(|_| {
            let name = names.swap_remove(dice.below(names.len()));
            self.some_append(dice, name, habit)
        });
        let appends: Vec<Append> = appends.collect();
        if dice.below(4) > 0 {
            return Batch::new(appends).ok();
        }
        let from = if dice.below(3) == 0 { self.mark + 1 } else { self.mark };
        let name = stream(MARK);
        let mark = Mark { name, from: Position::new(from), through: Position::new(from + 1) };
        Batch::marked(appends, mark).ok()
    }

    /// By habit new, told before, or anything.
    fn some_append(&self, dice: &mut Dice, name: &str, habit: usize) -> Append {
        let known = self.of(name);
        let new = |count| (0..count).map(|_| fact(Uuid::new_v4())).collect::<Vec<Fact>>();
        let from = dice.below(known.len() + 1);
        let told = || known[from..].iter().take(2).map(|id| fact(*id)).collect::<Vec<Fact>>();
        let (expected, facts) = match (habit, dice.below(8)) {
            (0, _) => (known.len(), new(1 + dice.below(3))),
            (1, _) if from < known.len() => (from, told()),
            (_, 0..3) => (from, new(1)),
            (_, 3..6) => (from, told().into_iter().chain(new(1)).collect()),
            _ => (known.len() + 1, new(1)),
        };
        Append { stream: stream(name), expected: Version::new(expected as u64), facts }
    }
}

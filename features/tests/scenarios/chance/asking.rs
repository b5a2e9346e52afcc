//! Who wants to be asked before anybody follows them, and who asks.
use std::collections::BTreeSet;

use super::model::{Model, One};

/// Whose account is locked, and what waits for an answer.
#[derive(Debug, Default)]
pub(super) struct Asking {
    locked: BTreeSet<One>,
    /// Who asks whom, and whether they want boosts too; the latest last.
    waiting: Vec<(One, One, bool)>,
}

impl Model {
    pub(super) fn lock(&mut self, who: One, locked: bool) {
        if locked {
            self.asking.locked.insert(who);
        } else {
            self.asking.locked.remove(&who);
        }
    }

    /// Follows at once, or asks to.
    pub(super) fn approach(&mut self, who: One, whom: One, boosts: bool) {
        let waiting = self.asking.waiting.iter_mut().find(|(one, other, _)| (*one, *other) == (who, whom));
        if let Some(request) = waiting {
            request.2 = boosts;
        } else if self.follows(who, whom) || !self.asking.locked.contains(&whom) {
            self.follow(who, whom, boosts);
        } else {
            self.asking.waiting.push((who, whom, boosts));
            self.tell("follow_request", who, whom, None);
        }
    }

    /// Takes a request away, and gives whether boosts were wanted.
    pub(super) fn end_request(&mut self, who: One, whom: One) -> Option<bool> {
        let place = self.asking.waiting.iter().position(|(one, other, _)| (*one, *other) == (who, whom))?;
        self.tell_no_longer("follow_request", who, whom);
        Some(self.asking.waiting.remove(place).2)
    }

    pub(super) fn answer(&mut self, who: One, whom: One, accept: bool) {
        if let Some(boosts) = self.end_request(whom, who).filter(|_| accept) {
            self.follow(whom, who, boosts);
        }
    }

    /// Who asks somebody, the latest first.
    pub(super) fn asking(&self, whom: One) -> Vec<One> {
        let those = self.asking.waiting.iter().rev().filter(|(_, other, _)| *other == whom);
        those.map(|(one, ..)| *one).collect()
    }
}

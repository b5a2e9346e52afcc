//! Positions are contiguous, and an id is given once.
use std::collections::HashSet;

use crate::history::{Event, History};
use crate::violation::StoreFault;

pub(super) fn check(history: &History, faults: &mut Vec<StoreFault>) {
    let mut expected = history.after.next();
    let mut given = HashSet::new();
    for entry in &history.log {
        if entry.position != expected {
            faults.push(StoreFault::Position { expected, found: entry.position });
        }
        expected = entry.position.next();
        if let Event::Update { id, .. } = entry.event
            && !given.insert(id)
        {
            faults.push(StoreFault::IdTwice { id, position: entry.position });
        }
    }
}

//! Deletes by the same rules as writes, and only of what was made before.
use std::collections::{HashMap, HashSet};

use crate::history::{Event, History, Id, Operation, Outcome, Position};
use crate::violation::StoreFault;

/// What all attempts at one deletion were told together.
#[derive(Default)]
struct Attempts {
    acknowledged: bool,
    unanswered: bool,
}

pub(super) fn check(history: &History, faults: &mut Vec<StoreFault>) {
    let mut acknowledged = Vec::new();
    let attempts = attempts(history, &mut acknowledged);
    let logged = compare_log(history, &attempts, faults);
    let lost = acknowledged.into_iter().filter(|id| !logged.contains(id));
    faults.extend(lost.map(|id| StoreFault::DeleteLost { id }));
}

fn attempts(history: &History, acknowledged: &mut Vec<Id>) -> HashMap<Id, Attempts> {
    let mut deletes: HashMap<Id, Attempts> = HashMap::new();
    for operation in &history.operations {
        let Operation::Delete { id, outcome } = operation else { continue };
        let delete = deletes.entry(*id).or_default();
        match outcome {
            Outcome::Ok(()) if !delete.acknowledged => {
                delete.acknowledged = true;
                acknowledged.push(*id);
            }
            Outcome::Info => delete.unanswered = true,
            Outcome::Ok(()) | Outcome::Fail => {}
        }
    }
    deletes
}

fn compare_log(
    history: &History,
    attempts: &HashMap<Id, Attempts>,
    faults: &mut Vec<StoreFault>,
) -> HashSet<Id> {
    // a log that is given in part may delete what was made before that part
    let whole = history.after == Position::default();
    let mut made = HashSet::new();
    let mut logged = HashSet::new();
    for entry in &history.log {
        let position = entry.position;
        let id = match entry.event {
            Event::Update { id, .. } => {
                made.insert(id);
                continue;
            }
            Event::Delete { id } => id,
            Event::Silent => continue,
        };
        if whole && !made.contains(&id) {
            faults.push(StoreFault::DeletedUnmade { id, position });
        }
        let again = !logged.insert(id);
        match attempts.get(&id) {
            None => faults.push(StoreFault::DeletedUnasked { id, position }),
            Some(_) if again => faults.push(StoreFault::DeletedTwice { id, position }),
            Some(Attempts { acknowledged: false, unanswered: false }) => {
                faults.push(StoreFault::DeletedThoughRefused { id, position });
            }
            Some(_) => {}
        }
    }
    logged
}

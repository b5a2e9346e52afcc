//! Every acknowledged write once, no refused one, each unanswered one at most once, and none that nobody wrote.
use std::collections::{HashMap, HashSet};

use crate::history::{Event, History, Id, Key, Operation, Outcome};
use crate::violation::StoreFault;

/// What all attempts at one write were told together.
#[derive(Default)]
struct Attempts {
    acknowledged: Option<Id>,
    unanswered: bool,
}

pub(super) fn check(history: &History, faults: &mut Vec<StoreFault>) {
    let mut acknowledged = Vec::new();
    let attempts = attempts(history, &mut acknowledged, faults);
    let logged = compare_log(history, &attempts, faults);
    let lost = acknowledged.into_iter().filter(|(key, _)| !logged.contains(key));
    faults.extend(lost.map(|(key, id)| StoreFault::Lost { key: key.clone(), id }));
}

fn attempts<'h>(
    history: &'h History,
    acknowledged: &mut Vec<(&'h Key, Id)>,
    faults: &mut Vec<StoreFault>,
) -> HashMap<&'h Key, Attempts> {
    let mut writes: HashMap<&Key, Attempts> = HashMap::new();
    for operation in &history.operations {
        let Operation::Publish { key, outcome } = operation else { continue };
        let write = writes.entry(key).or_default();
        match (*outcome, write.acknowledged) {
            (Outcome::Ok(id), None) => {
                write.acknowledged = Some(id);
                acknowledged.push((key, id));
            }
            (Outcome::Ok(second), Some(first)) if second != first => {
                faults.push(StoreFault::AnsweredTwice { key: key.clone(), first, second });
            }
            (Outcome::Info, _) => write.unanswered = true,
            (Outcome::Ok(_) | Outcome::Fail, _) => {}
        }
    }
    writes
}

fn compare_log<'h>(
    history: &'h History,
    attempts: &HashMap<&Key, Attempts>,
    faults: &mut Vec<StoreFault>,
) -> HashSet<&'h Key> {
    let mut logged = HashSet::new();
    for entry in &history.log {
        let Event::Update { id, key } = &entry.event else { continue };
        let (id, position) = (*id, entry.position);
        let again = !logged.insert(key);
        let attempts = attempts.get(key);
        let key = || key.clone();
        match attempts {
            None => faults.push(StoreFault::Unwritten { key: key(), id, position }),
            Some(_) if again => faults.push(StoreFault::Twice { key: key(), id, position }),
            Some(Attempts { acknowledged: None, unanswered: false }) => {
                faults.push(StoreFault::DoneThoughRefused { key: key(), id, position });
            }
            Some(Attempts { acknowledged: Some(acknowledged), .. }) if *acknowledged != id => {
                faults.push(StoreFault::WrongId { key: key(), acknowledged: *acknowledged, logged: id });
            }
            Some(_) => {}
        }
    }
    logged
}

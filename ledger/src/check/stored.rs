//! What the store lists is what the log says was written and not deleted, in the order of the log.
use std::collections::{HashMap, HashSet};

use crate::history::{Event, History, Id, Position};
use crate::violation::StoreFault;

/// What the log says of one id.
struct Logged {
    made: Position,
    deleted: Option<Position>,
}

pub(super) fn check(history: &History, faults: &mut Vec<StoreFault>) {
    let Some(stored) = &history.stored else { return };
    let logged = logged(history);
    let mut listed = HashSet::new();
    let mut last: Option<(Position, Id)> = None;
    for &id in stored {
        let Some(Logged { made, deleted }) = logged.get(&id) else {
            faults.push(StoreFault::Unlogged { id });
            continue;
        };
        if !listed.insert(id) {
            faults.push(StoreFault::ListedTwice { id });
            continue;
        }
        if let Some(position) = *deleted {
            faults.push(StoreFault::StillListed { id, position });
        }
        match last {
            Some((position, after)) if position > *made => {
                faults.push(StoreFault::ListedOutOfOrder { id, after });
            }
            _ => last = Some((*made, id)),
        }
    }
    for entry in &history.log {
        if let Event::Update { id, .. } = entry.event
            && logged.get(&id).is_some_and(|logged| logged.deleted.is_none())
            && listed.insert(id)
        {
            faults.push(StoreFault::Unlisted { id, position: entry.position });
        }
    }
}

fn logged(history: &History) -> HashMap<Id, Logged> {
    let mut logged: HashMap<Id, Logged> = HashMap::new();
    for entry in &history.log {
        match entry.event {
            Event::Update { id, .. } => {
                logged.entry(id).or_insert(Logged { made: entry.position, deleted: None });
            }
            Event::Delete { id } => {
                if let Some(of) = logged.get_mut(&id) {
                    of.deleted = Some(entry.position);
                }
            }
            Event::Silent => {}
        }
    }
    logged
}

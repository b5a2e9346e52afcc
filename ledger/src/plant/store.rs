//! Spoils what the store holds, or what its clients were told.
use super::dice::Dice;
use super::{Plant, Site};
use crate::history::{Audience, Entry, Event, History, Id, Key, Operation, Outcome};

pub(super) fn spoil(plant: Plant, history: &mut History, dice: &mut Dice) -> Option<Site> {
    match plant {
        Plant::Loss => Some(acknowledge_nothing(history, dice)),
        Plant::Duplicate => write_again(history, dice),
        Plant::Reorder => swap_entries(history, dice),
        Plant::Phantom if dice.below(2) == 0 => refuse_afterwards(history, dice),
        Plant::Phantom => Some(append(history, new_key(dice))),
        Plant::Unauthorised | Plant::Misrouted | Plant::Late => None,
    }
}

/// An id that the history does not know.
pub(super) fn new_id(history: &History) -> Id {
    let logged = history.log.iter().filter_map(|entry| entry.event.seen_as()).map(|(_, id)| id.0);
    let told = history.operations.iter().filter_map(|operation| match operation {
        Operation::Publish { outcome: Outcome::Ok(id), .. } | Operation::Delete { id, .. } => Some(id.0),
        Operation::Publish { .. } => None,
    });
    Id(logged.chain(told).max().unwrap_or(0).wrapping_add(1))
}

fn new_key(dice: &mut Dice) -> Key {
    format!("planted-{:016x}", dice.roll()).into()
}

fn acknowledge_nothing(history: &mut History, dice: &mut Dice) -> Site {
    let key = new_key(dice);
    let outcome = Outcome::Ok(new_id(history));
    history.operations.push(Operation::Publish { key: key.clone(), outcome });
    Site::Operation(key)
}

fn append(history: &mut History, key: Key) -> Site {
    let position = history.head().next();
    let event = Event::Update { id: new_id(history), key };
    let audience = Audience::Everyone;
    history.log.push(Entry { position, event, streams: Vec::new(), audience, unsettled: [].into() });
    Site::Entry(position)
}

fn write_again(history: &mut History, dice: &mut Dice) -> Option<Site> {
    let keys: Vec<&Key> = history
        .log
        .iter()
        .filter_map(|entry| match &entry.event {
            Event::Update { key, .. } => Some(key),
            Event::Delete { .. } | Event::Silent => None,
        })
        .collect();
    let key = dice.pick(&keys)?.clone();
    Some(append(history, key))
}

fn swap_entries(history: &mut History, dice: &mut Dice) -> Option<Site> {
    let last = history.log.len().checked_sub(1).filter(|last| *last > 0)?;
    let at = dice.below(last);
    history.log.swap(at, at + 1);
    Some(Site::Entry(history.log[at].position))
}

/// Says that a write was refused, which is there.
fn refuse_afterwards(history: &mut History, dice: &mut Dice) -> Option<Site> {
    let ok: Vec<&Key> = history
        .operations
        .iter()
        .filter_map(|operation| match operation {
            Operation::Publish { key, outcome: Outcome::Ok(_) } => Some(key),
            _ => None,
        })
        .collect();
    let chosen = dice.pick(&ok)?.clone();
    for operation in &mut history.operations {
        if let Operation::Publish { key, outcome } = operation
            && *key == chosen
        {
            *outcome = Outcome::Fail;
        }
    }
    Some(Site::Operation(chosen))
}

//! What people did, as the ledger wants it.
use std::sync::Arc;

use domain::ids::{AccountId, PostId};
use domain::realtime::{Event as Happened, Logged};
use ledger::{Id, Key, Operation, Outcome};
use uuid::Uuid;

use super::verdict::id;
use super::writer::Act;

pub(super) fn operations(acts: &[Act], moved: &[Arc<Logged>]) -> Vec<Operation> {
    let mut operations = Vec::new();
    for act in acts {
        match act {
            Act::Publish { key, outcome } => operations.push(publish(*key, *outcome)),
            Act::Boost { key, outcome } => boost(*key, *outcome, moved, &mut operations),
            Act::Delete { post, outcome } => {
                operations.push(Operation::Delete { id: id(*post), outcome: *outcome });
                // its boosts go with it
                let boosts = boosts(moved).filter(|boost| boost.post == *post && *outcome != Outcome::Fail);
                operations.extend(boosts.map(|boost| Operation::Delete { id: boost.id, outcome: *outcome }));
            }
            Act::Unboost { post, by, boost, outcome } => {
                let known = boost.filter(|_| *outcome == Outcome::Ok(()));
                operations.extend(known.map(|boost| Operation::Delete { id: id(boost), outcome: *outcome }));
                // or one whose making was never answered
                let any = boosts(moved).filter(|boost| boost.post == *post && boost.by == *by);
                operations
                    .extend(any.map(|boost| Operation::Delete { id: boost.id, outcome: Outcome::Info }));
            }
        }
    }
    operations
}

fn publish(key: Uuid, outcome: Outcome<Id>) -> Operation {
    Operation::Publish { key: Key::from(key.to_string()), outcome }
}

/// A boost that was there already is answered with the first one: an acknowledgement of that one, and this one was not made.
fn boost(key: Uuid, outcome: Outcome<Id>, moved: &[Arc<Logged>], operations: &mut Vec<Operation>) {
    let earlier = match outcome {
        Outcome::Ok(id) => boosts(moved).find(|boost| boost.id == id).filter(|boost| boost.key != key),
        Outcome::Fail | Outcome::Info => None,
    };
    match earlier {
        Some(earlier) => {
            operations.push(publish(earlier.key, outcome));
            operations.push(publish(key, Outcome::Fail));
        }
        None => operations.push(publish(key, outcome)),
    }
}

struct Made {
    id: Id,
    post: PostId,
    by: AccountId,
    key: Uuid,
}

fn boosts(moved: &[Arc<Logged>]) -> impl Iterator<Item = Made> {
    moved.iter().filter_map(|logged| match &logged.envelope.event {
        Happened::Boosted(boosted) => Some(Made {
            id: id(boosted.boost.id),
            post: boosted.post.id,
            by: boosted.boost.by.id,
            key: logged.envelope.correlation,
        }),
        _ => None,
    })
}

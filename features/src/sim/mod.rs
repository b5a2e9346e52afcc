//! A deterministic simulation of the machines that carry events: several servers, a store, a queue and people, one step at
//! a time, in an order and with faults that a seed repeats.
//!
//! What runs is the real relay, feed, hub, sessions and use cases over the reference store; what is simulated is the rest: time, the
//! broker, sockets, crashes at every await, servers that stand still, and people who come and go.
mod api_server;
mod clockwork;
mod deeds;
mod entropy;
mod fate;
mod feeding;
mod follows;
mod frames;
mod listener;
mod queue;
mod remembering;
mod store;
mod verdict;
mod weather;
mod wire;
mod world;
mod writer;
mod ws_server;

use ledger::{History, Id, Plant, Violation};
use serde::Serialize;
use thiserror::Error;

/// What came of one seed.
#[derive(Debug, Serialize)]
pub struct Outcome {
    /// What repeats it.
    pub seed: u64,
    /// What is wrong; nothing if every promise was kept.
    pub faults: Vec<Fault>,
    /// What happened.
    pub history: History,
    /// Steps that actors took.
    pub steps: u64,
}

/// A broken promise.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
pub enum Fault {
    /// What was promised of writes and deliveries.
    #[error(transparent)]
    Ledger(#[from] Violation),
    /// Everything recovers without help.
    #[error("not recovered: {0}")]
    Unwell(String),
    /// Whoever comes back goes on where they left off, for as long as the log reaches back.
    #[error("{listener} was refused to go on after position {position}, though the log begins after {floor}")]
    Refused {
        /// Who.
        listener: String,
        /// Where they left off.
        position: u64,
        /// The log's floor.
        floor: u64,
    },
    /// What was deleted is shown to nobody who comes afterwards.
    #[error("{listener} was shown {id} in session {session}, which began after {id} was deleted")]
    Deleted {
        /// To whom.
        listener: String,
        /// In which of their sessions, counted from 0.
        session: usize,
        /// What.
        id: Id,
    },
    /// The log tells every change of who follows whom.
    #[error("account {0} follows others than the log says")]
    Follows(String),
}

/// Lets the history of a seed happen and judges it. A planted fault must be found.
#[must_use]
pub fn run(seed: u64, plant: Option<Plant>) -> Outcome {
    let past = world::live(seed, plant);
    let history = verdict::history(&past);
    let mut faults: Vec<Fault> = ledger::check(&history).into_iter().map(Fault::from).collect();
    faults.extend(verdict::refusals(&past));
    faults.extend(verdict::shown_though_deleted(&past));
    faults.extend(verdict::follows_differ(&past).map(|account| Fault::Follows(account.to_string())));
    faults.extend(past.unwell.map(Fault::Unwell));
    Outcome { seed, faults, history, steps: past.steps }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_promise_is_kept_in_some_hundred_histories() {
        for seed in 0..300 {
            let faults = run(seed, None).faults;
            assert!(faults.is_empty(), "seed {seed}: {faults:?}");
        }
    }

    #[test]
    fn each_planted_fault_is_found() {
        for plant in [Plant::Loss, Plant::Duplicate, Plant::Reorder] {
            let found = (0..50).find(|seed| !run(*seed, Some(plant)).faults.is_empty());
            assert!(found.is_some(), "{plant}");
        }
    }

    #[test]
    fn a_seed_repeats_its_history() {
        for seed in 0..20 {
            let once = || serde_json::to_string(&run(seed, None)).unwrap();
            assert_eq!(once(), once(), "seed {seed}");
        }
    }
}

//! The checker: every rule in turn, each over the whole history.
mod deletes;
mod delivery;
mod index;
mod lane;
mod log;
mod stored;
mod writes;

pub(crate) use index::Index;

use crate::history::History;
use crate::violation::{StoreFault, Violation};

/// All that is wrong in this history: nothing, if every promise was kept.
///
/// It takes time in proportion to the history, and answers in the same order each time.
#[must_use]
pub fn check(history: &History) -> Vec<Violation> {
    let mut faults: Vec<StoreFault> = Vec::new();
    log::check(history, &mut faults);
    writes::check(history, &mut faults);
    deletes::check(history, &mut faults);
    stored::check(history, &mut faults);

    let mut found: Vec<Violation> = faults.into_iter().map(Violation::Store).collect();
    let index = Index::of(history);
    for listener in &history.listeners {
        delivery::check(&index, listener, &mut found);
    }
    found
}

//! Correct histories: what a server that keeps every promise could leave behind, made independently of the checker.
mod plan;
mod server;

use ledger::History;
use proptest::prelude::*;

/// Any correct history.
pub(crate) fn histories() -> impl Strategy<Value = History> {
    plan::plans().prop_map(|plan| server::run(&plan))
}

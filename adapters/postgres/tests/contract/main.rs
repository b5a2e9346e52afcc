//! PostgreSQL keeps the contract.
#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]
mod corrupt;
mod fresh;
mod outage;
mod places;

use fresh::two_handles_to_a_fresh_database;

contract::store!(two_handles_to_a_fresh_database());

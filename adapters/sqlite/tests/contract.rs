//! The contract on SQLite: two handles that share nothing but the file.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod folder;
mod places;

use adapter_sqlite::Sqlite;

async fn two_handles_to_a_fresh_file() -> (Sqlite, Sqlite) {
    let path = folder::fresh().join("rookery.sqlite");
    (Sqlite::open(&path).await.unwrap(), Sqlite::open(&path).await.unwrap())
}

contract::store!(two_handles_to_a_fresh_file());

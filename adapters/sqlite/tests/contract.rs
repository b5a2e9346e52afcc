//! The contract on SQLite: two handles that share nothing but the file.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod folder;
mod places;

use adapter_sqlite::Sqlite;
use sourcing::{Corrupt, EventStore, Position, ReadError};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, query};

async fn two_handles_to_a_fresh_file() -> (Sqlite, Sqlite) {
    let path = folder::fresh().join("rookery.sqlite");
    (Sqlite::open(&path).await.unwrap(), Sqlite::open(&path).await.unwrap())
}

contract::store!(two_handles_to_a_fresh_file());

#[tokio::test]
async fn an_event_that_was_changed_on_the_disk_names_its_position() {
    let path = folder::fresh().join("rookery.sqlite");
    let store = Sqlite::open(&path).await.unwrap();
    contract::event_store::Rehearsal::three_events(&store).await;
    let mut pen = SqliteConnectOptions::new().filename(&path).connect().await.unwrap();
    for (change, position) in [
        ("update sourced_events set payload = '{}' where position = 3", 3),
        ("delete from sourced_events where position = 2", 2),
        ("update sourced_events set at = at + 1 where position = 1", 1),
    ] {
        query(change).execute(&mut pen).await.unwrap();
        let read = EventStore::read(&store, Position::START, 10).await;
        assert!(
            matches!(read, Err(ReadError::Corrupt(Corrupt(at))) if at == Position::new(position)),
            "{read:?}"
        );
    }
}

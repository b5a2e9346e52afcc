//! What somebody changed in the database that must never change.
use std::str::FromStr;

use contract::event_store::Rehearsal;
use sourcing::{Corrupt, EventStore, Position, ReadError};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, query};

use crate::fresh::Database;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_was_changed_in_the_database_names_its_position() {
    let database = Database::fresh().await;
    let store = database.connect().await;
    Rehearsal::three_events(&store).await;
    let options = PgConnectOptions::from_str(&database.url()).expect("a URL");
    let mut pen = options.connect().await.expect("the test database answers");
    for (change, position) in [
        ("update sourced_events set payload = '{}' where position = 3", 3),
        ("delete from sourced_events where position = 2", 2),
        ("update sourced_events set at = at + interval '1 second' where position = 1", 1),
    ] {
        query(change).execute(&mut pen).await.expect("the test database answers");
        let read = EventStore::read(&store, Position::START, 10).await;
        let named = matches!(read, Err(ReadError::Corrupt(Corrupt(at))) if at == Position::new(position));
        assert!(named, "{read:?}");
    }
}

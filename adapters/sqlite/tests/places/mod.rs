//! Where in a file something is found: every table that there is is looked through, those of indexes too.
use std::path::Path;

use adapter_sqlite::Sqlite;
use contract::departures::{NAME, Rehearsal, WORD};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, SqliteConnection, query_as, query_scalar};

use crate::folder;

const COLUMNS: &str = "
select t.name, c.name from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table' order by 1, 2";

/// The columns that hold something, as text or among their bytes.
async fn places(path: &Path, needle: &str) -> Vec<String> {
    let mut connection = SqliteConnectOptions::new().filename(path).read_only(true).connect().await.unwrap();
    let columns: Vec<(String, String)> = query_as(COLUMNS).fetch_all(&mut connection).await.unwrap();
    assert!(columns.len() > 50, "{columns:?}");
    let mut places = Vec::new();
    for (table, column) in columns {
        if holds(&mut connection, &table, &column, needle).await {
            places.push(format!("{table}.{column}"));
        }
    }
    places
}

async fn holds(connection: &mut SqliteConnection, table: &str, column: &str, needle: &str) -> bool {
    let sql = format!(
        r#"select exists (select 1 from "{table}" where instr(lower("{column}"), ?1) > 0 or instr(hex("{column}"), hex(?1)) > 0)"#
    );
    query_scalar(AssertSqlSafe(sql)).bind(needle).fetch_one(connection).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_table_holds_a_word_of_whoever_left() {
    let path = folder::fresh().join("rookery.sqlite");
    let number = Rehearsal::to_its_end(&Sqlite::open(&path).await.unwrap()).await;
    assert_eq!(places(&path, WORD).await, [""; 0]);
    assert_eq!(places(&path, NAME).await, ["departures.folded"]);
    let mut numbered = places(&path, &number.to_string()).await;
    // what keeps its place in the log, and what was reported, says a number that is nobody's
    numbered.retain(|place| !place.starts_with("log") && !place.starts_with("reports."));
    assert_eq!(numbered, ["departures.account"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_word_is_found_wherever_it_is() {
    let path = folder::fresh().join("rookery.sqlite");
    Rehearsal::halfway(&Sqlite::open(&path).await.unwrap()).await;
    let found = places(&path, WORD).await;
    for place in ["accounts.note", "posts.text", "log.envelope", "log_topics.topic", "lists.title"] {
        assert!(found.contains(&place.to_owned()), "{place}: {found:?}");
    }
    for place in ["media.facts", "post_edits.facts", "post_words_data.block", "scheduled_posts.plan"] {
        assert!(found.contains(&place.to_owned()), "{place}: {found:?}");
    }
}

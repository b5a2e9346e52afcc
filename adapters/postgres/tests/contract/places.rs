//! Where in a database something is found: every table that there is is looked through.
use std::str::FromStr;

use contract::departures::{NAME, Rehearsal, WORD};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection, query_as, query_scalar};

use crate::fresh::Database;

const COLUMNS: &str = "
select table_name::text, column_name::text from information_schema.columns
where table_schema = 'public' order by 1, 2";

/// The columns that hold something.
async fn places(database: &Database, needle: &str) -> Vec<String> {
    let options = PgConnectOptions::from_str(&database.url()).expect("the test database answers");
    let mut connection = options.connect().await.expect("the test database answers");
    let columns: Vec<(String, String)> =
        query_as(COLUMNS).fetch_all(&mut connection).await.expect("the test database answers");
    assert!(columns.len() > 50, "{columns:?}");
    let mut places = Vec::new();
    for (table, column) in columns {
        if holds(&mut connection, &table, &column, needle).await {
            places.push(format!("{table}.{column}"));
        }
    }
    places
}

async fn holds(connection: &mut PgConnection, table: &str, column: &str, needle: &str) -> bool {
    let sql = format!(
        r#"select exists (select from "{table}" t where position($1 in lower(t."{column}"::text)) > 0
        or position(encode(convert_to($1, 'utf8'), 'hex') in t."{column}"::text) > 0)"#
    );
    query_scalar(AssertSqlSafe(sql))
        .bind(needle)
        .fetch_one(connection)
        .await
        .expect("the test database answers")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_table_holds_a_word_of_whoever_left() {
    let database = Database::fresh().await;
    let number = Rehearsal::to_its_end(&database.connect().await).await;
    assert_eq!(places(&database, WORD).await, [""; 0]);
    assert_eq!(places(&database, NAME).await, ["departures.folded"]);
    let mut numbered = places(&database, &number.to_string()).await;
    // what keeps its place in the log, and what was reported, says a number that is nobody's
    numbered.retain(|place| !place.starts_with("log") && !place.starts_with("reports."));
    assert_eq!(numbered, ["departures.account"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_word_is_found_wherever_it_is() {
    let database = Database::fresh().await;
    Rehearsal::halfway(&database.connect().await).await;
    let found = places(&database, WORD).await;
    for place in ["accounts.note", "posts.text", "log.envelope", "log_topics.topic", "lists.title"] {
        assert!(found.contains(&place.to_owned()), "{place}: {found:?}");
    }
    for place in ["media.facts", "post_edits.facts", "post_words.words", "scheduled_posts.plan"] {
        assert!(found.contains(&place.to_owned()), "{place}: {found:?}");
    }
}

//! Connections, each kind for its purpose.
use std::time::Duration;

use sqlx::pool::PoolOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, PgPool, Row, raw_sql};
use tracing::log::LevelFilter;

/// How long to wait for a connection.
const PATIENCE: Duration = Duration::from_secs(2);
/// A connection that was idle for longer is tried before it is used.
const FRESH: Duration = Duration::from_secs(1);

/// For requests.
pub(crate) fn requests(options: &PgConnectOptions, size: u32) -> PgPool {
    pool(size).connect_lazy_with(bounded(options))
}

/// For the relay and the readers of the log.
pub(crate) fn background(options: &PgConnectOptions) -> PgPool {
    pool(4).connect_lazy_with(bounded(options))
}

/// For the one who hears the bell: it waits for ever, and says so.
pub(crate) fn listening(options: &PgConnectOptions) -> PgPool {
    let patient = PoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
    patient.acquire_timeout(PATIENCE).connect_lazy_with(quiet(options))
}

/// For the writer, who makes its one connection itself.
pub(crate) fn writing(options: &PgConnectOptions) -> PgConnectOptions {
    bounded(options)
}

/// Whatever happens, the server ends what takes too long: a client that goes away can't. Statements are planned once per
/// connection, and never as a scan of a whole table: on the empty database of the first day that looks cheap, and the plan stays.
/// Nor by several workers: a page has few rows, and to start workers takes longer than to read them.
/// A server that stands still within a transaction holds the clock, and nobody can write: so not for long.
fn bounded(options: &PgConnectOptions) -> PgConnectOptions {
    quiet(options).options([
        ("statement_timeout", "2s"),
        ("lock_timeout", "1s"),
        ("idle_in_transaction_session_timeout", "3s"),
        ("tcp_user_timeout", "10s"),
        ("synchronous_commit", "on"),
        ("jit", "off"),
        ("plan_cache_mode", "force_generic_plan"),
        ("enable_seqscan", "off"),
        ("max_parallel_workers_per_gather", "0"),
    ])
}

fn quiet(options: &PgConnectOptions) -> PgConnectOptions {
    use sqlx::ConnectOptions;
    options.clone().log_statements(LevelFilter::Trace)
}

/// A cancelled `begin` may leave a connection inside a transaction. Nobody here begins one on a pool; should it happen all
/// the same, the connection is not given to anybody else.
fn pool(size: u32) -> PoolOptions<sqlx::Postgres> {
    let pool = PoolOptions::new().max_connections(size).acquire_timeout(PATIENCE).test_before_acquire(false);
    let pool = pool.before_acquire(|connection: &mut PgConnection, used| {
        Box::pin(async move { Ok(used.idle_for < FRESH || connection.ping().await.is_ok()) })
    });
    pool.after_release(|connection, _| Box::pin(is_outside_of_transactions(connection)))
}

/// `now()` stands still inside a transaction; as a plain query, because the parts of a prepared one have each their own time.
/// A `rollback` would do as well, and warn in the server's log at each release.
async fn is_outside_of_transactions(connection: &mut PgConnection) -> sqlx::Result<bool> {
    raw_sql("select now() = statement_timestamp()").fetch_one(connection).await?.try_get(0)
}

#[cfg(all(test, feature = "infra"))]
#[expect(clippy::expect_used, reason = "a test that cannot go on has failed")]
mod tests {
    use std::str::FromStr;
    use std::time::Duration;

    use sqlx::pool::PoolOptions;
    use sqlx::postgres::PgConnectOptions;
    use sqlx::{PgPool, Postgres, query_scalar};

    use super::{background, bounded, is_outside_of_transactions, pool, requests, writing};

    fn server() -> PgConnectOptions {
        let url =
            std::env::var("ROOKERY_TEST_DATABASE_URL").expect("ROOKERY_TEST_DATABASE_URL names a PostgreSQL");
        PgConnectOptions::from_str(&url).expect("it is a URL")
    }

    /// Enough of them to meet the moment on a slow machine too; how long each one takes grows for as long as it is not met.
    const ROUNDS: u64 = 20_000;

    /// Begins and goes away at once, again and again, until the next one finds itself inside of a transaction.
    async fn rounds_until_poisoned(options: PoolOptions<Postgres>, rounds: u64) -> Option<u64> {
        let pool: PgPool = options.connect_lazy_with(bounded(&server()));
        for round in 1..=rounds {
            drop(pool.acquire().await.expect("a connection"));
            tokio::select! {
                biased;
                _ = pool.begin() => {}
                () = polled(round % 7, Duration::from_micros(round * 37 % 400 * (1 + round / 2_000))) => {}
            }
            let mut next = pool.acquire().await.expect("a connection");
            if !is_outside_of_transactions(&mut next).await.expect("an answer") {
                return Some(round);
            }
        }
        None
    }

    /// Ready after so many polls, with time for an answer between them.
    async fn polled(times: u64, pause: Duration) {
        for _ in 0..times {
            std::thread::sleep(pause);
            tokio::task::yield_now().await;
        }
    }

    /// What keeps pages quick on every day; without it a plan is a whole table's scan, several workers, or made anew each time.
    #[tokio::test]
    async fn pages_are_planned_for_few_rows_out_of_many() {
        let writer = PgPool::connect_lazy_with(writing(&server()));
        for pool in [requests(&server(), 1), background(&server()), writer] {
            for (name, wanted) in [
                ("max_parallel_workers_per_gather", "0"),
                ("jit", "off"),
                ("enable_seqscan", "off"),
                ("plan_cache_mode", "force_generic_plan"),
                ("statement_timeout", "2s"),
                ("lock_timeout", "1s"),
                ("idle_in_transaction_session_timeout", "3s"),
                ("synchronous_commit", "on"),
            ] {
                let set = query_scalar("select current_setting($1)").bind(name).fetch_one(&pool).await;
                let set: String = set.expect("an answer");
                assert_eq!(set, wanted, "{name}");
            }
        }
    }

    #[tokio::test]
    async fn a_cancelled_begin_never_poisons_the_pool() {
        let trap = PoolOptions::new().max_connections(1).test_before_acquire(false);
        let sprung = rounds_until_poisoned(trap, ROUNDS).await;
        let sprung = sprung.expect("the trap that the hook is for is still there");
        assert_eq!(rounds_until_poisoned(pool(1), ROUNDS.min(sprung * 10)).await, None);
    }
}

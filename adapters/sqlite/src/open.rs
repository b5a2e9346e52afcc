//! Opening: the file is made, brought up to date, and its one writer started.
use std::error::Error;
use std::io;
use std::path::Path;
use std::time::Duration;

use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor, SqliteConnection, SqlitePool, query_scalar, raw_sql,
};
use thiserror::Error;
use tokio::time::{Instant, sleep};
use tracing::log::LevelFilter;

use crate::bell::Bell;
use crate::events::Growth;
use crate::failure::{PORT, is_busy};
use crate::pen::Pen;
use crate::{Sqlite, writer};

/// What the tables were made by and changed by since, in order; the file remembers how many it has seen.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_accounts_posts_log.sql"),
    include_str!("../migrations/0002_oauth.sql"),
    include_str!("../migrations/0003_relations.sql"),
    include_str!("../migrations/0004_media.sql"),
    include_str!("../migrations/0005_duties.sql"),
    include_str!("../migrations/0006_collections.sql"),
    include_str!("../migrations/0007_people.sql"),
    include_str!("../migrations/0014_polls.sql"),
    include_str!("../migrations/0015_notifications.sql"),
    include_str!("../migrations/0016_search.sql"),
    include_str!("../migrations/0024_edits.sql"),
    include_str!("../migrations/0025_scheduled_posts.sql"),
    include_str!("../migrations/0026_lists.sql"),
    include_str!("../migrations/0036_filters.sql"),
    include_str!("../migrations/0037_follow_requests.sql"),
    include_str!("../migrations/0038_departures.sql"),
    include_str!("../migrations/0040_conversations.sql"),
    include_str!("../migrations/0043_guests.sql"),
    include_str!("../migrations/0039_portraits.sql"),
    include_str!("../migrations/0047_wishes.sql"),
    include_str!("../migrations/0050_channels.sql"),
    include_str!("../migrations/0051_rounds.sql"),
    include_str!("../migrations/0060_announcements.sql"),
    include_str!("../migrations/0070_sourced_events.sql"),
    include_str!("../migrations/0071_sourced_claims.sql"),
    include_str!("../migrations/0061_handovers.sql"),
    include_str!("../migrations/0072_letters_once.sql"),
    include_str!("../migrations/0074_sourced_keys.sql"),
];
/// How long others may hold the file.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between two attempts to open a file that others open as well.
const PAUSE: Duration = Duration::from_millis(20);
/// Readers at once.
const READERS: u32 = 4;

/// Why the store can't be used.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The folder that the file is to be in is not there and can't be made.
    #[error("the data folder can't be made")]
    Folder(#[source] io::Error),
    /// The file can't be read and written, or is no database.
    #[error("the database file can't be opened")]
    File(#[source] Box<dyn Error + Send + Sync>),
    /// Its tables could not be brought up to date.
    #[error("the database can't be brought up to date")]
    Migration(#[source] Box<dyn Error + Send + Sync>),
}

impl Sqlite {
    /// Opens the file, which is made if it is not there, brings its tables up to date and starts the writer.
    ///
    /// What was answered is on the disk: each commit waits for it, so neither `kill -9` nor a power cut takes it back.
    /// Others may have the same file open, in this process or another, and write too.
    pub async fn open(path: &Path) -> Result<Self, OpenError> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        folder.map_or(Ok(()), std::fs::create_dir_all).map_err(OpenError::Folder)?;
        let options = options(path);
        bring_up_to_date(path, &options).await?;
        let (writes, waits) = service::writes::queue(PORT);
        let (pen, bell) = (Pen::new(&options), Bell::default());
        writer::start(pen.clone(), waits, bell.clone());
        Ok(Self { readers: readers(options), writes, pen, bell, growth: Growth::default() })
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let options = options.synchronous(SqliteSynchronous::Full).busy_timeout(PATIENCE);
    // 16 MiB of pages each; what a burst leaves beside the file is cut down to 64 MiB
    let options = options.pragma("cache_size", "-16384").pragma("journal_size_limit", "67108864");
    options.pragma("temp_store", "memory").log_statements(LevelFilter::Trace)
}

fn readers(options: SqliteConnectOptions) -> SqlitePool {
    let patient = PoolOptions::new().max_connections(READERS).acquire_timeout(PATIENCE);
    let pool = patient.max_lifetime(None).idle_timeout(None).test_before_acquire(false);
    pool.connect_lazy_with(options.pragma("query_only", "on"))
}

async fn bring_up_to_date(path: &Path, options: &SqliteConnectOptions) -> Result<(), OpenError> {
    let mut connection = first(path, options).await.map_err(OpenError::File)?;
    migrate(&mut connection).await.map_err(|error| OpenError::Migration(error.into()))?;
    // what matters is done
    let _ = connection.close().await;
    Ok(())
}

/// The first connection to a new file changes how it is written for good: readers and a writer then do not wait for each other.
/// Of several that want to at once, all but one are sent away for a moment.
async fn first(
    path: &Path,
    options: &SqliteConnectOptions,
) -> Result<SqliteConnection, Box<dyn Error + Send + Sync>> {
    let is_new = !path.exists();
    let mut connection = options.connect().await?;
    if is_new {
        keep_private(path)?;
    }
    let end = Instant::now() + PATIENCE;
    loop {
        match connection.execute(raw_sql("pragma journal_mode = wal")).await {
            Ok(_) => return Ok(connection),
            Err(error) if is_busy(&error) && Instant::now() < end => sleep(PAUSE).await,
            Err(error) => return Err(error.into()),
        }
    }
}

/// There are passwords' hashes and signing keys in it. The files that SQLite makes beside it take after it.
#[cfg(unix)]
fn keep_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn keep_private(_: &Path) -> io::Result<()> {
    Ok(())
}

/// One at a time: whoever comes second finds nothing left to do. A program of yesterday may open a file of today, which has
/// seen more than it knows.
async fn migrate(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    if seen(connection).await? >= MIGRATIONS.len() {
        return Ok(());
    }
    connection.execute(raw_sql("begin immediate")).await?;
    let seen = seen(connection).await?;
    for migration in MIGRATIONS.iter().skip(seen) {
        connection.execute(raw_sql(*migration)).await?;
    }
    let seen = format!("pragma user_version = {}; commit", seen.max(MIGRATIONS.len()));
    connection.execute(raw_sql(AssertSqlSafe(seen))).await?;
    Ok(())
}

async fn seen(connection: &mut SqliteConnection) -> sqlx::Result<usize> {
    let seen: i64 = query_scalar("pragma user_version").fetch_one(connection).await?;
    Ok(usize::try_from(seen).unwrap_or_default())
}

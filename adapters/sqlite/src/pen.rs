//! The one pen: whoever holds it writes, all others of this process wait in line.
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Executor, SqliteConnection, raw_sql};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::{Instant, sleep};

use crate::failure::is_busy;

/// How long other processes may write.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between two attempts. SQLite itself would look ever more rarely, and never find the moment between two writes of a busy
/// process.
const PAUSE: Duration = Duration::from_millis(1);

/// A handle to the pen.
#[derive(Debug, Clone)]
pub(crate) struct Pen(Arc<Desk>);

#[derive(Debug)]
struct Desk {
    options: SqliteConnectOptions,
    /// Taken out while it is used: one that failed, or was given up in the middle, is never used again.
    connection: Arc<Mutex<Option<SqliteConnection>>>,
}

/// A transaction that nobody else writes in. Dropped before it is committed, it leaves no trace.
pub(crate) struct Stroke {
    connection: SqliteConnection,
    place: OwnedMutexGuard<Option<SqliteConnection>>,
}

impl Pen {
    pub(crate) fn new(options: &SqliteConnectOptions) -> Self {
        let options = options.clone().busy_timeout(Duration::ZERO);
        Self(Arc::new(Desk { options, connection: Arc::new(Mutex::new(None)) }))
    }

    /// Begins a transaction, once nobody else writes.
    pub(crate) async fn begin(&self) -> sqlx::Result<Stroke> {
        let mut place = self.0.connection.clone().lock_owned().await;
        let end = Instant::now() + PATIENCE;
        loop {
            match self.0.try_begin(&mut place).await {
                Ok(connection) => return Ok(Stroke { connection, place }),
                Err(error) if is_busy(&error) && Instant::now() < end => sleep(PAUSE).await,
                Err(error) => return Err(error),
            }
        }
    }
}

impl Desk {
    async fn try_begin(&self, place: &mut Option<SqliteConnection>) -> sqlx::Result<SqliteConnection> {
        let mut connection = match place.take() {
            Some(connection) => connection,
            None => self.options.connect().await?,
        };
        match connection.execute(raw_sql("begin immediate")).await {
            Ok(_) => Ok(connection),
            Err(error) => {
                *place = Some(connection).filter(|_| is_busy(&error));
                Err(error)
            }
        }
    }
}

impl Stroke {
    /// Commits: when this returns, the disk has it.
    pub(crate) async fn commit(mut self) -> sqlx::Result<()> {
        self.connection.execute(raw_sql("commit")).await?;
        *self.place = Some(self.connection);
        Ok(())
    }
}

impl Deref for Stroke {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for Stroke {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

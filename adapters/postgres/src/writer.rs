//! The one writer of this server: waiting saves share a transaction, and the clock's row keeps all servers' in order.
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use domain::ids::Snowflake;
use domain::realtime::Envelope;
use domain::{Draft, Numbered, Recorded};
use futures_core::future::BoxFuture;
use service::PortError;
use service::writes::{Batch, Held, Publication, Transaction, Waits, number};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, PgConnection, Row, query_scalar, raw_sql};
use tokio::time::{Instant, sleep, timeout};

use crate::bell::Bell;
use crate::{Postgres, outbox, posts};

/// How long a database that is away is waited for: one that starts anew is back by then.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(50);
/// How long anything on the connection may take. The server ends statements sooner; this is for one that stands still.
const STANDSTILL: Duration = Duration::from_secs(4);

/// Starts the writer. It ends when nobody can ask it any more.
pub(crate) fn start(options: PgConnectOptions, mut waits: Waits<Tx>, bell: Bell) {
    let mut writer = Writer { options, connection: None };
    tokio::spawn(async move {
        while let Some(batch) = waits.next().await {
            match writer.save(batch).await {
                Ok(held) => {
                    held.release();
                    bell.ring();
                }
                Err(error) => tracing::warn!(%error, "a batch of changes was not saved"),
            }
        }
    });
}

struct Writer {
    options: PgConnectOptions,
    /// Taken out while it is used: one that failed, or whose fate is unknown, is never used again.
    connection: Option<PgConnection>,
}

impl Writer {
    async fn save(&mut self, batch: Batch<Tx>) -> sqlx::Result<Held> {
        let count = batch.ids();
        let (connection, last) = self.begin(count).await?;
        let mut tx = Tx { connection, ids: Ids::through(last, count), told: vec![] };
        let held = timeout(STANDSTILL, save(&mut tx, batch)).await.map_err(|_| stands_still())??;
        self.connection = Some(tx.connection);
        Ok(held)
    }

    /// Begins a transaction that holds the clock, and gives the last of so many new ids. Nothing was said to anybody before,
    /// so this may be tried again and again.
    async fn begin(&mut self, count: usize) -> sqlx::Result<(PgConnection, i64)> {
        let end = Instant::now() + PATIENCE;
        loop {
            match timeout(PATIENCE, self.try_begin(count)).await.unwrap_or_else(|_| Err(stands_still())) {
                Err(_) if Instant::now() + PAUSE < end => sleep(PAUSE).await,
                outcome => return outcome,
            }
        }
    }

    async fn try_begin(&mut self, count: usize) -> sqlx::Result<(PgConnection, i64)> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.options.connect().await?,
        };
        // the sequence of a millisecond begins at its first id
        let clock = format!(
            "begin; update id_clock set last = greatest(
                last + {count}, (floor(extract(epoch from clock_timestamp()) * 1000)::bigint << 16) + {count} - 1
            ) returning last"
        );
        let last = connection.fetch_one(raw_sql(AssertSqlSafe(clock))).await?.try_get(0)?;
        Ok((connection, last))
    }
}

fn stands_still() -> sqlx::Error {
    sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())
}

/// The transaction that a batch shares. It holds the clock: nobody else writes meanwhile, so ids become visible in order.
#[derive(Debug)]
pub(crate) struct Tx {
    connection: PgConnection,
    ids: Ids,
    told: Vec<Envelope>,
}

impl Transaction for Tx {
    type Error = sqlx::Error;
}

impl Tx {
    /// The next public id.
    pub(crate) async fn next_id(&mut self) -> sqlx::Result<Snowflake> {
        if self.ids.left == 0 {
            self.ids = Ids::through(further(&mut self.connection).await?, FURTHER);
        }
        Ok(self.ids.next())
    }

    /// Gives a draft its id.
    pub(crate) async fn complete<T: Numbered>(&mut self, draft: Draft<T>) -> sqlx::Result<Recorded<T>> {
        Ok(draft.with_id(self.next_id().await?.into()))
    }

    /// Puts events into the outbox, when the batch is saved.
    pub(crate) fn tell(&mut self, events: &[Envelope]) {
        self.told.extend_from_slice(events);
    }
}

impl Deref for Tx {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.connection
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.connection
    }
}

/// Ids that were taken from the clock and not given yet.
#[derive(Debug)]
struct Ids {
    last: i64,
    left: i64,
}

impl Ids {
    fn through(last: i64, count: usize) -> Self {
        Self { last, left: i64::try_from(count).unwrap_or_default() }
    }

    fn next(&mut self) -> Snowflake {
        self.left -= 1;
        Snowflake::stored(self.last - self.left)
    }
}

/// How many ids are taken at once by a batch that needs more than it asked for.
const FURTHER: usize = 64;

async fn further(connection: &mut PgConnection) -> sqlx::Result<i64> {
    query_scalar("update id_clock set last = last + $1 returning last")
        .bind(i64::try_from(FURTHER).unwrap_or_default())
        .fetch_one(connection)
        .await
}

/// Saves a batch and commits it: rows first, then what is told of them.
async fn save(tx: &mut Tx, batch: Batch<Tx>) -> sqlx::Result<Held> {
    let (publications, changes) = batch.begin();
    let mut held = Held::default();
    if !publications.is_empty() {
        publish(tx, publications, &mut held).await?;
    }
    for change in changes {
        change.save(tx, &mut held).await?;
    }
    if !tx.told.is_empty() {
        outbox::append(&mut tx.connection, &tx.told).await?;
    }
    tx.connection.execute(raw_sql("commit")).await?;
    Ok(held)
}

async fn publish(tx: &mut Tx, publications: Vec<Publication>, held: &mut Held) -> sqlx::Result<()> {
    let keys: Vec<_> = publications.iter().filter_map(|publication| publication.key.clone()).collect();
    let known = posts::made_with(tx, &keys).await?;
    // as many ids were taken as changes wait
    let new = number(publications, known, || tx.ids.next(), held);
    posts::insert(tx, &new).await?;
    tx.told.extend(new.into_iter().flat_map(|new| new.post.events().to_vec()));
    Ok(())
}

impl Postgres {
    /// Has a change saved in the transaction that it shares with all others that wait.
    ///
    /// What must not be saved leaves no trace and is an answer: an error takes down the changes of others.
    pub(crate) async fn write<F, R>(&self, change: F) -> Result<R, PortError>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, sqlx::Result<R>> + Send + 'static,
        R: Send + 'static,
    {
        self.writes.change(change).await
    }
}

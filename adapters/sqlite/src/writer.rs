//! The writer: changes that wait share a transaction.
use std::ops::{Deref, DerefMut};

use domain::ids::Snowflake;
use domain::realtime::Envelope;
use domain::{Draft, Numbered, Recorded};
use futures_core::future::BoxFuture;
use service::PortError;
use service::writes::{Batch, Held, Publication, Transaction, Waits, number};
use sqlx::{SqliteConnection, query_scalar};

use crate::bell::Bell;
use crate::pen::{Pen, Stroke};
use crate::{Sqlite, outbox, posts};

/// Takes `?1` ids, by the clock of the database, and gives the last of them. A millisecond's begin with its first one, and a
/// clock that jumps back repeats none.
const CLOCK: &str = "
update id_clock set last = max(
    last + ?1, (cast(round(unixepoch('subsec') * 1000) as integer) << 16) + ?1 - 1
) returning last";

/// Starts the writer. It ends when nobody can ask it any more.
pub(crate) fn start(pen: Pen, mut waits: Waits<Tx>, bell: Bell) {
    tokio::spawn(async move {
        while let Some(batch) = waits.next().await {
            match save(&pen, batch).await {
                Ok(held) => {
                    held.release();
                    bell.ring();
                }
                Err(error) => tracing::warn!(%error, "a batch of changes was not saved"),
            }
        }
    });
}

/// The transaction that a batch shares. Nobody else writes meanwhile, so ids become visible in order.
pub(crate) struct Tx {
    stroke: Stroke,
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
            self.ids = Ids::take(&mut self.stroke, FURTHER).await?;
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
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.stroke
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.stroke
    }
}

/// Ids that were taken from the clock and not given yet.
struct Ids {
    last: i64,
    left: i64,
}

/// How many ids are taken at once by a batch that needs more than it asked for.
const FURTHER: usize = 64;

impl Ids {
    async fn take(connection: &mut SqliteConnection, count: usize) -> sqlx::Result<Self> {
        let left = i64::try_from(count).unwrap_or_default();
        let last = query_scalar(CLOCK).bind(left).fetch_one(connection).await?;
        Ok(Self { last, left })
    }

    fn next(&mut self) -> Snowflake {
        self.left -= 1;
        Snowflake::stored(self.last - self.left)
    }
}

/// Saves a batch and commits it: rows first, then what is told of them.
async fn save(pen: &Pen, batch: Batch<Tx>) -> sqlx::Result<Held> {
    let mut stroke = pen.begin().await?;
    let ids = Ids::take(&mut stroke, batch.ids()).await?;
    let mut tx = Tx { stroke, ids, told: vec![] };
    let (publications, changes) = batch.begin();
    let mut held = Held::default();
    if !publications.is_empty() {
        publish(&mut tx, publications, &mut held).await?;
    }
    for change in changes {
        change.save(&mut tx, &mut held).await?;
    }
    if !tx.told.is_empty() {
        outbox::append(&mut tx.stroke, &tx.told).await?;
    }
    tx.stroke.commit().await?;
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

impl Sqlite {
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

//! The one writer of this server: waiting saves share a transaction, and the clock's row keeps all servers' in order.
use std::time::Duration;

use domain::ids::Snowflake;
use domain::realtime::Envelope;
use domain::{Draft, Numbered, Recorded};
use service::identity::Registration;
use service::posts::Saved;
use service::writes::{Batch, Held, Publication, Waits, Write, number};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, PgConnection, Row, raw_sql};
use tokio::time::{Instant, sleep, timeout};

use crate::bell::Bell;
use crate::{accounts, follows, outbox, posts};

/// How long a database that is away is waited for: one that starts anew is back by then.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(50);
/// How long anything on the connection may take. The server ends statements sooner; this is for one that stands still.
const STANDSTILL: Duration = Duration::from_secs(4);

/// Starts the writer. It ends when nobody can ask it any more.
pub(crate) fn start(options: PgConnectOptions, mut waits: Waits, bell: Bell) {
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
    async fn save(&mut self, batch: Batch) -> sqlx::Result<Held> {
        let count = batch.ids();
        let (mut connection, last) = self.begin(count).await?;
        let ids = Ids::through(last, count);
        let saving = timeout(STANDSTILL, save(&mut connection, batch, ids));
        let held = saving.await.map_err(|_| stands_still())??;
        self.connection = Some(connection);
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

/// The ids that a batch may give.
struct Ids(i64);

impl Ids {
    fn through(last: i64, count: usize) -> Self {
        Self(last - i64::try_from(count).unwrap_or_default())
    }

    fn next(&mut self) -> Snowflake {
        self.0 += 1;
        Snowflake::stored(self.0)
    }

    fn complete<T: Numbered>(&mut self, draft: Draft<T>) -> Recorded<T> {
        draft.with_id(self.next().into())
    }
}

/// Saves a batch and commits it: rows first, then what is told of them.
async fn save(connection: &mut PgConnection, batch: Batch, mut ids: Ids) -> sqlx::Result<Held> {
    let (publications, others) = batch.begin();
    let mut told = Vec::new();
    let mut held = Held::default();
    if !publications.is_empty() {
        publish(connection, publications, &mut ids, &mut told, &mut held).await?;
    }
    for write in others {
        change(connection, write, &mut ids, &mut told, &mut held).await?;
    }
    if !told.is_empty() {
        outbox::append(connection, &told).await?;
    }
    connection.execute(raw_sql("commit")).await?;
    Ok(held)
}

async fn publish(
    connection: &mut PgConnection,
    publications: Vec<Publication>,
    ids: &mut Ids,
    told: &mut Vec<Envelope>,
    held: &mut Held,
) -> sqlx::Result<()> {
    let keys: Vec<_> = publications.iter().filter_map(|publication| publication.key.clone()).collect();
    let known = posts::made_with(connection, &keys).await?;
    let new = number(publications, known, || ids.next(), held);
    posts::insert(connection, &new).await?;
    told.extend(new.into_iter().flat_map(|new| new.post.events().to_vec()));
    Ok(())
}

/// Saves one change. What must not be saved leaves no trace and fails nobody else.
async fn change(
    connection: &mut PgConnection,
    write: Write,
    ids: &mut Ids,
    told: &mut Vec<Envelope>,
    held: &mut Held,
) -> sqlx::Result<()> {
    let mut tell = |events: &[Envelope], is_new: bool| told.extend(events.iter().filter(|_| is_new).cloned());
    match write {
        Write::Publish(publication) => publish(connection, vec![publication], ids, told, held).await?,
        Write::Register(draft, credentials, answer) => {
            let account = ids.complete(draft);
            let registration = accounts::insert(connection, &account, &credentials).await?;
            tell(account.events(), matches!(registration, Registration::New(_)));
            answer.hold(held, registration);
        }
        Write::Delete(removal, answer) => {
            let deleted = posts::delete(connection, removal).await?;
            answer.hold(held, deleted.is_some());
            if let Some(deleted) = deleted {
                tell(deleted.events(), true);
            }
        }
        Write::Boost(draft, answer) => {
            let boost = ids.complete(draft);
            let saved = posts::save_boost(connection, &boost).await?;
            tell(boost.events(), matches!(saved, Saved::New(_)));
            answer.hold(held, saved);
        }
        Write::Unboost(boost, answer) => {
            let was_there = posts::undo_boost(connection, &boost).await?;
            tell(boost.events(), was_there);
            answer.hold(held, was_there);
        }
        Write::Favourite(draft, answer) => {
            let favourite = ids.complete(draft);
            let saved = posts::save_favourite(connection, &favourite).await?;
            tell(favourite.events(), matches!(saved, Saved::New(_)));
            answer.hold(held, saved);
        }
        Write::Unfavourite(favourite, answer) => {
            let was_there = posts::undo_favourite(connection, &favourite).await?;
            tell(favourite.events(), was_there);
            answer.hold(held, was_there);
        }
        Write::Follow(draft, answer) => {
            let follow = ids.complete(draft);
            let saved = follows::save(connection, &follow).await?;
            tell(follow.events(), matches!(saved, Saved::New(_)));
            answer.hold(held, saved);
        }
        Write::Unfollow(follow, answer) => {
            let was_there = follows::end(connection, &follow).await?;
            tell(follow.events(), was_there);
            answer.hold(held, was_there);
        }
    }
    Ok(())
}

//! The writer: changes that wait share a transaction.
use domain::ids::Snowflake;
use domain::realtime::Envelope;
use domain::{Draft, Numbered, Recorded};
use service::identity::Registration;
use service::posts::Saved;
use service::writes::{Batch, Held, Publication, Waits, Write, number};
use sqlx::{SqliteConnection, query_scalar};

use crate::bell::Bell;
use crate::pen::Pen;
use crate::{accounts, follows, outbox, posts};

/// Takes `?1` ids, by the clock of the database, and gives the last of them. A millisecond's begin with its first one, and a
/// clock that jumps back repeats none.
const CLOCK: &str = "
update id_clock set last = max(
    last + ?1, (cast(round(unixepoch('subsec') * 1000) as integer) << 16) + ?1 - 1
) returning last";

/// Starts the writer. It ends when nobody can ask it any more.
pub(crate) fn start(pen: Pen, mut waits: Waits, bell: Bell) {
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

/// The ids that a batch may give.
struct Ids(i64);

impl Ids {
    async fn take(connection: &mut SqliteConnection, count: usize) -> sqlx::Result<Self> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let last: i64 = query_scalar(CLOCK).bind(count).fetch_one(connection).await?;
        Ok(Self(last - count))
    }

    fn next(&mut self) -> Snowflake {
        self.0 += 1;
        Snowflake::stored(self.0)
    }

    fn complete<T: Numbered>(&mut self, draft: Draft<T>) -> Recorded<T> {
        draft.with_id(self.next().into())
    }
}

/// Saves a batch and commits it: rows first, then what is told of them. Nobody else writes meanwhile, so ids become visible in
/// order.
async fn save(pen: &Pen, batch: Batch) -> sqlx::Result<Held> {
    let mut stroke = pen.begin().await?;
    let mut ids = Ids::take(&mut stroke, batch.ids()).await?;
    let (publications, others) = batch.begin();
    let mut told = Vec::new();
    let mut held = Held::default();
    if !publications.is_empty() {
        publish(&mut stroke, publications, &mut ids, &mut told, &mut held).await?;
    }
    for write in others {
        change(&mut stroke, write, &mut ids, &mut told, &mut held).await?;
    }
    if !told.is_empty() {
        outbox::append(&mut stroke, &told).await?;
    }
    stroke.commit().await?;
    Ok(held)
}

async fn publish(
    connection: &mut SqliteConnection,
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
    connection: &mut SqliteConnection,
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
            tell(deleted.as_ref().map_or(&[], Recorded::events), true);
            answer.hold(held, deleted.is_some());
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

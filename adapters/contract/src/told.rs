//! What a store has told: its log, after the outbox was emptied into it.
use std::sync::Arc;
use std::time::Duration;

use domain::realtime::{Event, Logged, Position};
use service::realtime::{Advance, Epoch, ReadFrom, Slice};
use uuid::Uuid;

use crate::Store;

/// The relay of these cases.
pub(crate) const RELAY: Uuid = Uuid::from_u128(1);
/// Longer than any case.
pub(crate) const LONG: Duration = Duration::from_hours(1);

/// Begins a term of the relay: nobody else has the lease.
pub(crate) async fn term(store: &dyn Store) -> Epoch {
    store.outbox().acquire(RELAY, LONG).await.unwrap().unwrap()
}

/// Moves so many events from the outbox to the log.
pub(crate) async fn moved(store: &dyn Store, epoch: Epoch, max: usize) -> Vec<Arc<Logged>> {
    match store.outbox().advance(epoch, max).await.unwrap() {
        Advance::Moved(events) => events,
        Advance::Fenced => panic!("another has taken over"),
    }
}

/// What was read, where nothing was trimmed.
pub(crate) fn slice(read: ReadFrom) -> Slice {
    match read {
        ReadFrom::Slice(slice) => slice,
        ReadFrom::Trimmed(floor) => panic!("trimmed through {floor}"),
    }
}

/// The whole log.
pub(crate) async fn logged(store: &dyn Store) -> Vec<Arc<Logged>> {
    let end = Position::new(i64::MAX as u64);
    slice(store.log().read(Position::START, end, usize::MAX).await.unwrap()).events
}

/// Everything that was told so far.
pub(crate) async fn told(store: &dyn Store) -> Vec<Event> {
    let epoch = term(store).await;
    while !moved(store, epoch, 1_000).await.is_empty() {}
    logged(store).await.iter().map(|logged| logged.envelope.event.clone()).collect()
}

/// The kinds of what was told after the first so many.
pub(crate) async fn kinds_after(store: &dyn Store, first: usize) -> Vec<String> {
    told(store).await[first..].iter().map(|event| event.kind().to_owned()).collect()
}

/// How many events wait.
pub(crate) async fn waiting(store: &dyn Store) -> u64 {
    store.outbox().backlog().await.unwrap().waiting
}

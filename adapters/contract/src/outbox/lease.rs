//! The lease of the relay.
use std::time::Duration;

use domain::realtime::Position;
use service::realtime::{Advance, Epoch};
use uuid::Uuid;

use crate::race::{eventually, together};
use crate::store::shared;
use crate::told::{LONG, RELAY, moved, term, waiting};
use crate::{Store, a};

const OTHER: Uuid = Uuid::from_u128(2);
pub(super) const SHORT: Duration = Duration::from_millis(200);

pub async fn the_lease_is_given_to_one(a: impl Store, b: impl Store) {
    assert!(a.outbox().acquire(RELAY, LONG).await.unwrap().is_some());
    assert_eq!(b.outbox().acquire(OTHER, LONG).await.unwrap(), None);
}

pub async fn of_twenty_who_want_the_lease_one_gets_it(a: impl Store, b: impl Store) {
    let stores = shared(a, b);
    let grants = together((0..20).map(|n| {
        let store = stores[n % 2].clone();
        async move { store.outbox().acquire(Uuid::new_v4(), LONG).await.unwrap() }
    }))
    .await;
    assert_eq!(grants.iter().flatten().count(), 1, "{grants:?}");
}

pub async fn each_grant_has_a_higher_epoch(a: impl Store, b: impl Store) {
    let first = term(&a).await;
    let again = term(&b).await;
    assert!(again > first, "a holder that asks again gets a new one");
    b.outbox().release(again).await.unwrap();
    let other = a.outbox().acquire(OTHER, LONG).await.unwrap().unwrap();
    assert!(other > again);
}

pub async fn a_lease_that_was_given_up_is_free_at_once(a: impl Store, b: impl Store) {
    let epoch = term(&a).await;
    a.outbox().release(epoch).await.unwrap();
    assert!(b.outbox().acquire(OTHER, LONG).await.unwrap().is_some());
}

pub async fn a_lease_that_ran_out_is_free(a: impl Store, b: impl Store) {
    let first = a.outbox().acquire(RELAY, SHORT).await.unwrap().unwrap();
    let take = async || b.outbox().acquire(OTHER, LONG).await.unwrap();
    let second = eventually("a lease that ran out is free", take).await;
    assert!(second > first);
}

pub async fn a_lease_that_is_renewed_does_not_run_out(a: impl Store, b: impl Store) {
    let epoch = a.outbox().acquire(RELAY, SHORT).await.unwrap().unwrap();
    assert!(a.outbox().renew(epoch, LONG).await.unwrap());
    tokio::time::sleep(SHORT * 2).await;
    assert_eq!(b.outbox().acquire(OTHER, LONG).await.unwrap(), None);
}

pub async fn who_was_overtaken_can_do_nothing(a: impl Store, b: impl Store) {
    a::person(&a, "ada").await;
    let (old, new) = (term(&a).await, term(&b).await);
    assert_eq!(a.outbox().advance(old, 10).await.unwrap(), Advance::Fenced);
    assert!(!a.outbox().mark_published(old, Position::new(1)).await.unwrap());
    assert!(!a.outbox().renew(old, LONG).await.unwrap());
    a.outbox().release(old).await.unwrap();
    assert_eq!(a.outbox().acquire(OTHER, LONG).await.unwrap(), None, "the new one keeps its lease");
    assert_eq!(waiting(&b).await, 1);
    assert_eq!(moved(&b, new, 10).await.len(), 1);
    assert_eq!(b.log().head().await.unwrap().published, Position::START);
    let never_given = Epoch(new.0 + 1);
    assert_eq!(a.outbox().advance(never_given, 10).await.unwrap(), Advance::Fenced);
}

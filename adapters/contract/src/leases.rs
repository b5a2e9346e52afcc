//! What [`Leases`](service::duty::Leases) owe their callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use std::time::Duration;

use domain::realtime::Position;
use jiff::ToSpan;
use service::duty::{Step, Stepped};
use service::realtime::Epoch;
use uuid::Uuid;

use crate::race::{eventually, together};
use crate::store::shared;
use crate::told::{LONG, moved, term};
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! leases {
    ($fresh:expr) => {
        $crate::each! { $fresh, leases:
            a_lease_is_given_to_one,
            of_twenty_who_want_a_lease_one_gets_it,
            each_grant_of_a_name_has_a_higher_epoch,
            leases_of_other_names_are_apart,
            a_named_lease_that_was_given_up_is_free_at_once,
            a_named_lease_that_ran_out_is_free,
            a_named_lease_that_is_renewed_does_not_run_out,
            a_former_holder_can_do_nothing,
            a_follower_begins_where_the_log_does,
            a_step_goes_on_from_where_the_last_one_ended,
            of_twenty_steps_from_one_place_one_is_taken,
            the_log_keeps_what_a_follower_has_not_followed,
        }
    };
}

const ONE: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);
const SHORT: Duration = Duration::from_millis(200);
const NAME: &str = "a duty";

async fn taken(store: &dyn Store) -> Epoch {
    store.leases().acquire(NAME, ONE, LONG).await.unwrap().unwrap()
}

fn step(epoch: Epoch, from: u64, through: u64) -> Step {
    Step { follower: NAME, epoch, from: Position::new(from), through: Position::new(through) }
}

async fn place(store: &dyn Store) -> u64 {
    store.leases().place(NAME).await.unwrap().number()
}

pub async fn a_lease_is_given_to_one(a: impl Store, b: impl Store) {
    taken(&a).await;
    assert_eq!(b.leases().acquire(NAME, OTHER, LONG).await.unwrap(), None);
}

pub async fn of_twenty_who_want_a_lease_one_gets_it(a: impl Store, b: impl Store) {
    let stores = shared(a, b);
    let grants = together((0..20).map(|n| {
        let store = stores[n % 2].clone();
        async move { store.leases().acquire(NAME, Uuid::new_v4(), LONG).await.unwrap() }
    }))
    .await;
    assert_eq!(grants.iter().flatten().count(), 1, "{grants:?}");
}

pub async fn each_grant_of_a_name_has_a_higher_epoch(a: impl Store, b: impl Store) {
    let first = taken(&a).await;
    let again = taken(&b).await;
    assert!(again > first, "a holder that asks again gets a new one");
    b.leases().release(NAME, again).await.unwrap();
    assert!(a.leases().acquire(NAME, OTHER, LONG).await.unwrap().unwrap() > again);
}

pub async fn leases_of_other_names_are_apart(a: impl Store, b: impl Store) {
    let one = taken(&a).await;
    let other = b.leases().acquire("another duty", OTHER, LONG).await.unwrap().unwrap();
    a.leases().release("another duty", other).await.unwrap();
    assert!(a.leases().renew(NAME, one, LONG).await.unwrap());
    assert_eq!(b.leases().acquire(NAME, OTHER, LONG).await.unwrap(), None);
}

pub async fn a_named_lease_that_was_given_up_is_free_at_once(a: impl Store, b: impl Store) {
    let epoch = taken(&a).await;
    a.leases().release(NAME, epoch).await.unwrap();
    assert!(b.leases().acquire(NAME, OTHER, LONG).await.unwrap().is_some());
}

pub async fn a_named_lease_that_ran_out_is_free(a: impl Store, b: impl Store) {
    let first = a.leases().acquire(NAME, ONE, SHORT).await.unwrap().unwrap();
    let take = async || b.leases().acquire(NAME, OTHER, LONG).await.unwrap();
    assert!(eventually("a lease that ran out is free", take).await > first);
}

pub async fn a_named_lease_that_is_renewed_does_not_run_out(a: impl Store, b: impl Store) {
    let epoch = a.leases().acquire(NAME, ONE, SHORT).await.unwrap().unwrap();
    assert!(a.leases().renew(NAME, epoch, LONG).await.unwrap());
    tokio::time::sleep(SHORT * 2).await;
    assert_eq!(b.leases().acquire(NAME, OTHER, LONG).await.unwrap(), None);
}

pub async fn a_former_holder_can_do_nothing(a: impl Store, b: impl Store) {
    let (old, new) = (taken(&a).await, taken(&b).await);
    assert!(!a.leases().renew(NAME, old, LONG).await.unwrap());
    assert_eq!(a.leases().step(step(old, 0, 1)).await.unwrap(), Stepped::Fenced);
    a.leases().release(NAME, old).await.unwrap();
    assert_eq!(a.leases().acquire(NAME, OTHER, LONG).await.unwrap(), None, "the new one keeps its lease");
    let never_given = Epoch(new.0 + 1);
    assert_eq!(a.leases().step(step(never_given, 0, 1)).await.unwrap(), Stepped::Fenced);
    assert_eq!(place(&b).await, 0);
}

/// A log of so many registrations, all of them published to the queue.
async fn log_of(store: &dyn Store, count: usize) {
    for n in 0..count {
        a::person(store, &format!("person{n}")).await;
    }
    let epoch = term(store).await;
    let last = moved(store, epoch, 100).await.last().unwrap().position;
    assert!(store.outbox().mark_published(epoch, last).await.unwrap());
}

pub async fn a_follower_begins_where_the_log_does(a: impl Store, b: impl Store) {
    assert_eq!(place(&a).await, 0);
    log_of(&a, 3).await;
    assert_eq!(place(&b).await, 0, "nothing that the log has is left out");
    a.log().trim(a::now() + 1.hour()).await.unwrap();
    assert_eq!(place(&b).await, 3);
    let epoch = taken(&a).await;
    assert_eq!(b.leases().step(step(epoch, 3, 4)).await.unwrap(), Stepped::Done);
}

pub async fn a_step_goes_on_from_where_the_last_one_ended(a: impl Store, b: impl Store) {
    let epoch = taken(&a).await;
    assert_eq!(a.leases().step(step(epoch, 0, 7)).await.unwrap(), Stepped::Done);
    assert_eq!(b.leases().step(step(epoch, 0, 7)).await.unwrap(), Stepped::Fenced);
    assert_eq!(place(&b).await, 7);
    assert_eq!(b.leases().step(step(epoch, 7, 8)).await.unwrap(), Stepped::Done);
    let next = taken(&b).await;
    assert_eq!(place(&a).await, 8, "a new term goes on there");
    assert_eq!(a.leases().step(step(next, 8, 9)).await.unwrap(), Stepped::Done);
}

pub async fn of_twenty_steps_from_one_place_one_is_taken(a: impl Store, b: impl Store) {
    let epoch = taken(&a).await;
    let stores = shared(a, b);
    let steps = together((0..20).map(|n| {
        let store = stores[n % 2].clone();
        async move { store.leases().step(step(epoch, 0, n as u64 + 1)).await.unwrap() }
    }))
    .await;
    assert_eq!(steps.iter().filter(|stepped| **stepped == Stepped::Done).count(), 1, "{steps:?}");
}

pub async fn the_log_keeps_what_a_follower_has_not_followed(a: impl Store, b: impl Store) {
    log_of(&a, 5).await;
    let epoch = taken(&a).await;
    assert_eq!(a.leases().step(step(epoch, 0, 2)).await.unwrap(), Stepped::Done);
    assert_eq!(b.log().trim(a::now() + 1.hour()).await.unwrap(), Position::new(2));
    assert_eq!(b.leases().step(step(epoch, 2, 5)).await.unwrap(), Stepped::Done);
    assert_eq!(a.log().trim(a::now() + 1.hour()).await.unwrap(), Position::new(5));
}

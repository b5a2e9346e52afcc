//! What a [`KeyRepository`](service::identity::KeyRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use jiff::SignedDuration;
use service::identity::SigningKey;

use crate::race::together;
use crate::store::shared;
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! key_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, keys:
            starts_without_any,
            keeps_the_first_key_whole,
            does_not_add_a_second_as_first,
            of_twenty_servers_that_start_at_once_one_wins,
            adds_more_and_lists_the_newest_first,
            removes_a_key_by_its_name,
            never_removes_the_newest_key,
        }
    };
}

fn key(kid: &str) -> SigningKey {
    SigningKey { kid: kid.to_owned(), pkcs8: vec![0, 159, 146, 150, 255], created_at: a::now() }
}

/// Puts two keys into the store, one made a minute after the other.
async fn two(store: &impl Store) -> (SigningKey, SigningKey) {
    let first = key("first");
    let second = SigningKey { created_at: first.created_at + SignedDuration::from_mins(1), ..key("second") };
    store.keys().add_first(first.clone()).await.unwrap();
    store.keys().add(second.clone()).await.unwrap();
    (first, second)
}

pub async fn starts_without_any(a: impl Store, b: impl Store) {
    assert_eq!(a.keys().list().await.unwrap(), []);
    assert_eq!(b.keys().list().await.unwrap(), []);
}

pub async fn keeps_the_first_key_whole(a: impl Store, b: impl Store) {
    let first = key("first");
    assert_eq!(a.keys().add_first(first.clone()).await.unwrap(), std::slice::from_ref(&first));
    assert_eq!(b.keys().list().await.unwrap(), [first]);
}

pub async fn does_not_add_a_second_as_first(a: impl Store, b: impl Store) {
    let first = key("first");
    a.keys().add_first(first.clone()).await.unwrap();
    assert_eq!(b.keys().add_first(key("second")).await.unwrap(), std::slice::from_ref(&first));
    assert_eq!(a.keys().list().await.unwrap(), [first]);
}

pub async fn of_twenty_servers_that_start_at_once_one_wins(a: impl Store, b: impl Store) {
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let store = stores[n % 2].clone();
        async move { store.keys().add_first(key(&format!("key {n}"))).await.unwrap() }
    }))
    .await;
    let kept = stores[0].keys().list().await.unwrap();
    assert_eq!(kept.len(), 1);
    assert!(answers.iter().all(|answer| *answer == kept), "{answers:?}");
}

pub async fn adds_more_and_lists_the_newest_first(a: impl Store, b: impl Store) {
    let (first, second) = two(&a).await;
    assert_eq!(b.keys().list().await.unwrap(), [second, first]);
}

pub async fn removes_a_key_by_its_name(a: impl Store, b: impl Store) {
    let (_, second) = two(&a).await;
    assert!(!b.keys().remove("third").await.unwrap());
    assert!(b.keys().remove("first").await.unwrap());
    assert!(!a.keys().remove("first").await.unwrap());
    assert_eq!(a.keys().list().await.unwrap(), [second]);
}

pub async fn never_removes_the_newest_key(a: impl Store, b: impl Store) {
    let (first, second) = two(&a).await;
    assert!(!b.keys().remove("second").await.unwrap());
    assert_eq!(a.keys().list().await.unwrap(), [second, first]);
}

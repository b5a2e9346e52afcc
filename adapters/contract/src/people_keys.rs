//! What [`Keys`](sourcing::Keys) owe their callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use sourcing::{Key, Secret};
use uuid::Uuid;

use crate::Store;
use crate::race::together;
use crate::store::shared;

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! people_keys {
    ($fresh:expr) => {
        $crate::each! { $fresh, people_keys:
            a_key_that_is_kept_is_found_as_it_is,
            whoever_has_a_key_keeps_it,
            a_key_that_is_destroyed_is_nowhere_and_the_next_is_another,
            all_keys_are_listed_page_by_page,
            of_twenty_who_make_a_key_for_somebody_all_get_the_same,
        }
    };
}

fn key(person: &str) -> Key {
    let [one, other] = [Uuid::new_v4(), Uuid::new_v4()].map(Uuid::into_bytes);
    let mut secret = [0; 32];
    secret[..16].copy_from_slice(&one);
    secret[16..].copy_from_slice(&other);
    Key { id: Uuid::new_v4(), person: person.into(), secret: Secret(secret) }
}

pub async fn a_key_that_is_kept_is_found_as_it_is(a: impl Store, b: impl Store) {
    let keys = [key("42"), key("43")];
    for key in &keys {
        assert_eq!(a.people_keys().keep(key.clone()).await.unwrap(), *key);
    }
    let found = b.people_keys().find(&[keys[1].id, Uuid::new_v4()]).await.unwrap();
    assert_eq!(found, [keys[1].clone()], "and what is not there is not found");
    assert_eq!(b.people_keys().find(&[]).await.unwrap(), []);
}

pub async fn whoever_has_a_key_keeps_it(a: impl Store, b: impl Store) {
    let first = a.people_keys().keep(key("42")).await.unwrap();
    let late = key("42");
    assert_eq!(b.people_keys().keep(late.clone()).await.unwrap(), first);
    assert_eq!(a.people_keys().find(&[late.id]).await.unwrap(), []);
}

pub async fn a_key_that_is_destroyed_is_nowhere_and_the_next_is_another(a: impl Store, b: impl Store) {
    let (first, other) = (key("42"), key("4"));
    for key in [&first, &other] {
        a.people_keys().keep(key.clone()).await.unwrap();
    }
    assert!(b.people_keys().destroy("42").await.unwrap());
    assert!(!a.people_keys().destroy("42").await.unwrap(), "it was destroyed");
    assert_eq!(a.people_keys().find(&[first.id]).await.unwrap(), []);
    assert_eq!(a.people_keys().list(Uuid::nil(), 10).await.unwrap(), [other], "nobody else's is");
    let next = key("42");
    assert_eq!(b.people_keys().keep(next.clone()).await.unwrap(), next);
}

pub async fn all_keys_are_listed_page_by_page(a: impl Store, b: impl Store) {
    let mut made = vec![];
    for n in 0..5 {
        made.push(a.people_keys().keep(key(&n.to_string())).await.unwrap());
    }
    made.sort_by_key(|key| key.id);
    let (mut listed, mut after) = (vec![], Uuid::nil());
    loop {
        let page = b.people_keys().list(after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = last.id;
        listed.extend(page);
    }
    assert_eq!(listed, made);
}

pub async fn of_twenty_who_make_a_key_for_somebody_all_get_the_same(a: impl Store, b: impl Store) {
    let handles = shared(a, b);
    let making = (0..20).map(|n| {
        let store = handles[n % 2].clone();
        async move { store.people_keys().keep(key("42")).await.unwrap() }
    });
    let made = together(making).await;
    assert!(made.iter().all(|key| *key == made[0]), "{made:?}");
    assert_eq!(handles[0].people_keys().list(Uuid::nil(), 10).await.unwrap(), made[..1]);
}

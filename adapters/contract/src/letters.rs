//! What a [`LetterRepository`](service::mail::LetterRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use std::collections::BTreeSet;
use std::time::Duration;

use domain::identity::{Departure, Letter, Undelivered};
use domain::ids::AccountId;
use service::identity::Registration;
use uuid::Uuid;

use crate::race::together;
use crate::store::shared;
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! letter_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, letters:
            a_letter_is_due_at_once_and_whole,
            what_was_taken_is_leased,
            a_lease_runs_out_and_attempts_are_counted,
            what_is_put_off_is_due_later,
            what_was_delivered_is_gone,
            takes_as_many_as_were_asked_for_the_longest_due_first,
            of_twenty_who_take_one_letter_one_gets_it,
            what_is_written_once_is_written_once_also_after_it_was_delivered,
            of_twenty_who_write_once_one_does,
            nobody_is_written_to_who_has_left,
        }
    };
}

const HOUR: Duration = Duration::from_hours(1);

async fn written(store: &impl Store, subject: &str) -> Letter {
    let (to, text) = (a::email("ada"), "the rooks are back\n\u{1f426}".to_owned());
    let letter = Letter { id: Uuid::new_v4(), to, subject: subject.to_owned(), text };
    store.credentials().pose(None, letter.clone()).await.unwrap();
    letter
}

async fn take(store: &impl Store, lease: Duration) -> Vec<Undelivered> {
    store.letters().take_due(99, lease).await.unwrap()
}

pub async fn a_letter_is_due_at_once_and_whole(a: impl Store, b: impl Store) {
    let letter = written(&a, "hello").await;
    let taken = take(&b, HOUR).await;
    assert_eq!(taken.len(), 1);
    assert_eq!((&taken[0].letter, taken[0].attempts), (&letter, 1));
    let age = a::now().duration_since(taken[0].written_at).abs();
    assert!(age.as_secs() < 60, "{age:?}");
}

pub async fn what_was_taken_is_leased(a: impl Store, b: impl Store) {
    written(&a, "hello").await;
    assert_eq!(take(&b, HOUR).await.len(), 1);
    assert_eq!(take(&a, HOUR).await, []);
    assert_eq!(take(&b, HOUR).await, []);
}

pub async fn a_lease_runs_out_and_attempts_are_counted(a: impl Store, b: impl Store) {
    written(&a, "hello").await;
    for attempts in 1..=3 {
        let store: &dyn Store = if attempts % 2 == 0 { &a } else { &b };
        let taken = store.letters().take_due(99, Duration::ZERO).await.unwrap();
        assert_eq!(taken.iter().map(|taken| taken.attempts).collect::<Vec<_>>(), [attempts]);
    }
}

pub async fn what_is_put_off_is_due_later(a: impl Store, b: impl Store) {
    let [now, later] = [written(&a, "now").await, written(&a, "later").await];
    assert_eq!(take(&a, HOUR).await.len(), 2);
    a.letters().put_off(now.id, Duration::ZERO).await.unwrap();
    a.letters().put_off(later.id, HOUR).await.unwrap();
    let due: Vec<_> = take(&b, HOUR).await.into_iter().map(|taken| taken.letter.subject).collect();
    assert_eq!(due, ["now"]);
}

pub async fn what_was_delivered_is_gone(a: impl Store, b: impl Store) {
    let [one, other] = [written(&a, "one").await, written(&a, "other").await];
    take(&a, Duration::ZERO).await;
    a.letters().remove(one.id).await.unwrap();
    a.letters().remove(one.id).await.unwrap();
    let left: Vec<_> = take(&b, HOUR).await.into_iter().map(|taken| taken.letter.id).collect();
    assert_eq!(left, [other.id]);
}

pub async fn takes_as_many_as_were_asked_for_the_longest_due_first(a: impl Store, b: impl Store) {
    for subject in ["one", "two", "three"] {
        written(&a, subject).await;
    }
    let mut taken = b.letters().take_due(2, HOUR).await.unwrap();
    taken.extend(a.letters().take_due(2, HOUR).await.unwrap());
    let subjects: Vec<_> = taken.iter().map(|taken| taken.letter.subject.as_str()).collect();
    let first: BTreeSet<_> = subjects[..2].iter().copied().collect();
    assert_eq!((first, &subjects[2..]), (BTreeSet::from(["one", "two"]), &["three"][..]));
}

pub async fn of_twenty_who_take_one_letter_one_gets_it(a: impl Store, b: impl Store) {
    written(&a, "hello").await;
    let stores = shared(a, b);
    let taken = together((0..20).map(|n| {
        let store = stores[n % 2].clone();
        async move { store.letters().take_due(1, HOUR).await.unwrap().len() }
    }))
    .await;
    assert_eq!(taken.into_iter().sum::<usize>(), 1);
}

async fn ada(store: &impl Store) -> AccountId {
    match store.accounts().register(a::newcomer("ada"), a::credentials("ada")).await.unwrap() {
        Registration::New(account) => account.id,
        taken => panic!("{taken:?}"),
    }
}

pub async fn what_is_written_once_is_written_once_also_after_it_was_delivered(a: impl Store, b: impl Store) {
    let ada = ada(&a).await;
    let id = Uuid::new_v4();
    a.letters().write_once(id, ada, "thanks", "for all").await.unwrap();
    b.letters().write_once(id, ada, "thanks", "for all").await.unwrap();
    let taken = take(&b, Duration::ZERO).await;
    let taken: Vec<_> =
        taken.iter().filter(|taken| taken.letter.id == id).map(|taken| &taken.letter).collect();
    let letter = Letter { id, to: a::email("ada"), subject: "thanks".to_owned(), text: "for all".to_owned() };
    assert_eq!(taken, [&letter]);
    a.letters().remove(id).await.unwrap();
    b.letters().write_once(id, ada, "thanks", "for all").await.unwrap();
    let nobody = AccountId::stored(404);
    a.letters().write_once(Uuid::new_v4(), nobody, "thanks", "for all").await.unwrap();
    let left = take(&a, Duration::ZERO).await;
    assert!(left.iter().all(|left| left.letter.subject != "thanks"), "{left:?}");
}

pub async fn nobody_is_written_to_who_has_left(a: impl Store, b: impl Store) {
    let ada = ada(&a).await;
    assert!(a.departures().begin(Departure::of(ada, &a::cause(ada))).await.unwrap());
    b.letters().write_once(Uuid::new_v4(), ada, "thanks", "for all").await.unwrap();
    let left = take(&a, Duration::ZERO).await;
    assert!(left.iter().all(|left| left.letter.subject != "thanks"), "{left:?}");
}

pub async fn of_twenty_who_write_once_one_does(a: impl Store, b: impl Store) {
    let ada = ada(&a).await;
    let (stores, id) = (shared(a, b), Uuid::new_v4());
    let writing = (0..20).map(|n| {
        let store = stores[n % 2].clone();
        async move { store.letters().write_once(id, ada, "thanks", "for all").await.unwrap() }
    });
    together(writing).await;
    let taken = stores[0].letters().take_due(99, HOUR).await.unwrap();
    assert_eq!(taken.iter().filter(|taken| taken.letter.id == id).count(), 1);
}

//! What a [`HandoverRepository`](service::realtime::HandoverRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::Timestamp;
use domain::identity::{Digest, TokenId};
use domain::realtime::{Cursor, Handed, Handover, LogId, Position};
use jiff::{SignedDuration, ToSpan};
use uuid::Uuid;

use crate::race::together;
use crate::store::shared;
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! handover_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, handovers:
            what_is_handed_over_is_taken_as_it_was_and_once,
            of_twenty_who_show_one_key_one_takes_over,
            nothing_is_taken_when_its_time_is_over,
            what_is_past_its_time_goes_and_nothing_else,
        }
    };
}

fn handover(n: u64) -> Handover {
    let since = |position| Cursor { log: LogId(Uuid::from_u128(7)), position: Position::new(position) };
    let topics = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let public = Handed { token: None, since: since(n), topics: topics(&["timeline:public", "x\"é"]) };
    let token = Some(TokenId(Uuid::from_u128(9)));
    let own = Handed { token, since: since(u64::from(u32::MAX) + n), topics: topics(&["timeline:home.7"]) };
    Handover { lanes: vec![public, own] }
}

fn in_a_minute() -> Timestamp {
    a::now() + 1.minute()
}

pub async fn what_is_handed_over_is_taken_as_it_was_and_once(a: impl Store, b: impl Store) {
    let [one, other] = ["one", "One"].map(Digest::stored);
    a.handovers().hand_over(&one, &handover(1), a::now(), in_a_minute()).await.unwrap();
    a.handovers().hand_over(&other, &handover(2), a::now(), in_a_minute()).await.unwrap();
    assert_eq!(b.handovers().take_over(&Digest::stored("two"), a::now()).await.unwrap(), None);
    assert_eq!(b.handovers().take_over(&one, a::now()).await.unwrap(), Some(handover(1)));
    for store in [a.handovers(), b.handovers()] {
        assert_eq!(store.take_over(&one, a::now()).await.unwrap(), None);
    }
    assert_eq!(a.handovers().take_over(&other, a::now()).await.unwrap(), Some(handover(2)));
}

pub async fn of_twenty_who_show_one_key_one_takes_over(a: impl Store, b: impl Store) {
    let key = Digest::stored("key");
    a.handovers().hand_over(&key, &handover(1), a::now(), in_a_minute()).await.unwrap();
    let stores = shared(a, b);
    let taken = together((0..20).map(|n| {
        let (store, key) = (stores[n % 2].clone(), key.clone());
        async move { store.handovers().take_over(&key, a::now()).await.unwrap() }
    }))
    .await;
    assert_eq!(taken.iter().flatten().collect::<Vec<_>>(), [&handover(1)]);
}

pub async fn nothing_is_taken_when_its_time_is_over(a: impl Store, b: impl Store) {
    let (key, until) = (Digest::stored("key"), in_a_minute());
    a.handovers().hand_over(&key, &handover(1), a::now(), until).await.unwrap();
    assert_eq!(b.handovers().take_over(&key, until + SignedDuration::from_secs(1)).await.unwrap(), None);
}

pub async fn what_is_past_its_time_goes_and_nothing_else(a: impl Store, b: impl Store) {
    let keys = ["old", "young", "new"].map(Digest::stored);
    let (before, now) = (a::now() - 2.minutes(), a::now());
    for (key, until) in keys.iter().zip([before + 1.minute(), in_a_minute(), in_a_minute()]) {
        let at = if key.as_str() == "new" { now } else { before };
        a.handovers().hand_over(key, &handover(1), at, until).await.unwrap();
    }
    // by the clock of then it would still be good
    let mut taken = vec![];
    for key in &keys {
        taken.push(b.handovers().take_over(key, before).await.unwrap().is_some());
    }
    assert_eq!(taken, [false, true, true]);
}

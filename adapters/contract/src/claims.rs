//! What [`Claims`](sourcing::Claims) owe their callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use std::time::Duration;

use sourcing::{Claim, StreamName};
use uuid::Uuid;

use crate::Store;
use crate::race::together;
use crate::store::shared;

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! claims {
    ($fresh:expr) => {
        $crate::each! { $fresh, claims:
            what_nobody_has_begun_is_new_and_then_taken,
            what_somebody_did_not_come_to_the_end_of_is_unknown,
            what_is_done_stays_done,
            each_effect_of_each_event_is_claimed_for_itself,
            of_twenty_who_claim_one_effect_one_gets_it,
        }
    };
}

const LONG: Duration = Duration::from_mins(10);
const EVENT: Uuid = Uuid::from_u128(42);

fn letters() -> StreamName {
    StreamName::parse("letters").unwrap()
}

async fn claim(store: &dyn Store, event: Uuid, term: Duration) -> Claim {
    store.claims().claim(&letters(), event, term).await.unwrap()
}

pub async fn what_nobody_has_begun_is_new_and_then_taken(a: impl Store, b: impl Store) {
    assert_eq!(claim(&a, EVENT, LONG).await, Claim::New);
    assert_eq!(claim(&b, EVENT, LONG).await, Claim::Taken);
    assert_eq!(claim(&a, EVENT, LONG).await, Claim::Taken, "nobody knows who asks");
}

pub async fn what_somebody_did_not_come_to_the_end_of_is_unknown(a: impl Store, b: impl Store) {
    assert_eq!(claim(&a, EVENT, Duration::ZERO).await, Claim::New);
    assert_eq!(claim(&b, EVENT, Duration::ZERO).await, Claim::Unknown);
    assert_eq!(claim(&a, EVENT, LONG).await, Claim::Unknown);
    assert_eq!(claim(&b, EVENT, LONG).await, Claim::Taken);
}

pub async fn what_is_done_stays_done(a: impl Store, b: impl Store) {
    assert_eq!(claim(&a, EVENT, Duration::ZERO).await, Claim::New);
    for _ in 0..2 {
        a.claims().done(&letters(), EVENT).await.unwrap();
        assert_eq!(claim(&b, EVENT, LONG).await, Claim::Done);
    }
}

pub async fn each_effect_of_each_event_is_claimed_for_itself(a: impl Store, b: impl Store) {
    assert_eq!(claim(&a, EVENT, LONG).await, Claim::New);
    assert_eq!(claim(&b, Uuid::from_u128(43), LONG).await, Claim::New);
    let calls = StreamName::parse("calls").unwrap();
    assert_eq!(b.claims().claim(&calls, EVENT, LONG).await.unwrap(), Claim::New);
    a.claims().done(&calls, EVENT).await.unwrap();
    assert_eq!(claim(&b, EVENT, LONG).await, Claim::Taken);
}

pub async fn of_twenty_who_claim_one_effect_one_gets_it(a: impl Store, b: impl Store) {
    let handles = shared(a, b);
    for expected in [Claim::New, Claim::Unknown] {
        let event = Uuid::from_u128(44);
        if expected == Claim::Unknown {
            handles[0].claims().claim(&letters(), EVENT, Duration::ZERO).await.unwrap();
        }
        let event = if expected == Claim::New { event } else { EVENT };
        let trying = (0..20).map(|n| {
            let store = handles[n % 2].clone();
            async move { claim(&*store, event, LONG).await }
        });
        let claims = together(trying).await;
        let got = claims.iter().filter(|claim| **claim == expected).count();
        let lost = claims.iter().filter(|claim| **claim == Claim::Taken).count();
        assert_eq!((got, lost), (1, 19), "{claims:?}");
    }
}

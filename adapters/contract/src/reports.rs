//! What a [`ReportRepository`](service::reports::ReportRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use std::collections::BTreeSet;

use domain::identity::{Category, Comment, NewReport, Report};
use domain::ids::{AccountId, PostId, ReportId};

use crate::race::together;
use crate::store::shared;
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! report_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, reports:
            lists_what_was_reported_as_it_was_the_oldest_first,
            what_was_dealt_with_is_listed_no_more,
            of_twenty_reports_at_once_each_has_an_id_of_its_own,
        }
    };
}

fn report(comment: &str) -> NewReport {
    NewReport {
        by: AccountId::stored(1),
        about: AccountId::stored(2),
        posts: vec![PostId::stored(3), PostId::stored(i64::MAX)],
        comment: Comment::stored(comment),
        category: Category::Violation,
        created_at: a::now(),
    }
}

async fn open(store: &impl Store, most: u16) -> Vec<Report> {
    store.reports().list_open(most).await.unwrap()
}

pub async fn lists_what_was_reported_as_it_was_the_oldest_first(a: impl Store, b: impl Store) {
    let first = a.reports().file(report("it \"bites\"")).await.unwrap();
    let bare = NewReport { posts: vec![], category: Category::Other, ..report("") };
    let second = b.reports().file(bare).await.unwrap();
    assert_eq!(open(&b, 1).await, std::slice::from_ref(&first));
    assert_eq!(open(&a, 9).await, [first, second]);
}

pub async fn what_was_dealt_with_is_listed_no_more(a: impl Store, b: impl Store) {
    let [one, other] =
        [a.reports().file(report("1")).await.unwrap(), a.reports().file(report("2")).await.unwrap()];
    assert!(b.reports().resolve(one.id, a::now()).await.unwrap());
    assert!(!a.reports().resolve(one.id, a::now()).await.unwrap());
    assert!(!a.reports().resolve(ReportId::stored(other.id.raw() + 100), a::now()).await.unwrap());
    assert_eq!(open(&a, 9).await, [other]);
}

pub async fn of_twenty_reports_at_once_each_has_an_id_of_its_own(a: impl Store, b: impl Store) {
    let stores = shared(a, b);
    let ids = together((0..20).map(|n| {
        let store = stores[n % 2].clone();
        async move { store.reports().file(report("at once")).await.unwrap().id }
    }))
    .await;
    assert_eq!(ids.into_iter().collect::<BTreeSet<_>>().len(), 20);
}

//! What a [`NewsOutbox`](service::shop::NewsOutbox) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::Recorded;
use domain::ids::AccountId;
use domain::shop::fulfilment::Pieces;
use domain::shop::pim::ProductId;
use domain::shop::{ShopNews, StockLeft};
use sourcing::{Mark, Position, StreamName};

use crate::race::together;
use crate::store::shared;
use crate::told::{logged, told, waiting};
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! news_outbox {
    ($fresh:expr) => {
        $crate::each! { $fresh, news:
            what_is_told_waits_in_the_outbox_in_order_and_the_mark_has_moved,
            a_mark_that_stands_elsewhere_stays_and_nothing_is_told,
            of_twenty_who_tell_the_same_one_does,
        }
    };
}

fn name() -> StreamName {
    StreamName::parse("bridge:news").unwrap()
}

fn mark(from: u64, through: u64) -> Mark {
    Mark { name: name(), from: Position::new(from), through: Position::new(through) }
}

fn news(position: u64) -> Recorded<ShopNews> {
    let (product, available) = (ProductId::parse("rook").unwrap(), Pieces::default());
    ShopNews::Stock(StockLeft { position, product, available }).tell(&a::cause(AccountId::stored(1)))
}

pub async fn what_is_told_waits_in_the_outbox_in_order_and_the_mark_has_moved(a: impl Store, b: impl Store) {
    let all = [news(1), news(2), news(3)];
    let ids: Vec<_> = all.iter().map(|one| one.events()[0].id).collect();
    assert!(a.news().publish(mark(0, 3), all.into()).await.unwrap());
    assert_eq!(b.events().mark(&name()).await.unwrap(), Position::new(3));
    assert!(b.news().publish(mark(3, 9), vec![]).await.unwrap(), "what is no news is passed");
    assert_eq!(a.events().mark(&name()).await.unwrap(), Position::new(9));
    told(&b).await;
    let events = logged(&b).await;
    assert_eq!(events.iter().map(|logged| logged.envelope.id).collect::<Vec<_>>(), ids);
}

pub async fn a_mark_that_stands_elsewhere_stays_and_nothing_is_told(a: impl Store, b: impl Store) {
    assert!(!a.news().publish(mark(2, 3), vec![news(3)]).await.unwrap());
    assert!(a.news().publish(mark(0, 3), vec![news(3)]).await.unwrap());
    for (from, through) in [(0, 3), (2, 3), (4, 5)] {
        assert!(!b.news().publish(mark(from, through), vec![news(3)]).await.unwrap());
    }
    assert_eq!(b.events().mark(&name()).await.unwrap(), Position::new(3));
    assert_eq!(waiting(&a).await, 1);
}

pub async fn of_twenty_who_tell_the_same_one_does(a: impl Store, b: impl Store) {
    let stores = shared(a, b);
    let done = together((0..20).map(|n| {
        let store = stores[n % 2].clone();
        async move { store.news().publish(mark(0, 1), vec![news(1)]).await.unwrap() }
    }))
    .await;
    assert_eq!(done.into_iter().filter(|moved| *moved).count(), 1);
    assert_eq!(waiting(&*stores[0]).await, 1);
}

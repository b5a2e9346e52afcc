//! Whoever is not answered asks again, under the same key: while the first is still on its way, or after its answer was lost.
use domain::shop::checkout::{Agreed, PaymentStanding, PaymentToken};
use service::shop::{Paying, Placing, Read, ShopError};
use sourcing::Position;

use crate::{ADA, BOB, World, command, fill, kept_up, wish};

#[tokio::test]
async fn who_orders_again_before_the_first_is_there_is_told_of_that_order() {
    let (_, store, shop) = World::new().two_shops().await;
    let agreed = fill(&shop, ADA).await;
    let order = || {
        let shop = shop.clone();
        tokio::spawn(async move { shop.order(ADA, agreed, &command(ADA, "k")).await })
    };
    let (looked, appended) = (store.looks.come(), store.appends.come());
    store.appends.shut_behind(0);
    let first = order();
    store.appends.reached(appended + 1).await;
    let each = store.looks.come() - looked;
    let again = order();
    // it looks for what came of its key as often as the first, and finds nothing either
    store.looks.reached(looked + 2 * each).await;
    store.appends.open();
    let (first, again) = (first.await.unwrap().unwrap(), again.await.unwrap().unwrap());
    assert!(matches!(first.answer, Placing::Placed(_)), "{first:?}");
    assert_eq!((&again.answer, first.replayed, again.replayed), (&first.answer, false, true));
    assert_eq!(shop.everything_ordered(ADA).unwrap().len(), 1);
}

#[tokio::test]
async fn who_pays_again_before_the_first_has_begun_goes_on_with_that_payment() {
    let world = World::new();
    let (here, store, _) = world.two_shops().await;
    let shop = kept_up(world.shop_paid(store.clone(), PaymentStanding::Captured)).await;
    let agreed = fill(&here, ADA).await;
    let Placing::Placed(placed) = here.order(ADA, agreed, &command(ADA, "")).await.unwrap().answer else {
        panic!("it is not placed");
    };
    let pay = || {
        let (shop, order) = (shop.clone(), placed.id);
        let token = PaymentToken::parse("tok").unwrap();
        tokio::spawn(async move { shop.pay(ADA, order, token, &command(ADA, "p")).await })
    };
    let (looked, appended) = (store.looks.come(), store.appends.come());
    store.appends.shut_behind(0);
    let first = pay();
    store.appends.reached(appended + 1).await;
    let each = store.looks.come() - looked;
    let again = pay();
    store.looks.reached(looked + 2 * each).await;
    store.appends.open();
    for paid in [first, again] {
        let paid = paid.await.unwrap().unwrap();
        assert!(matches!(&paid.answer, Paying::Paid(order) if order.payments.len() == 1), "{paid:?}");
    }
}

#[tokio::test]
async fn a_change_that_was_seen_to_elsewhere_meanwhile_is_not_in_its_own_way() {
    let (here, store, there) = World::new().two_shops().await;
    let looked = store.looks.come();
    there.put(BOB, &wish(1, Some(0)), &command(BOB, "k")).await.unwrap();
    let each = store.looks.come() - looked;
    // the last look finds nothing, and is late to say so
    store.looks.shut_behind(each - 1);
    let late = tokio::spawn({
        let there = there.clone();
        async move { there.put(ADA, &wish(2, Some(0)), &command(ADA, "k")).await }
    });
    store.looks.reached(looked + 2 * each).await;
    let first = here.put(ADA, &wish(2, Some(0)), &command(ADA, "k")).await.unwrap();
    there.at_least(first.position, Read::Cart).await.unwrap();
    store.looks.open();
    let late = late.await.unwrap().unwrap();
    assert_eq!((&late.answer, first.replayed, late.replayed), (&first.answer, false, true));
    let stale = there.put(ADA, &wish(3, Some(0)), &command(ADA, "another")).await;
    assert!(
        matches!(stale, Err(ShopError::Conflict { current: 1 })),
        "what others did is in the way: {stale:?}"
    );
}

#[tokio::test]
async fn what_was_done_though_nobody_was_told_is_told_to_whoever_asks_again() {
    let (_, store, shop) = World::new().two_shops().await;
    store.lose_the_next_answer();
    let put = async || shop.put(ADA, &wish(2, Some(0)), &command(ADA, "put")).await;
    put().await.unwrap_err();
    let cart = put().await.unwrap();
    assert_eq!((cart.replayed, cart.answer.version), (true, 1));
    let agreed = Agreed { version: 1, hash: cart.answer.hash };
    store.lose_the_next_answer();
    let order = async || shop.order(ADA, agreed, &command(ADA, "order")).await;
    order().await.unwrap_err();
    let placed = order().await.unwrap();
    assert!(placed.replayed && matches!(placed.answer, Placing::Placed(_)), "{placed:?}");
    assert_eq!(shop.everything_ordered(ADA).unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_ask_for_the_same_at_once_under_one_key_one_has_it_done() {
    let world = World::new();
    let (here, _, there) = world.two_shops().await;
    let asking: Vec<_> = (0..32)
        .map(|n| {
            let shop = if n % 2 == 0 { here.clone() } else { there.clone() };
            tokio::spawn(async move { shop.put(ADA, &wish(2, Some(0)), &command(ADA, "k")).await })
        })
        .collect();
    let mut done = 0;
    for asked in asking {
        let outcome = asked.await.unwrap().unwrap();
        assert_eq!(outcome.answer.version, 1);
        done += usize::from(!outcome.replayed);
    }
    assert_eq!(done, 1);
    let all = world.store().read(Position::START, 1_000).await.unwrap();
    let of = |kind: &str| all.iter().filter(|entry| entry.fact.kind.as_str() == kind).count();
    let counted = ["command.carried_out", "checkout.cart_opened", "checkout.quantity_changed"].map(of);
    assert_eq!(counted, [1, 1, 1]);
}

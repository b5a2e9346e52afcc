//! Payments that were begun, on a server where nobody takes money.
use std::sync::Arc;

use domain::shop::checkout::{PaymentStanding, PaymentToken};
use service::Entropy;
use service::duty::{Due, Errand};
use service::shop::{Paying, Placing, Read, Shop};

use crate::{ADA, World, command, fill, kept_up, offer};

/// Whoever looks after payments.
fn cashier(shop: &Shop) -> Arc<dyn Errand> {
    shop.errands().into_iter().find(|errand| errand.name() == "shop.payments").unwrap()
}

/// Somebody begins to pay where that is the answer; nobody has heard the end of it.
async fn begin_to_pay(shop: &Shop) {
    let agreed = fill(shop, ADA).await;
    let Placing::Placed(order) = shop.order(ADA, agreed, &command(ADA, "")).await.unwrap().answer else {
        panic!("it is not placed");
    };
    let token = PaymentToken::parse("tok").unwrap();
    let paying = shop.pay(ADA, order.id, token, &command(ADA, "")).await.unwrap().answer;
    assert!(matches!(paying, Paying::Open(_)), "{paying:?}");
}

#[tokio::test]
async fn payments_that_are_open_are_told_of_where_nobody_takes_money() {
    let world = World::new();
    let paid = kept_up(world.shop_paid(world.store(), PaymentStanding::Unknown)).await;
    offer(&paid).await;
    let unpaid = kept_up(world.shop_over(world.store())).await;
    let (till, nobody) = (cashier(&paid), cashier(&unpaid));
    assert_eq!(nobody.run(world.clock.now()).await.unwrap(), Due::Whenever);
    assert_eq!(nobody.stopped_by(), None, "there is none");
    begin_to_pay(&paid).await;
    unpaid.at_least(world.store().head().await.unwrap().position.number(), Read::Orders).await.unwrap();
    let why = nobody.stopped_by().unwrap();
    assert_eq!(why, "payments that are open, and nobody takes money here who could end them: 1");
    assert_eq!(nobody.run(world.clock.now()).await.unwrap(), Due::Whenever);
    assert_eq!(till.stopped_by(), None, "who takes money sees to it");
    let later = kept_up(world.shop_paid(world.store(), PaymentStanding::Declined)).await;
    cashier(&later).run(world.clock.now() + jiff::SignedDuration::from_secs(60)).await.unwrap();
    unpaid.at_least(world.store().head().await.unwrap().position.number(), Read::Orders).await.unwrap();
    assert_eq!(nobody.stopped_by(), None, "it came to an end");
}

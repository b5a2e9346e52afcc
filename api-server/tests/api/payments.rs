//! Paying: once, or not at all, whoever answers late, twice or never.
use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use serde_json::{Value, json};
use service::duty::Errand;
use uuid::Uuid;

use crate::cart::{put, shop};
use crate::door::{Call, Member, Seen, World, seal};
use crate::orders::{ORDERS, order, stock};

const WEBHOOK: &str = "/api/rookery/v1/shop/payments/webhook";

/// Somebody who has ordered two rooks of three, whoever keeps the shop, and the order.
async fn ordered(world: &World) -> (Member, Member, String) {
    let keeper = shop(world).await;
    let bob = world.member("bob").await;
    let shown = put(world, &bob, "rook", 2).await.body;
    let placed = order(world, &bob, &shown).await;
    (keeper, bob, format!("{ORDERS}/{}", placed.id()))
}

fn pays(path: &str, token: &str) -> Call {
    Call::post(&format!("{path}/payment")).json(&json!({ "token": token }))
}

async fn state(world: &World, by: &Member, path: &str) -> Value {
    world.call(Call::get(path).by(by)).await.body["state"].clone()
}

fn errand(world: &World, name: &str) -> Arc<dyn Errand> {
    let errands = world.use_cases.shop.errands();
    errands.into_iter().find(|errand| errand.name() == name).unwrap()
}

fn now(world: &World) -> Timestamp {
    world.use_cases.entropy.now()
}

/// The clock moves when somebody looks.
fn pass(world: &World, time: Duration) {
    let then = now(world) + time;
    while now(world) < then {}
}

/// The payment that was begun last.
async fn payment(world: &World, by: &Member, path: &str) -> Uuid {
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let found = world.use_cases.shop.ordered(by.id.parse().unwrap(), id).await.unwrap();
    *found.item.payments.last().unwrap()
}

/// A message about a payment, signed then.
async fn says(world: &World, payment: Uuid, at: Timestamp) -> Seen {
    let body = json!({ "payment": payment }).to_string();
    let signature = seal().sign(body.as_bytes(), at);
    let call = Call::post(WEBHOOK).header("payment-signature", &signature);
    world.call(call.raw("application/json", body)).await
}

#[tokio::test]
async fn an_order_is_paid_once_and_stays_so() {
    let world = World::new().await;
    let (keeper, bob, path) = ordered(&world).await;
    let keyed = || pays(&path, "trial_ok").by(&bob).header("idempotency-key", "k");
    let paid = world.call(keyed()).await;
    assert_eq!((paid.status, &paid.body["state"]), (200, &json!("paid")), "{paid:?}");
    let again = world.call(keyed()).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (200, "true"));
    assert_eq!(again.body, paid.body);
    let other = pays(&path, "trial_decline").by(&bob).header("idempotency-key", "k");
    world.call(other).await.is_problem(422, "key_reused");
    world.call(pays(&path, "trial_ok").by(&bob)).await.is_problem(409, "paid");
    for who in [&bob, &keeper] {
        world.call(Call::delete(&path).by(who)).await.is_problem(409, "paid");
    }
    pass(&world, Duration::from_mins(16));
    errand(&world, "shop.unpaid").run(now(&world)).await.unwrap();
    assert_eq!(state(&world, &bob, &path).await, "paid");
    assert_eq!(stock(&world, &keeper, "rook").await, (json!(3), json!(2)), "what is paid is kept");
}

#[tokio::test]
async fn what_was_declined_can_be_paid_otherwise_in_time() {
    let world = World::new().await;
    let (_, bob, path) = ordered(&world).await;
    let keyed = || pays(&path, "trial_decline").by(&bob).header("idempotency-key", "k");
    let declined = world.call(keyed()).await;
    declined.is_problem(402, "unpaid");
    assert_eq!(declined.body["order"]["state"], "placed");
    let again = world.call(keyed()).await;
    again.is_problem(402, "unpaid");
    assert_eq!(again.header("idempotent-replayed"), "true");
    pass(&world, Duration::from_mins(16));
    world.call(pays(&path, "trial_ok").by(&bob)).await.is_problem(409, "too_late");
    errand(&world, "shop.unpaid").run(now(&world)).await.unwrap();
    world.call(pays(&path, "trial_ok").by(&bob)).await.is_problem(409, "order_over");
}

#[tokio::test]
async fn nobody_pays_for_others_or_with_nothing() {
    let world = World::new().await;
    let (keeper, bob, path) = ordered(&world).await;
    let eve = world.member("eve").await;
    for who in [&eve, &keeper] {
        world.call(pays(&path, "trial_ok").by(who)).await.is_problem(404, "not_found");
    }
    world.call(pays(&path, "a b").by(&bob)).await.is_problem(422, "invalid");
    world.call(pays(&path, "trial_ok")).await.is_problem(401, "unauthenticated");
    assert_eq!(state(&world, &bob, &path).await, "placed");
}

#[tokio::test(start_paused = true)]
async fn who_answers_late_is_looked_up_and_nothing_is_freed_meanwhile() {
    let world = World::new().await;
    let (keeper, bob, path) = ordered(&world).await;
    let open = world.call(pays(&path, "trial_late").by(&bob)).await;
    assert_eq!((open.status, &open.body["state"]), (202, &json!("paying")), "{open:?}");
    world.call(Call::delete(&path).by(&bob)).await.is_problem(409, "being_paid");
    world.call(pays(&path, "trial_ok").by(&bob)).await.is_problem(409, "being_paid");
    pass(&world, Duration::from_mins(16));
    errand(&world, "shop.unpaid").run(now(&world)).await.unwrap();
    assert_eq!(state(&world, &bob, &path).await, "paying", "it does not end while somebody pays");
    let cashiers = [(); 2].map(|()| errand(&world, "shop.payments"));
    let (one, two) = tokio::join!(cashiers[0].run(now(&world)), cashiers[1].run(now(&world)));
    assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    assert_eq!(state(&world, &bob, &path).await, "paid");
    assert_eq!(stock(&world, &keeper, "rook").await, (json!(3), json!(2)));
}

#[tokio::test(start_paused = true)]
async fn who_never_answers_is_told_to_leave_it() {
    let world = World::new().await;
    let (_, bob, path) = ordered(&world).await;
    assert_eq!(world.call(pays(&path, "trial_mute").by(&bob)).await.status, 202);
    let cashier = errand(&world, "shop.payments");
    pass(&world, Duration::from_secs(10));
    cashier.run(now(&world)).await.unwrap();
    assert_eq!(state(&world, &bob, &path).await, "paying", "an answer may still come");
    pass(&world, Duration::from_mins(2));
    cashier.run(now(&world)).await.unwrap();
    assert_eq!(state(&world, &bob, &path).await, "placed");
    let paid = world.call(pays(&path, "trial_ok").by(&bob)).await;
    assert_eq!((paid.status, &paid.body["to_give_back"]), (200, &json!([])));
}

#[tokio::test(start_paused = true)]
async fn a_message_has_the_state_looked_up_whatever_it_says_and_however_often() {
    let world = World::new().await;
    let (_, bob, path) = ordered(&world).await;
    world.call(pays(&path, "trial_late").by(&bob)).await;
    let payment = payment(&world, &bob, &path).await;
    let sent = now(&world);
    let forged = Call::post(WEBHOOK).header("payment-signature", "t=1,v1=00").raw("application/json", "{}");
    world.call(forged).await.is_problem(400, "bad_signature");
    world.call(Call::post(WEBHOOK).raw("application/json", "{}")).await.is_problem(400, "bad_signature");
    says(&world, payment, sent - Duration::from_secs(301)).await.is_problem(400, "stale");
    assert_eq!(state(&world, &bob, &path).await, "paying", "who is not heard changes nothing");
    assert_eq!(says(&world, Uuid::from_u128(7), sent).await.status, 200, "of nobody's payment");
    let told = world.use_cases.shop.state_hash().await.unwrap().all;
    assert_eq!(says(&world, payment, sent).await.status, 200);
    assert_eq!(state(&world, &bob, &path).await, "paid");
    let after = world.use_cases.shop.state_hash().await.unwrap().all;
    assert_ne!(told, after);
    assert_eq!(says(&world, payment, sent).await.status, 200);
    assert_eq!(world.use_cases.shop.state_hash().await.unwrap().all, after, "a duplicate has no effect");
    let long = Call::post(WEBHOOK).raw("application/json", vec![b' '; 16 * 1024 + 1]);
    world.call(long).await.is_problem(413, "too_large");
}

//! One command from many at once, under one key: however each of them writes it, it is carried out once.
use std::sync::Arc;

use axum::http::Method;
use serde_json::json;
use service::shop::EventStore;
use sourcing::Position;

use crate::cart::{put, shop};
use crate::door::{Call, Member, Seen, World};
use crate::orders::ORDERS;

/// So many at once.
const MANY: usize = 48;

/// What each of them is answered, in the order in which they ask: each a task of its own.
async fn at_once(world: &Arc<World>, by: &Member, ask: impl Fn(usize) -> Call) -> Vec<Seen> {
    let asking = (0..MANY).map(|n| {
        let (world, call) = (world.clone(), ask(n).header("idempotency-key", "k").by(by));
        tokio::spawn(async move { world.call(call).await })
    });
    let mut seen = vec![];
    for asked in asking.collect::<Vec<_>>() {
        seen.push(asked.await.unwrap());
    }
    seen
}

async fn count(world: &World, kind: &str) -> usize {
    let all = EventStore::read(world.memory(), Position::START, 10_000).await.unwrap();
    all.iter().filter(|entry| entry.fact.kind.as_str() == kind).count()
}

/// All say the same, and all but one that it had been done.
fn is_one_answer(seen: &[Seen], status: u16) {
    let first = &seen[0];
    for one in seen {
        assert_eq!((one.status, &one.body), (status, &first.body), "{one:?}");
    }
    let replayed = seen.iter().filter(|one| one.header("idempotent-replayed") == "true").count();
    assert_eq!(replayed, MANY - 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wish_that_comes_from_many_at_once_is_carried_out_once_however_it_is_written() {
    let world = Arc::new(World::new().await);
    shop(&world).await;
    let bob = world.member("bob").await;
    let path = "/api/rookery/v1/shop/cart/lines/rook";
    let call = || Call::new(Method::PUT, path);
    let seen = at_once(&world, &bob, |n| match n % 4 {
        0 => call().json(&json!({ "quantity": 2, "version": 0 })),
        1 => call().raw("application/json", r#"{ "version" : 0, "unknown": [null], "quantity": 2 }"#),
        2 => call().form(&[("version", "0"), ("quantity", "2")]),
        _ => call().json(&json!({ "quantity": "2", "version": "0" })),
    });
    is_one_answer(&seen.await, 200);
    assert_eq!(count(&world, "checkout.quantity_changed").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_comes_from_many_at_once_is_one_order() {
    let world = Arc::new(World::new().await);
    shop(&world).await;
    let bob = world.member("bob").await;
    let shown = put(&world, &bob, "rook", 1).await.body;
    let (version, hash) = (shown["version"].to_string(), shown["hash"].as_str().unwrap());
    let seen = at_once(&world, &bob, |n| match n % 2 {
        0 => Call::post(ORDERS).json(&json!({ "version": shown["version"], "hash": hash })),
        _ => Call::post(ORDERS).form(&[("hash", hash), ("version", &version)]),
    });
    is_one_answer(&seen.await, 201);
    assert_eq!(count(&world, "checkout.order_placed").await, 1);
}

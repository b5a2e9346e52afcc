//! What an earlier event-sourced shop got wrong, and is tested nowhere else. `features/shop/FAULTS.md` lists all of it.
use std::time::Duration;

use domain::Timestamp;
use serde_json::{Value, json};
use service::shop::Shop;
use tokio::time::timeout;

use crate::cart::{cart, put, shop};
use crate::door::{Call, Member, Seen, World};
use crate::shop::at;

const CART: &str = "/api/rookery/v1/shop/cart";
const ORDERS: &str = "/api/rookery/v1/shop/orders";

async fn order(world: &World, by: &Member, shown: &Value) -> Seen {
    let body = json!({ "version": shown["version"], "hash": shown["hash"] });
    world.call(Call::post(ORDERS).json(&body).by(by)).await
}

/// Has the herald of a server tell everybody what is news, until it finds nothing more.
async fn tell(shop: &Shop) {
    let [_, herald, ..] = shop.errands();
    // where there is nothing more it waits for more
    while timeout(Duration::from_millis(100), herald.run(Timestamp::UNIX_EPOCH)).await.is_ok() {}
}

#[tokio::test]
async fn a_herald_that_begins_anew_tells_nothing_again() {
    let world = World::new().await;
    shop(&world).await;
    let bob = world.member("bob").await;
    put(&world, &bob, "rook", 9).await;
    let shown = cart(&world, &bob).await;
    order(&world, &bob, &shown).await.is_problem(409, "out_of_stock");
    let before = world.changes().await;
    tell(&world.use_cases.shop).await;
    let told = world.changes().await;
    assert!(told > before, "there was something to tell");
    for _ in 0..2 {
        tell(&world.another_shop().await).await;
        assert_eq!(world.changes().await, told, "whoever begins goes on after what was told, not at it");
    }
}

#[tokio::test]
async fn an_emptied_cart_cannot_be_ordered() {
    let world = World::new().await;
    shop(&world).await;
    let bob = world.member("bob").await;
    put(&world, &bob, "rook", 1).await;
    let emptied = put(&world, &bob, "rook", 0).await.body;
    let seen = order(&world, &bob, &emptied).await;
    seen.is_problem(422, "invalid");
    assert_eq!(seen.body["field"], "lines");
    assert_eq!(world.call(Call::get(ORDERS).by(&bob)).await.body["total"], 0);
}

#[tokio::test]
async fn a_disabled_product_cannot_be_ordered() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    let bob = world.member("bob").await;
    put(&world, &bob, "rook", 1).await;
    world.call(Call::delete(&at("rook")).by(&keeper)).await;
    let shown = cart(&world, &bob).await;
    assert_eq!(shown["lines"][0]["sold"], false, "the line says so");
    order(&world, &bob, &shown).await.is_problem(422, "invalid");
    assert_eq!(world.call(Call::get(ORDERS).by(&bob)).await.body["total"], 0);
}

#[tokio::test]
async fn a_change_that_is_refused_leaves_the_cart_as_it_was() {
    let world = World::new().await;
    shop(&world).await;
    let bob = world.member("bob").await;
    let before = put(&world, &bob, "rook", 2).await.body;
    let body = [
        json!({ "quantity": -1 }),
        json!({ "quantity": 1_000 }),
        json!({ "quantity": 3, "version": 99 }),
        json!({ "quantity": "three" }),
        json!({}),
    ];
    for body in body {
        let wish = Call::new(axum::http::Method::PUT, &format!("{CART}/lines/rook")).json(&body);
        let seen = world.call(wish.by(&bob)).await;
        assert!((400..500).contains(&seen.status), "{body}: {seen:?}");
        assert_eq!(cart(&world, &bob).await, before, "{body}");
    }
}

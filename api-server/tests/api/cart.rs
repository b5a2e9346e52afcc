//! Carts: what somebody is about to buy.
use axum::http::Method;
use serde_json::{Value, json};

use crate::door::{Call, Member, Seen, World};
use crate::shop::{at, counts, keeper, puts, rook, with};

const CART: &str = "/api/rookery/v1/shop/cart";

fn wants(id: &str, body: &Value) -> Call {
    Call::new(Method::PUT, &format!("{CART}/lines/{id}")).json(body)
}

pub(crate) async fn put(world: &World, by: &Member, id: &str, quantity: i64) -> Seen {
    let seen = world.call(wants(id, &json!({ "quantity": quantity })).by(by)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    seen
}

pub(crate) async fn cart(world: &World, by: &Member) -> Value {
    let seen = world.call(Call::get(CART).by(by)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    seen.body
}

/// A shop with rooks and crows in it.
pub(crate) async fn shop(world: &World) -> Member {
    let keeper = keeper(world).await;
    puts(world, &keeper, "rook", &rook()).await;
    puts(world, &keeper, "crow", &with(with(rook(), "price", 5), "name", "Crow")).await;
    world.call(counts("rook", 3).by(&keeper)).await;
    keeper
}

#[tokio::test]
async fn adding_to_a_cart_sets_what_was_asked_for_and_answers_the_whole_cart() {
    let world = World::new().await;
    shop(&world).await;
    let bob = world.member("bob").await;
    let empty = cart(&world, &bob).await;
    assert_eq!((&empty["id"], &empty["version"], &empty["total"]), (&Value::Null, &json!(0), &Value::Null));
    let seen = put(&world, &bob, "rook", 3).await;
    let line = &seen.body["lines"][0];
    assert_eq!((&line["quantity"], &line["name"]), (&json!(3), &json!("Rook")));
    assert_eq!((&line["in_stock"], &line["more_in_stock"]), (&json!(true), &json!(false)));
    assert_eq!(line["unit_price"], json!({ "amount": 1_995, "currency": "EUR" }));
    assert_eq!(seen.body["total"], json!({ "amount": 5_985, "currency": "EUR" }));
    assert_eq!(cart(&world, &bob).await, seen.body);
    let both = put(&world, &bob, "crow", 1).await.body;
    assert_eq!(
        (&both["lines"][0]["product"], &both["lines"][1]["product"]),
        (&json!("crow"), &json!("rook"))
    );
    assert_eq!(
        (&both["version"], &both["total"]["amount"], &both["id"]),
        (&json!(2), &json!(5_990), &seen.body["id"])
    );
    assert_ne!(both["hash"], seen.body["hash"]);
    let one = put(&world, &bob, "crow", 0).await.body;
    assert_eq!(
        (&one["lines"], &one["hash"]),
        (&seen.body["lines"], &seen.body["hash"]),
        "what is shown is the same again"
    );
    let ada = world.member("ada").await;
    assert_eq!(cart(&world, &ada).await, empty, "another's cart is not shown");
}

#[tokio::test]
async fn quantities_are_never_negative_and_nothing_unknown_or_disabled_goes_in() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    let bob = world.member("bob").await;
    put(&world, &bob, "rook", 1).await;
    world.call(Call::delete(&at("rook")).by(&keeper)).await;
    let line = cart(&world, &bob).await["lines"][0].clone();
    assert_eq!(
        (&line["sold"], &line["total"], &line["in_stock"]),
        (&json!(false), &Value::Null, &json!(false))
    );
    let before = cart(&world, &bob).await;
    for (id, quantity, field) in [
        ("crow", -1, "quantity"),
        ("crow", 1_000, "quantity"),
        ("daw", 1, "id"),
        ("rook", 2, "id"),
        ("a:b", 1, "id"),
    ] {
        let seen = world.call(wants(id, &json!({ "quantity": quantity })).by(&bob)).await;
        seen.is_problem(422, "invalid");
        assert_eq!(seen.body["field"], field, "{id} {quantity}");
    }
    assert_eq!(cart(&world, &bob).await, before, "whatever is refused changes nothing");
    assert_eq!(put(&world, &bob, "rook", 0).await.body["lines"], json!([]));
    let yen = with(with(rook(), "currency", "JPY"), "name", "Yen");
    puts(&world, &keeper, "yen", &yen).await;
    put(&world, &bob, "crow", 1).await;
    let mixed = world.call(wants("yen", &json!({ "quantity": 1 })).by(&bob)).await;
    mixed.is_problem(422, "invalid");
    world.call(Call::get(CART)).await.is_problem(401, "unauthenticated");
    world.call(wants("crow", &json!({ "quantity": 1 }))).await.is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn two_tabs_see_one_cart_and_a_stale_one_is_told() {
    let world = World::new().await;
    shop(&world).await;
    let bob = world.member("bob").await;
    let stale = |version: u64| wants("crow", &json!({ "quantity": 2, "version": version })).by(&bob);
    assert_eq!(world.call(stale(0)).await.body["version"], 1);
    put(&world, &bob, "rook", 1).await;
    let refused = world.call(stale(1)).await;
    refused.is_problem(409, "version_conflict");
    assert_eq!(refused.body["current_version"], 2);
    let keyed = || wants("crow", &json!({ "quantity": 7 })).header("idempotency-key", "k").by(&bob);
    assert_eq!(world.call(keyed()).await.header("idempotent-replayed"), "");
    put(&world, &bob, "crow", 1).await;
    let again = world.call(keyed()).await;
    assert_eq!((again.header("idempotent-replayed"), &again.body), ("true", &cart(&world, &bob).await));
    assert_eq!(again.body["lines"][0]["quantity"], 1, "it was not done again");
    let both = tokio::join!(put(&world, &bob, "crow", 4), put(&world, &bob, "rook", 5));
    assert_eq!(both.0.body["version"].as_u64().max(both.1.body["version"].as_u64()), Some(6));
    let lines = cart(&world, &bob).await["lines"].clone();
    assert_eq!((&lines[0]["quantity"], &lines[1]["quantity"]), (&json!(4), &json!(5)));
}

#[tokio::test]
async fn two_who_put_the_first_thing_into_one_cart_have_one_cart() {
    let world = World::new().await;
    shop(&world).await;
    let bob = world.member("bob").await;
    let (one, other) = tokio::join!(put(&world, &bob, "crow", 1), put(&world, &bob, "rook", 1));
    assert_eq!(one.body["id"], other.body["id"]);
    assert_eq!(cart(&world, &bob).await["lines"].as_array().unwrap().len(), 2);
}

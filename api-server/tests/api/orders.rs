//! Orders: a cart as it was shown, or nothing.
use axum::http::Method;
use domain::Timestamp;
use serde_json::{Value, json};
use service::duty::{Due, Errand};

use crate::cart::{cart, put, shop};
use crate::door::{Call, Member, Seen, World};
use crate::shop::{at, counts, puts, rook, with};

pub(crate) const ORDERS: &str = "/api/rookery/v1/shop/orders";
const SALES: &str = "/api/rookery/v1/shop/sales";

fn asks(shown: &Value) -> Call {
    let lines = shown["lines"].as_array().unwrap().iter();
    let lines: Vec<Value> =
        lines.map(|line| json!({ "product": line["product"], "hash": line["hash"] })).collect();
    let body = json!({ "version": shown["version"], "hash": shown["hash"], "lines": lines });
    Call::post(ORDERS).json(&body)
}

pub(crate) async fn order(world: &World, by: &Member, shown: &Value) -> Seen {
    world.call(asks(shown).by(by)).await
}

pub(crate) async fn stock(world: &World, keeper: &Member, id: &str) -> (Value, Value) {
    let seen = world.call(Call::get(&format!("/api/rookery/v1/shop/stock/{id}")).by(keeper)).await;
    (seen.body["on_hand"].clone(), seen.body["reserved"].clone())
}

/// What visitors find, when it has come to them.
async fn available(world: &World, id: &str) -> Value {
    world.use_cases.shop.imported().await.unwrap();
    world.get(&at(id)).await.body["available"].clone()
}

#[tokio::test]
async fn order_equals_cart_shown() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    world.call(counts("crow", 1).by(&keeper)).await;
    let bob = world.member("bob").await;
    put(&world, &bob, "rook", 2).await;
    let shown = put(&world, &bob, "crow", 1).await.body;
    let placed = order(&world, &bob, &shown).await;
    assert_eq!((placed.status, &placed.body["state"]), (201, &json!("placed")), "{placed:?}");
    assert_eq!((&placed.body["hash"], &placed.body["total"]), (&shown["hash"], &shown["total"]));
    for (ordered, shown) in
        placed.body["lines"].as_array().unwrap().iter().zip(shown["lines"].as_array().unwrap())
    {
        for field in ["product", "quantity", "name", "small_image", "unit_price", "total", "tax_class"] {
            assert_eq!(ordered[field], shown[field], "{field}");
        }
    }
    let empty = cart(&world, &bob).await;
    assert_eq!((&empty["lines"], &empty["id"], &empty["version"]), (&json!([]), &shown["id"], &json!(3)));
    assert_eq!(stock(&world, &keeper, "rook").await, (json!(3), json!(2)));
    assert_eq!((available(&world, "rook").await, available(&world, "crow").await), (json!(1), json!(0)));
    puts(&world, &keeper, "rook", &with(with(rook(), "price", 1), "name", "Daw")).await;
    let path = format!("{ORDERS}/{}", placed.id());
    let read = world.call(Call::get(&path).by(&bob)).await;
    assert_eq!(read.body, placed.body, "it stays as it was shown");
}

#[tokio::test]
async fn a_cart_that_was_not_shown_is_not_ordered_and_the_truth_is_told() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    let bob = world.member("bob").await;
    put(&world, &bob, "crow", 1).await;
    let shown = put(&world, &bob, "rook", 2).await.body;
    let refused = async |why: &str, differing: Value| {
        let seen = order(&world, &bob, &shown).await;
        seen.is_problem(409, "cart_changed");
        assert_eq!(
            (&seen.body["differing"], &seen.body["cart"]),
            (&differing, &cart(&world, &bob).await),
            "{why}"
        );
        assert_eq!(stock(&world, &keeper, "rook").await, (json!(3), json!(0)), "{why}");
    };
    for changed in [with(rook(), "price", 1), with(rook(), "name", "Daw"), with(rook(), "tax_class", "zero")]
    {
        puts(&world, &keeper, "rook", &changed).await;
        refused("it is another thing", json!(["rook"])).await;
    }
    puts(&world, &keeper, "rook", &rook()).await;
    put(&world, &bob, "crow", 0).await;
    refused("another tab", json!(["crow"])).await;
    put(&world, &bob, "crow", 1).await;
    refused("two changes are no change, but who ordered had not seen them", json!([])).await;
    world.call(Call::delete(&at("rook")).by(&keeper)).await;
    refused("disabled", json!(["rook"])).await;
    assert_eq!(world.call(Call::get(ORDERS).by(&bob)).await.body["total"], 0, "no order was left behind");
}

#[tokio::test]
async fn what_cant_be_ordered_says_which_field() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    let bob = world.member("bob").await;
    let check = async |field: &str| {
        let shown = cart(&world, &bob).await;
        let seen = order(&world, &bob, &shown).await;
        seen.is_problem(422, "invalid");
        assert_eq!(seen.body["field"], field);
    };
    check("lines").await;
    put(&world, &bob, "rook", 1).await;
    put(&world, &bob, "rook", 0).await;
    check("lines").await;
    put(&world, &bob, "rook", 1).await;
    put(&world, &bob, "crow", 1).await;
    world.call(Call::delete(&at("crow")).by(&keeper)).await;
    check("lines").await;
    puts(&world, &keeper, "crow", &with(with(rook(), "currency", "JPY"), "name", "Crow")).await;
    check("currency").await;
    let long = Call::new(Method::PUT, "/api/rookery/v1/shop/stock/rook");
    let long = long.raw("application/json", r#"{"on_hand":99999999999999999999}"#);
    let seen = world.call(long.by(&keeper)).await;
    seen.is_problem(422, "invalid");
    assert_eq!(seen.body["field"], "on_hand", "a number that overflows says where");
    world.call(Call::post(ORDERS).json(&json!({}))).await.is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn out_of_stock_is_told_line_by_line_and_is_a_fact() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    world.call(counts("crow", 1).by(&keeper)).await;
    let bob = world.member("bob").await;
    put(&world, &bob, "crow", 1).await;
    let shown = put(&world, &bob, "rook", 4).await.body;
    let seen = world.call(asks(&shown).header("idempotency-key", "k").by(&bob)).await;
    seen.is_problem(409, "out_of_stock");
    assert_eq!(seen.body["lines"], json!([{ "product": "rook", "wanted": 4, "available": 3 }]));
    assert_eq!(stock(&world, &keeper, "crow").await, (json!(1), json!(0)), "nothing is half applied");
    assert_eq!(cart(&world, &bob).await, shown);
    let path = format!("{ORDERS}/{}", seen.body["order"].as_str().unwrap());
    let read = world.call(Call::get(&path).by(&bob)).await;
    assert_eq!((&read.body["state"], &read.body["reason"]), (&json!("refused"), &json!("out_of_stock")));
    assert_eq!(read.body["lacking"], seen.body["lines"], "a failed order is no silent nothing");
    let same = order(&world, &bob, &shown).await;
    same.is_problem(409, "out_of_stock");
    assert_eq!(same.body["order"], seen.body["order"], "what fails again in the same way is no news");
    world.call(counts("rook", 9).by(&keeper)).await;
    let again = world.call(asks(&shown).header("idempotency-key", "k").by(&bob)).await;
    again.is_problem(409, "out_of_stock");
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(order(&world, &bob, &shown).await.status, 201, "by another key, or none, it is another order");
}

#[tokio::test]
async fn a_retry_is_the_same_order_and_a_key_is_one_wish() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    let bob = world.member("bob").await;
    let shown = put(&world, &bob, "rook", 1).await.body;
    let keyed = || world.call(asks(&shown).header("idempotency-key", "k").by(&bob));
    let (one, two, three) = tokio::join!(keyed(), keyed(), keyed());
    assert_eq!((one.status, &one.bytes, &two.bytes), (201, &two.bytes, &three.bytes));
    let replayed = [&one, &two, &three].map(|seen| seen.header("idempotent-replayed") == "true");
    assert_eq!(replayed.iter().filter(|replayed| **replayed).count(), 2, "{replayed:?}");
    assert_eq!(stock(&world, &keeper, "rook").await, (json!(3), json!(1)));
    let other = put(&world, &bob, "rook", 2).await.body;
    let reused = world.call(asks(&other).header("idempotency-key", "k").by(&bob)).await;
    reused.is_problem(422, "key_reused");
    assert_eq!(cart(&world, &bob).await, other);
    let twice = tokio::join!(order(&world, &bob, &other), order(&world, &bob, &other));
    let mut codes = [twice.0.status, twice.1.status];
    codes.sort_unstable();
    assert_eq!(codes, [201, 409], "without a key the second finds an empty cart");
}

#[tokio::test]
async fn of_many_who_want_the_last_one_one_gets_it_and_all_are_told() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    let mut carts = vec![];
    for n in 0..8 {
        let member = world.member(&format!("buyer{n}")).await;
        let shown = put(&world, &member, "rook", 1).await.body;
        carts.push((member, shown));
    }
    let mut calls = vec![];
    for (member, shown) in &carts {
        calls.push(order(&world, member, shown));
    }
    let seen = futures_util::future::join_all(calls).await;
    let placed = seen.iter().filter(|seen| seen.status == 201).count();
    for refused in seen.iter().filter(|seen| seen.status != 201) {
        refused.is_problem(409, "out_of_stock");
        assert_eq!(refused.body["lines"][0]["available"], 0);
    }
    assert_eq!(placed, 3);
    assert_eq!(stock(&world, &keeper, "rook").await, (json!(3), json!(3)));
    let less = world.call(counts("rook", 2).by(&keeper)).await;
    less.is_problem(422, "invalid");
    assert_eq!(less.body["field"], "on_hand", "what is promised is not counted away");
}

#[tokio::test]
async fn another_persons_order_is_none_and_the_keeper_sees_all() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    let (bob, eve) = (world.member("bob").await, world.member("eve").await);
    let mut placed = vec![];
    for _ in 0..3 {
        let shown = put(&world, &bob, "rook", 1).await.body;
        placed.insert(0, order(&world, &bob, &shown).await.body);
    }
    let path = format!("{ORDERS}/{}", placed[0]["id"].as_str().unwrap());
    world.call(Call::get(&path).by(&eve)).await.is_problem(404, "not_found");
    world.call(Call::get(&format!("{ORDERS}/x")).by(&eve)).await.is_problem(404, "not_found");
    assert_eq!(world.call(Call::get(&path).by(&keeper)).await.body, placed[0]);
    assert_eq!(world.call(Call::get(ORDERS).by(&eve)).await.body["orders"], json!([]));
    let page = world.call(Call::get(&format!("{ORDERS}?limit=2")).by(&bob)).await.body;
    assert_eq!((&page["orders"], &page["pages"]), (&json!(placed[..2]), &json!(2)));
    let second = world.call(Call::get(&format!("{SALES}?limit=2&page=2")).by(&keeper)).await.body;
    assert_eq!((&second["orders"], &second["total"]), (&json!(placed[2..]), &json!(3)));
    world.call(Call::get(SALES).by(&eve)).await.is_problem(403, "forbidden");
}

#[tokio::test]
async fn an_order_that_is_taken_back_frees_what_was_kept_for_it_once() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    let (bob, eve) = (world.member("bob").await, world.member("eve").await);
    let mut paths = vec![];
    for quantity in [2, 1] {
        let shown = put(&world, &bob, "rook", quantity).await.body;
        paths.push(format!("{ORDERS}/{}", order(&world, &bob, &shown).await.id()));
    }
    let takes = |path: &str, by: &Member| Call::delete(path).by(by);
    world.call(takes(&paths[0], &eve)).await.is_problem(404, "not_found");
    let (one, two) = tokio::join!(world.call(takes(&paths[0], &bob)), world.call(takes(&paths[0], &bob)));
    assert_eq!(
        (one.status, &one.body["state"], &one.body["reason"]),
        (200, &json!("cancelled"), &json!("by_buyer"))
    );
    assert_eq!(two.body, one.body);
    assert_eq!(stock(&world, &keeper, "rook").await, (json!(3), json!(1)), "freed once");
    assert_eq!(available(&world, "rook").await, 2);
    let keyed = || takes(&paths[1], &keeper).header("idempotency-key", "k");
    assert_eq!(world.call(keyed()).await.body["reason"], "by_keeper");
    assert_eq!(world.call(keyed()).await.header("idempotent-replayed"), "true");
    let other = takes(&paths[0], &keeper).header("idempotency-key", "k");
    world.call(other).await.is_problem(422, "key_reused");
    assert_eq!(stock(&world, &keeper, "rook").await, (json!(3), json!(0)));
    let shown = put(&world, &eve, "rook", 3).await.body;
    assert_eq!(order(&world, &eve, &shown).await.status, 201, "what is free can be had");
}

#[tokio::test]
async fn who_has_ordered_is_written_one_letter_however_many_write_it() {
    let world = World::new().await;
    shop(&world).await;
    let bob = world.member("bob").await;
    let shown = put(&world, &bob, "rook", 2).await.body;
    world.letters().await;
    let placed = order(&world, &bob, &shown).await;
    let much = put(&world, &bob, "rook", 2).await.body;
    order(&world, &bob, &much).await.is_problem(409, "out_of_stock");
    let (one, other) = (world.confirming(), world.confirming());
    let both = tokio::join!(one.run(Timestamp::UNIX_EPOCH), other.run(Timestamp::UNIX_EPOCH));
    assert!(both.0.is_ok() && both.1.is_ok(), "{both:?}");
    while let Ok(Due::Now) = one.run(Timestamp::UNIX_EPOCH).await {}
    let letters = world.letters().await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(letters[0].to.as_str(), "bob@r.example");
    assert!(letters[0].subject.contains(&placed.id()), "{letters:?}");
    assert!(letters[0].text.contains("2 x Rook, 19.95 EUR each: 39.90 EUR"), "{letters:?}");
    assert_eq!((one.stopped_by(), other.stopped_by()), (None, None));
}

fn ending(world: &World) -> std::sync::Arc<dyn Errand> {
    let errands = world.use_cases.shop.errands();
    errands.into_iter().find(|errand| errand.name() == "shop.unpaid").unwrap()
}

#[tokio::test]
async fn what_nobody_pays_in_time_is_there_for_others() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    let bob = world.member("bob").await;
    let shown = put(&world, &bob, "rook", 2).await.body;
    let placed = order(&world, &bob, &shown).await;
    let path = format!("{ORDERS}/{}", placed.id());
    let moment = |name: &str| placed.body[name].as_str().unwrap().parse::<Timestamp>().unwrap();
    let (placed_at, pay_by) = (moment("placed_at"), moment("pay_by"));
    assert_eq!(pay_by.duration_since(placed_at).as_secs(), 900);
    let (here, entropy) = (ending(&world), world.use_cases.entropy.clone());
    assert_eq!(here.run(entropy.now()).await.unwrap(), Due::At(pay_by));
    assert_eq!(stock(&world, &keeper, "rook").await, (json!(3), json!(2)), "it is kept until then");
    // the clock moves when somebody looks
    while entropy.now() < pay_by {}
    let (one, two) = tokio::join!(here.run(entropy.now()), here.run(entropy.now()));
    assert_eq!((one.unwrap(), two.unwrap()), (Due::Whenever, Due::Whenever), "nothing else waits");
    let ended = world.call(Call::get(&path).by(&bob)).await;
    assert_eq!((&ended.body["state"], &ended.body["pay_by"]), (&json!("expired"), &placed.body["pay_by"]));
    assert_eq!(stock(&world, &keeper, "rook").await, (json!(3), json!(0)), "freed once");
    assert_eq!(available(&world, "rook").await, 3);
    let late = world.call(Call::delete(&path).by(&bob)).await;
    assert_eq!((late.status, late.body), (200, ended.body), "there is nothing left to take back");
}

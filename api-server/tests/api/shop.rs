//! The shop: what is sold, and who says so.
use axum::http::Method;
use domain::identity::{Measure, Role, Scopes};
use serde_json::{Value, json};
use service::shop::EventStore;

use crate::door::{Call, Member, Seen, World, nobodys};
use crate::webhook::happens;

const PRODUCTS: &str = "/api/rookery/v1/shop/products";
const STOCK: &str = "/api/rookery/v1/shop/stock";

pub(crate) fn counts(id: &str, on_hand: i64) -> Call {
    Call::new(Method::PUT, &format!("{STOCK}/{id}")).json(&json!({ "on_hand": on_hand }))
}

async fn available(world: &World, id: &str) -> Value {
    world.get(&at(id)).await.body["available"].clone()
}

pub(crate) async fn keeper(world: &World) -> Member {
    let keeper = world.member("keeper").await;
    let id = keeper.id.parse().unwrap();
    world.use_cases.accounts.take(Measure::Appoint(Role::Admin), id, &nobodys()).await.unwrap();
    keeper
}

pub(crate) fn rook() -> Value {
    json!({
        "name": "Rook", "description": "A print", "long_text": "Lino.\nSigned.", "category": "Prints",
        "small_image": "https://r.example/s.png", "large_image": "https://r.example/l.png",
        "price": 1_995, "currency": "EUR", "tax_class": "reduced",
    })
}

pub(crate) fn with(mut product: Value, name: &str, value: impl Into<Value>) -> Value {
    product[name] = value.into();
    product
}

pub(crate) fn at(id: &str) -> String {
    format!("{PRODUCTS}/{id}")
}

fn put(id: &str, body: &Value) -> Call {
    Call::new(Method::PUT, &at(id)).json(body)
}

pub(crate) async fn puts(world: &World, by: &Member, id: &str, body: &Value) -> Seen {
    let seen = world.call(put(id, body).by(by)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    seen
}

impl Seen {
    /// It says no, in the shape of the shop.
    pub(crate) fn is_problem(&self, status: u16, code: &str) {
        assert_eq!((self.status, &self.body["code"]), (status, &json!(code)), "{self:?}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.body["status"], status);
        assert_eq!(self.body["request_id"], self.header("x-request-id"));
        assert_eq!(self.body["type"], format!("urn:rookery:problem:{code}"));
        assert!(self.body["title"].is_string() && self.body["detail"].is_string(), "{self:?}");
    }

    fn products(&self) -> Vec<&str> {
        let products = self.body["products"].as_array().unwrap_or_else(|| panic!("no page: {self:?}"));
        products.iter().map(|product| product["id"].as_str().unwrap()).collect()
    }
}

#[tokio::test]
async fn what_is_described_is_found_at_once() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    world.get(&at("rook")).await.is_problem(404, "not_found");
    assert_eq!(world.get(PRODUCTS).await.body, json!({ "products": [], "page": 1, "pages": 0, "total": 0 }));
    let kept = puts(&world, &keeper, "rook", &rook()).await;
    assert_eq!((&kept.body["disabled"], &kept.body["version"]), (&json!(false), &json!(3)));
    let found = world.get(&at("rook")).await;
    assert_eq!(found.body["price"], json!({ "amount": 1_995, "currency": "EUR" }));
    for (name, value) in rook().as_object().unwrap() {
        if !["price", "currency"].contains(&name.as_str()) {
            assert_eq!((&found.body[name], &kept.body[name]), (value, value), "{name}");
        }
    }
    assert_eq!(found.header("x-shop-position"), kept.header("x-shop-position"));
    assert_eq!(world.get(PRODUCTS).await.body["products"], json!([found.body]));
}

#[tokio::test]
async fn the_catalogue_is_paged_by_place_in_each_order() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    for (id, name, price, category) in
        [("1", "rook", 5, "Prints"), ("2", "Crow", 9, "Shirts"), ("3", "daw", 1, "Prints")]
    {
        let body = json!({ "name": name, "price": price, "currency": "EUR", "category": category });
        puts(&world, &keeper, id, &body).await;
    }
    let check = async |query: &str, ids: &[&str]| {
        let seen = world.get(&format!("{PRODUCTS}?{query}")).await;
        assert_eq!(seen.products(), ids, "{query}");
        seen
    };
    check("", &["2", "3", "1"]).await;
    check("sort=price", &["3", "1", "2"]).await;
    check("sort=newest&category=", &["3", "2", "1"]).await;
    check("category=Prints", &["3", "1"]).await;
    check("category=Mugs", &[]).await;
    let page = check("limit=2&page=2", &["1"]).await;
    assert_eq!((&page.body["pages"], &page.body["total"]), (&json!(2), &json!(3)));
    check("page=9", &[]).await;
    puts(&world, &keeper, "1", &json!({ "name": "a rook", "price": 10, "currency": "EUR" })).await;
    check("", &["1", "2", "3"]).await;
    check("category=Prints", &["3"]).await;
}

#[tokio::test]
async fn a_page_of_size_0_is_refused_and_divides_nothing() {
    let world = World::new().await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=101", "limit"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("sort=colour", "sort"),
    ] {
        let seen = world.get(&format!("{PRODUCTS}?{query}")).await;
        seen.is_problem(422, "invalid");
        assert_eq!(seen.body["field"], field, "{query}");
    }
}

#[tokio::test]
async fn only_whoever_keeps_the_shop_says_what_is_sold() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    let bob = world.member("bob").await;
    let narrow = world.member_with("cleo", Scopes::stored("read write:statuses")).await;
    for method in [Method::PUT, Method::DELETE] {
        let call = || Call::new(method.clone(), &at("rook")).json(&rook());
        world.call(call()).await.is_problem(401, "unauthenticated");
        world.call(call().header("authorization", "Bearer x")).await.is_problem(401, "unauthenticated");
        world.call(call().by(&narrow)).await.is_problem(403, "forbidden");
        world.call(call().by(&bob)).await.is_problem(403, "forbidden");
    }
    world.call(Call::delete(&at("rook")).by(&keeper)).await.is_problem(404, "not_found");
    world.get("/api/rookery/v1/shop/nothing").await.is_problem(404, "not_found");
    world.call(Call::post(PRODUCTS)).await.is_problem(405, "method_not_allowed");
    assert_eq!(world.get(PRODUCTS).await.body["total"], 0);
}

#[tokio::test]
async fn what_is_so_already_does_not_happen_again() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    let first = puts(&world, &keeper, "rook", &rook()).await;
    let again = puts(&world, &keeper, "rook", &rook()).await;
    assert_eq!(
        (first.body, first.headers["x-shop-position"].clone()),
        (again.body, again.headers["x-shop-position"].clone())
    );
}

#[tokio::test]
async fn a_disabled_product_is_found_no_more_and_again_when_it_is_enabled() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    puts(&world, &keeper, "rook", &rook()).await;
    let gone = world.call(Call::delete(&at("rook")).by(&keeper)).await;
    assert_eq!((gone.status, &gone.body["disabled"]), (200, &json!(true)));
    world.get(&at("rook")).await.is_problem(404, "not_found");
    assert_eq!(world.get(PRODUCTS).await.products(), [""; 0]);
    let again = world.call(Call::delete(&at("rook")).by(&keeper)).await;
    assert_eq!((again.body, again.status), (gone.body, 200));
    puts(&world, &keeper, "rook", &rook()).await;
    assert_eq!(world.get(PRODUCTS).await.products(), ["rook"]);
    puts(&world, &keeper, "crow", &with(rook(), "disabled", true)).await;
    world.get(&at("crow")).await.is_problem(404, "not_found");
}

#[tokio::test]
async fn the_same_key_is_the_same_command_and_nothing_else() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    let keyed = |body: &Value| put("rook", body).header("idempotency-key", "first").by(&keeper);
    let first = world.call(keyed(&rook())).await;
    assert_eq!((first.status, first.header("idempotent-replayed")), (200, ""));
    puts(&world, &keeper, "rook", &with(rook(), "price", 5)).await;
    let again = world.call(keyed(&rook())).await;
    assert_eq!(
        (again.bytes, again.headers["idempotent-replayed"].clone()),
        (first.bytes, "true".parse().unwrap())
    );
    assert_eq!(world.get(&at("rook")).await.body["price"]["amount"], 5, "it was not done again");
    world.call(keyed(&with(rook(), "price", 6))).await.is_problem(422, "key_reused");
    let other = Call::delete(&at("rook")).header("idempotency-key", "first").by(&keeper);
    world.call(other).await.is_problem(422, "key_reused");
    let long = put("rook", &rook()).header("idempotency-key", &"x".repeat(256)).by(&keeper);
    world.call(long).await.is_problem(400, "bad_request");
}

#[tokio::test]
async fn of_many_with_one_key_one_does_it_and_all_are_answered_the_same() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    let call = || world.call(put("rook", &rook()).header("idempotency-key", "k").by(&keeper));
    let (one, two, three) = tokio::join!(call(), call(), call());
    assert_eq!((&one.bytes, &two.bytes), (&two.bytes, &three.bytes));
    let replayed = [&one, &two, &three].map(|seen| seen.header("idempotent-replayed") == "true");
    assert_eq!(replayed.iter().filter(|replayed| **replayed).count(), 2, "{replayed:?}");
    assert_eq!(one.body["version"], 3);
}

#[tokio::test]
async fn who_says_what_they_change_overwrites_nobody() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    let put = |version: i64, price: i64| {
        put("rook", &with(with(rook(), "version", version), "price", price)).by(&keeper)
    };
    let refused = world.call(put(1, 5)).await;
    refused.is_problem(409, "version_conflict");
    assert_eq!(refused.body["current_version"], 0);
    assert_eq!(world.call(put(0, 5)).await.body["version"], 3);
    assert_eq!(world.call(put(3, 6)).await.body["version"], 5);
    for wrong in [3, -1, i64::MAX] {
        let refused = world.call(put(wrong, 7)).await;
        refused.is_problem(409, "version_conflict");
        assert_eq!(refused.body["current_version"], 5);
    }
    assert_eq!(world.get(&at("rook")).await.body["price"]["amount"], 6);
}

#[tokio::test(start_paused = true)]
async fn who_knows_how_far_it_is_reads_nothing_older() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    let position = puts(&world, &keeper, "rook", &rook()).await.header("x-shop-position").to_owned();
    let asking = |at: &str| Call::get(PRODUCTS).header("if-position-at-least", at);
    assert_eq!(world.call(asking(&position)).await.products(), ["rook"]);
    assert_eq!(world.call(asking("0")).await.status, 200);
    world.call(asking("18446744073709551615")).await.is_problem(409, "behind");
    for bad in ["", "-1", "soon", "18446744073709551616"] {
        world.call(asking(bad)).await.is_problem(400, "bad_request");
    }
    // a model that what is read does not follow from goes on no more
    happens(&world, "product:gilded", 0, "pim.product_gilded", &json!({})).await;
    let head = world.memory().head().await.unwrap().position.number().to_string();
    assert_eq!(world.call(asking(&head)).await.products(), ["rook"]);
}

#[tokio::test]
async fn readiness_tells_of_the_shop() {
    let world = World::new().await;
    assert_eq!(world.get("/readyz").await.body["parts"]["shop"], "ready");
}

#[tokio::test]
async fn the_largest_product_can_be_told() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    let wide = |count: usize| "e\u{301}\u{302}\u{323}\u{327}".repeat(count / 2) + &"\"".repeat(count / 2);
    let url = format!("https://r.example/{}", "x".repeat(2_000));
    let mut largest = with(rook(), "name", wide(200));
    for (field, value) in [
        ("description", wide(500)),
        ("category", wide(100)),
        ("long_text", wide(4_000)),
        ("small_image", url.clone()),
        ("large_image", url),
    ] {
        largest = with(largest, field, value);
    }
    let seen = world.call(put(&"x".repeat(64), &largest).header("idempotency-key", "k").by(&keeper)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    assert_eq!(world.get(PRODUCTS).await.body["total"], 1);
}

#[tokio::test]
async fn what_was_counted_is_available_at_once_and_counting_twice_doubles_nothing() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    puts(&world, &keeper, "rook", &rook()).await;
    assert_eq!(available(&world, "rook").await, 0);
    let first = world.call(counts("rook", 500).by(&keeper)).await;
    assert_eq!(first.body, json!({ "id": "rook", "on_hand": 500, "reserved": 0, "version": 2 }));
    assert_eq!(available(&world, "rook").await, 500);
    let again = world.call(counts("rook", 500).by(&keeper)).await;
    assert_eq!(
        (&again.body, again.header("x-shop-position")),
        (&first.body, first.header("x-shop-position"))
    );
    assert_eq!(available(&world, "rook").await, 500);
    let shown = world.call(Call::get(&format!("{STOCK}/rook")).by(&keeper)).await;
    assert_eq!(shown.body, first.body);
    assert_eq!(world.get(PRODUCTS).await.body["products"][0]["available"], 500);
}

#[tokio::test]
async fn stock_outlives_that_a_product_is_taken_out() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    let counted = world.call(counts("rook", 3).by(&keeper)).await;
    assert_eq!(counted.status, 200, "it may be counted before it is described");
    puts(&world, &keeper, "rook", &rook()).await;
    assert_eq!(available(&world, "rook").await, 3);
    world.call(Call::delete(&at("rook")).by(&keeper)).await;
    world.call(counts("rook", 2).by(&keeper)).await;
    puts(&world, &keeper, "rook", &rook()).await;
    assert_eq!(available(&world, "rook").await, 2);
}

#[tokio::test]
async fn a_stock_is_counted_by_the_keeper_alone_and_overwrites_nobody() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    let bob = world.member("bob").await;
    let look = || Call::get(&format!("{STOCK}/rook"));
    world.call(counts("rook", 3)).await.is_problem(401, "unauthenticated");
    world.call(counts("rook", 3).by(&bob)).await.is_problem(403, "forbidden");
    world.call(look().by(&bob)).await.is_problem(403, "forbidden");
    let nothing = world.call(look().by(&keeper)).await;
    assert_eq!(nothing.body, json!({ "id": "rook", "on_hand": 0, "reserved": 0, "version": 0 }));
    let negative = world.call(counts("rook", -1).by(&keeper)).await;
    negative.is_problem(422, "invalid");
    assert_eq!(negative.body["field"], "on_hand");
    let body = json!({ "on_hand": 4, "version": 0 });
    let put = || Call::new(Method::PUT, &format!("{STOCK}/rook")).json(&body).by(&keeper);
    assert_eq!(world.call(put()).await.body["version"], 2);
    let refused = world.call(put()).await;
    refused.is_problem(409, "version_conflict");
    assert_eq!(refused.body["current_version"], 2);
    let keyed = |n| counts("rook", n).header("idempotency-key", "k").by(&keeper);
    let (first, again) = (world.call(keyed(9)).await, world.call(keyed(9)).await);
    assert_eq!((&first.bytes, again.header("idempotent-replayed")), (&again.bytes, "true"));
    world.call(keyed(8)).await.is_problem(422, "key_reused");
}

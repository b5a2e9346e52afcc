//! Visitors: they have a cart before they log in, and take it along.
use axum::http::Method;
use serde_json::{Value, json};

use crate::cart::{cart, put, shop};
use crate::door::{Call, Member, Seen, World};

const CART: &str = "/api/rookery/v1/shop/cart";
const ORDERS: &str = "/api/rookery/v1/shop/orders";

/// Whoever comes with this cookie, or with none: the cookie that they hold then, and their token.
async fn visit(world: &World, held: &str) -> (String, Member) {
    let seen = world.call(Call::post("/auth/guest").header("cookie", held)).await;
    assert_eq!((seen.status, seen.header("cache-control")), (200, "no-store"), "{seen:?}");
    let topic = seen.body["topic"].as_str().unwrap();
    let token = seen.body["access_token"].as_str().unwrap().to_owned();
    let set = seen.header("set-cookie");
    assert!(set.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=7776000"), "{set}");
    let id = topic.strip_prefix("cart:update.").unwrap().to_owned();
    (set.split(';').next().unwrap().to_owned(), Member { id, token })
}

async fn log_in(world: &World, name: &str, held: &str) -> Seen {
    let form = [("email", format!("{name}@r.example")), ("password", "correct horse".to_owned())];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    let seen = world.call(Call::post("/auth/login").form(&form).header("cookie", held)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    seen
}

fn lines(cart: &Value) -> Vec<(&str, i64)> {
    let lines = cart["lines"].as_array().unwrap().iter();
    lines.map(|line| (line["product"].as_str().unwrap(), line["quantity"].as_i64().unwrap())).collect()
}

#[tokio::test]
async fn whoever_is_not_logged_in_has_a_cart_that_is_theirs_alone() {
    let world = World::new().await;
    shop(&world).await;
    let (cookie, guest) = visit(&world, "").await;
    assert!(cookie.starts_with("__Host-rookery-guest="), "{cookie}");
    assert_eq!(lines(&cart(&world, &guest).await), []);
    put(&world, &guest, "rook", 2).await;
    let (again, same) = visit(&world, &cookie).await;
    assert_eq!((&again, &same.id), (&cookie, &guest.id));
    assert_eq!(lines(&cart(&world, &same).await), [("rook", 2)]);
    let (other, stranger) = visit(&world, "").await;
    assert_ne!((&other, &stranger.id), (&cookie, &guest.id));
    assert_eq!(lines(&cart(&world, &stranger).await), []);
    let (long_enough, _) = visit(&world, "__Host-rookery-guest=guess").await;
    assert!(!long_enough.ends_with("=guess"), "what can be guessed is nobody's: {long_enough}");
    // the same key of two guests is of two
    let keyed = |by: &Member| {
        let wish = Call::new(Method::PUT, &format!("{CART}/lines/crow")).json(&json!({ "quantity": 1 }));
        wish.header("idempotency-key", "k").by(by)
    };
    for (by, held) in [(&guest, 2), (&stranger, 1)] {
        let seen = world.call(keyed(by)).await;
        assert_eq!((seen.header("idempotent-replayed"), lines(&seen.body).len()), ("", held), "{seen:?}");
    }
    assert_eq!(world.call(keyed(&guest)).await.header("idempotent-replayed"), "true");
}

#[tokio::test]
async fn a_guest_has_a_cart_and_nothing_else() {
    let world = World::new().await;
    shop(&world).await;
    let (_, guest) = visit(&world, "").await;
    let shown = put(&world, &guest, "rook", 1).await.body;
    let order = json!({ "version": shown["version"], "hash": shown["hash"] });
    world.call(Call::post(ORDERS).json(&order).by(&guest)).await.is_problem(403, "log_in");
    world.call(Call::get(ORDERS).by(&guest)).await.is_problem(403, "log_in");
    let stock = "/api/rookery/v1/shop/stock/rook";
    world.call(Call::get(stock).by(&guest)).await.is_problem(403, "log_in");
    let post = Call::post("/api/v1/statuses").json(&json!({ "status": "caw" })).by(&guest);
    assert_eq!(world.call(post).await.status, 403);
    for path in ["/api/v1/accounts/verify_credentials", "/api/v1/timelines/home", "/api/v1/notifications"] {
        let seen = world.call(Call::get(path).by(&guest)).await;
        assert_eq!(seen.status, 403, "{path}: {seen:?}");
    }
    let cross = Call::post("/auth/guest").header("sec-fetch-site", "cross-site");
    world.call(cross).await.refuses(403, "Cross-site request blocked");
}

#[tokio::test]
async fn what_a_guest_wanted_is_in_the_cart_of_the_member_once_they_have_logged_in() {
    let world = World::new().await;
    shop(&world).await;
    let bob = world.member("bob").await;
    put(&world, &bob, "rook", 2).await;
    let (cookie, guest) = visit(&world, "").await;
    put(&world, &guest, "rook", 2).await;
    let seen = log_in(&world, "bob", &cookie).await;
    let forgotten = "__Host-rookery-guest=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0";
    let mut set = seen.headers.get_all("set-cookie").iter().map(|set| set.to_str().unwrap());
    assert!(set.any(|set| set == forgotten), "{seen:?}");
    assert_eq!(lines(&cart(&world, &bob).await), [("rook", 3)], "there are three");
    assert_eq!(lines(&cart(&world, &guest).await), []);
    let before = cart(&world, &bob).await;
    log_in(&world, "bob", &cookie).await;
    assert_eq!(cart(&world, &bob).await, before, "what was taken along is not taken again");
}

#[tokio::test]
async fn of_two_tabs_that_log_in_at_once_one_takes_the_cart_along() {
    let world = World::new().await;
    shop(&world).await;
    let ada = world.member("ada").await;
    let (cookie, guest) = visit(&world, "").await;
    put(&world, &guest, "rook", 1).await;
    tokio::join!(log_in(&world, "ada", &cookie), log_in(&world, "ada", &cookie));
    let shown = cart(&world, &ada).await;
    assert_eq!((lines(&shown), &shown["version"]), (vec![("rook", 1)], &json!(1)));
}

//! Files that whoever keeps the shop hands in.
use std::time::Duration;

use serde_json::{Value, json};
use service::duty::Leases;
use tokio::time::timeout;
use uuid::Uuid;

use crate::door::{Call, Member, Seen, World};
use crate::shop::{at, keeper};

const IMPORT: &str = "/api/rookery/v1/shop/import";

async fn hands_in(world: &World, by: &Member, what: &str, file: &[u8], texts: &[(&str, &str)]) -> Seen {
    world.send_form(Call::post(&format!("{IMPORT}/{what}")).by(by), &[("file", file)], texts).await
}

fn position(seen: &Seen) -> u64 {
    seen.header("x-shop-position").parse().expect("a position")
}

fn counted(seen: &Seen) -> [&Value; 4] {
    assert_eq!(seen.status, 200, "{seen:?}");
    ["changed", "same", "gone", "bad"].map(|name| &seen.body[name])
}

#[tokio::test]
async fn the_range_is_what_a_file_says_and_a_bad_row_is_told_with_its_line() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    let sheet = "1,Rook,,,,,,1995\n2,Crow,,,,,,500\n".as_bytes();
    let first = hands_in(&world, &keeper, "products", sheet, &[]).await;
    assert_eq!(counted(&first), [&json!(2), &json!(0), &json!(0), &json!(0)]);
    let found = world.get(&at("1")).await;
    assert_eq!(found.body["price"], json!({ "amount": 1_995, "currency": "EUR" }));
    assert!(position(&first) >= position(&found), "whoever asks for it as of then finds it on any server");
    let again = hands_in(&world, &keeper, "products", sheet, &[]).await;
    assert_eq!(counted(&again), [&json!(0), &json!(2), &json!(0), &json!(0)]);
    let bad = hands_in(&world, &keeper, "products", b"1,Rook,,,,,,1\n3,Daw\n", &[]).await;
    assert_eq!(
        counted(&bad),
        [&json!(1), &json!(0), &json!(0), &json!(1)],
        "whoever can't be read may be there"
    );
    assert_eq!(bad.body["rows"], json!([{ "line": 2, "reason": "a product has 8 fields, this row has 2" }]));
    let yen = hands_in(&world, &keeper, "products", b"1,Rook,,,,,,200\n", &[("currency", "JPY")]).await;
    assert_eq!(counted(&yen), [&json!(1), &json!(0), &json!(1), &json!(0)]);
    assert_eq!(world.get(&at("1")).await.body["price"], json!({ "amount": 200, "currency": "JPY" }));
    assert_eq!(world.get(&at("2")).await.status, 404);
    let stock = hands_in(&world, &keeper, "stock", b"id,quantity\n1,7\n1,8\n", &[]).await;
    assert_eq!(counted(&stock), [&json!(1), &json!(0), &json!(0), &json!(1)]);
    assert_eq!(world.get(&at("1")).await.body["available"], 7);
    assert!(position(&stock) > position(&yen), "what a file did has happened since");
}

#[tokio::test]
async fn what_is_no_file_changes_nothing_and_only_who_keeps_the_shop_hands_one_in() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    hands_in(&world, &keeper, "products", b"1,Rook,,,,,,1\n", &[]).await;
    let bob = world.member("bob").await;
    for what in ["products", "stock"] {
        hands_in(&world, &bob, what, b"1,1\n", &[]).await.is_problem(403, "forbidden");
        let path = format!("{IMPORT}/{what}");
        world.call(Call::post(&path)).await.is_problem(401, "unauthenticated");
        let none = world.call(Call::post(&path).by(&keeper)).await;
        none.is_problem(422, "invalid");
        assert_eq!(none.body["field"], "file");
        for nothing in [&b""[..], b"\xff\xfe,1\n"] {
            hands_in(&world, &keeper, what, nothing, &[]).await.is_problem(422, "invalid");
        }
    }
    hands_in(&world, &keeper, "products", b"id,name\n", &[]).await.is_problem(422, "invalid");
    let currency = hands_in(&world, &keeper, "products", b"1,Rook,,,,,,1\n", &[("currency", "euro")]).await;
    currency.is_problem(422, "invalid");
    assert_eq!(currency.body["field"], "currency");
    let shown = world.get(&at("1")).await.body;
    assert_eq!((&shown["price"]["amount"], &shown["available"]), (&json!(1), &json!(0)));
}

/// Much longer than an answer takes, and shorter than a server waits for a file.
const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn who_may_not_hand_in_a_file_is_told_so_before_it_is_read() {
    let world = World::new().await;
    let bob = world.member("bob").await;
    for what in ["products", "stock"] {
        let call = || Call::post(&format!("{IMPORT}/{what}")).endless();
        for (call, status, code) in [(call(), 401, "unauthenticated"), (call().by(&bob), 403, "forbidden")] {
            let seen = timeout(SOON, world.call(call)).await.expect("an answer before the file has come");
            seen.is_problem(status, code);
            assert_eq!(seen.header("connection"), "close", "the rest of the file is read by nobody");
        }
    }
}

#[tokio::test]
async fn one_file_is_imported_at_a_time_on_whichever_server() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    let sheet = "1,Rook,,,,,,1995\n".as_bytes();
    let another = Leases::acquire(world.memory(), "shop.import", Uuid::nil(), Duration::from_hours(1));
    let another = another.await.unwrap().unwrap();
    for (what, sheet) in [("products", sheet), ("stock", &b"1,7\n"[..])] {
        let refused = hands_in(&world, &keeper, what, sheet, &[]).await;
        refused.is_problem(409, "import_under_way");
        assert_eq!(refused.body["detail"], "another file is being imported: wait until that is done");
    }
    assert_eq!(world.get(&at("1")).await.status, 404, "nothing was done");
    Leases::release(world.memory(), "shop.import", another).await.unwrap();
    for changed in [1, 0] {
        let seen = hands_in(&world, &keeper, "products", sheet, &[]).await;
        assert_eq!(counted(&seen)[0], &json!(changed), "it is free again afterwards");
    }
}

//! People in the shop's events: sealed, and forgotten by a key.
use domain::ids::AccountId;
use serde_json::{Value, json};
use service::shop::{EventStore, Shop};
use sourcing::Position;

use crate::cart::{cart, put, shop};
use crate::door::{Call, Member, World};

const ORDERS: &str = "/api/rookery/v1/shop/orders";
const SALES: &str = "/api/rookery/v1/shop/sales";

async fn orders(world: &World, by: &Member) -> Value {
    let shown = put(world, by, "rook", 1).await.body;
    let body = json!({ "version": shown["version"], "hash": shown["hash"] });
    let placed = world.call(Call::post(ORDERS).json(&body).by(by)).await;
    assert_eq!(placed.status, 201, "{placed:?}");
    assert_eq!(placed.body["buyer"], by.id.as_str(), "whoever ordered is shown so");
    placed.body
}

/// All that is kept of what happened.
async fn kept(world: &World) -> String {
    let all = EventStore::read(world.memory(), Position::START, 10_000).await.unwrap();
    format!("{all:#?}")
}

async fn hash(shop: &Shop) -> String {
    shop.state_hash().await.unwrap().all.to_string()
}

#[tokio::test]
async fn what_happened_names_nobody_who_bought_or_sold_something() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    let bob = world.member("bob").await;
    let placed = orders(&world, &bob).await;
    let path = format!("{ORDERS}/{}", placed["id"].as_str().unwrap());
    world.call(Call::delete(&path).by(&bob)).await;
    let kept = kept(&world).await;
    assert!(kept.contains("sealed:"), "{kept}");
    for who in [&bob, &keeper] {
        assert!(!kept.contains(&who.id), "{kept}");
    }
    assert_eq!(world.call(Call::get(SALES).by(&keeper)).await.body["orders"][0]["buyer"], bob.id.as_str());
}

#[tokio::test]
async fn who_is_forgotten_bought_it_all_the_same_and_nobody_knows_who_it_was() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    let (bob, eve) = (world.member("bob").await, world.member("eve").await);
    let placed = orders(&world, &bob).await;
    put(&world, &bob, "crow", 2).await;
    orders(&world, &eve).await;
    let here = &world.use_cases.shop;
    here.imported().await.unwrap();
    let (before, there) = (hash(here).await, world.another_shop().await);
    let account: AccountId = bob.id.parse().unwrap();
    here.forget(account).await.unwrap();
    let later = world.another_shop().await;
    for shop in [here, &there, &later] {
        assert_eq!(hash(shop).await, before, "what follows from it is the same");
    }
    for shop in [here, &later] {
        assert_eq!(shop.everything_ordered(account).unwrap(), []);
        assert!(shop.cart(account).unwrap().item.lines.is_empty(), "a cart that is nobody's");
    }
    let sales = world.call(Call::get(SALES).by(&keeper)).await.body;
    let whose: Vec<&Value> =
        sales["orders"].as_array().unwrap().iter().map(|order| &order["buyer"]).collect();
    assert_eq!(whose, [&json!(eve.id), &json!("erased")]);
    let mut erased = placed;
    erased["buyer"] = json!("erased");
    assert_eq!(sales["orders"][1], erased, "all else is as it was");
    let letters = world.confirming();
    world.letters().await;
    service::duty::Errand::run(&letters, domain::Timestamp::UNIX_EPOCH).await.unwrap();
    let letters = world.letters().await;
    assert_eq!(letters.len(), 1, "whoever is nobody is written nothing, and holds up nobody: {letters:?}");
    assert_eq!(cart(&world, &eve).await["lines"], json!([]));
}

#[tokio::test]
async fn with_a_snapshot_from_before_nobody_comes_back() {
    let world = World::new().await;
    shop(&world).await;
    let bob = world.member("bob").await;
    orders(&world, &bob).await;
    let folder = tempfile::tempdir().unwrap();
    let kept = world.another_shop_kept_in(folder.path().to_owned()).await;
    kept.keep().await;
    let file = std::fs::read(folder.path().join("checkout.snapshot")).unwrap();
    assert!(!String::from_utf8_lossy(&file).contains(&bob.id), "a snapshot names nobody");
    let account: AccountId = bob.id.parse().unwrap();
    assert_eq!(kept.everything_ordered(account).unwrap().len(), 1);
    kept.forget(account).await.unwrap();
    let restored = world.another_shop_kept_in(folder.path().to_owned()).await;
    let replayed = world.another_shop().await;
    assert_eq!(hash(&restored).await, hash(&replayed).await);
    assert_eq!(restored.everything_ordered(account).unwrap(), []);
}

//! Whoever keeps the shop looks through what happened.
use serde_json::{Value, json};

use crate::cart::put;
use crate::door::{Call, Member, World};
use crate::shop::{keeper, puts, rook, with};

const EVENTS: &str = "/api/rookery/v1/shop/events";

async fn kinds(world: &World, by: &Member, query: &str) -> Vec<String> {
    let seen = world.call(Call::get(&format!("{EVENTS}?{query}")).by(by)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    let events = seen.body["events"].as_array().unwrap();
    events.iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_happened_is_found_by_stream_kind_time_and_place() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    puts(&world, &keeper, "rook", &rook()).await;
    puts(&world, &keeper, "crow", &with(rook(), "name", "Crow")).await;
    let all = kinds(&world, &keeper, "limit=100").await;
    assert_eq!(all.len(), 8, "{all:?}");
    let of_rook = kinds(&world, &keeper, "stream=product:rook").await;
    assert_eq!(
        of_rook,
        ["pim.product_changed", "pim.product_priced", "pim.product_described"],
        "the newest first"
    );
    assert_eq!(kinds(&world, &keeper, "kind=pim.product_priced").await.len(), 2);
    assert_eq!(kinds(&world, &keeper, "since=2999-01-01T00:00:00Z").await, [""; 0]);
    assert_eq!(kinds(&world, &keeper, "until=2999-01-01T00:00:00Z&limit=100").await, all);
    let (mut read, mut query) = (vec![], "limit=3".to_owned());
    loop {
        let page = world.call(Call::get(&format!("{EVENTS}?{query}")).by(&keeper)).await.body;
        read.extend(
            page["events"].as_array().unwrap().iter().map(|event| event["position"].as_u64().unwrap()),
        );
        let Some(before) = page["before"].as_u64() else { break };
        query = format!("limit=3&before={before}");
    }
    assert_eq!(read, [8, 7, 6, 5, 4, 3, 2, 1], "page after page, each once");
}

#[tokio::test]
async fn who_has_left_for_good_is_nobody_in_it() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    puts(&world, &keeper, "rook", &rook()).await;
    let ada = world.member("ada").await;
    put(&world, &ada, "rook", 1).await;
    let opened = async || {
        let seen = world.call(Call::get(&format!("{EVENTS}?kind=checkout.cart_opened")).by(&keeper)).await;
        seen.body["events"][0].clone()
    };
    let before = opened().await;
    assert_eq!(before["payload"]["owner"], json!(ada.id));
    assert_eq!(before["actor"], json!(format!("account:{}", ada.id)));
    assert_eq!(before["stream"], json!(format!("buyer:{}", ada.id)));
    assert_eq!(kinds(&world, &keeper, &format!("stream=buyer:{}", ada.id)).await, ["checkout.cart_opened"]);
    let nobody = crate::door::nobodys();
    world.use_cases.leaving.leave(ada.id.parse().unwrap(), &nobody).await.unwrap();
    let after = opened().await;
    assert_eq!((&after["payload"]["owner"], &after["actor"]), (&json!("erased"), &json!("account:erased")));
    assert!(!after.to_string().contains(&ada.id), "{after}");
    assert_eq!(after["position"], before["position"]);
}

#[tokio::test]
async fn only_who_keeps_the_shop_looks_through_it() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    for path in [EVENTS, "/api/rookery/v1/shop/models"] {
        world.call(Call::get(path).by(&ada)).await.is_problem(403, "forbidden");
        world.get(path).await.is_problem(401, "unauthenticated");
    }
}

#[tokio::test]
async fn how_the_models_are_is_told() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    puts(&world, &keeper, "rook", &rook()).await;
    let models = world.call(Call::get("/api/rookery/v1/shop/models").by(&keeper)).await.body;
    assert_eq!(models["position"], 4);
    let model = |name: &str| -> Value {
        let all = models["models"].as_array().unwrap();
        all.iter().find(|model| model["name"] == name).unwrap().clone()
    };
    let catalog = model("catalog");
    assert_eq!(
        (&catalog["loaded"], &catalog["stopped"], &catalog["size"]),
        (&json!(true), &Value::Null, &json!(1))
    );
    assert_eq!((&catalog["lag"], &catalog["applied"]), (&json!(0), &json!(1)));
    assert_eq!(model("pim")["applied"], 3);
}

#[tokio::test]
async fn operators_see_how_far_each_follower_has_come() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    puts(&world, &keeper, "rook", &rook()).await;
    let seen = world.get("/metrics").await;
    let page = String::from_utf8(seen.bytes).unwrap();
    for figure in
        [r#"rookery_bridge_position{bridge="catalog"} "#, r#"rookery_bridge_lag_events{bridge="catalog"} "#]
    {
        assert!(page.contains(figure), "{figure}: {page}");
    }
}

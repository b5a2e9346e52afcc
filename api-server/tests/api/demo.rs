//! The small lively community.
use std::time::Duration;

use api_server::demo;
use domain::posts::TextLimit;
use tokio::time::timeout;

use crate::door::{Call, World};

#[tokio::test(start_paused = true)]
async fn it_is_there_once_and_goes_on_talking() {
    let world = World::new().await;
    for _ in 0..2 {
        let live = demo::live(world.use_cases.clone(), TextLimit::new(500));
        assert!(timeout(Duration::from_mins(1), live).await.is_err());
    }
    assert_eq!(world.get("/api/v1/timelines/tag/firstlight").await.ids().len(), 1);
    assert_eq!(world.get("/api/v1/instance").await.body["stats"]["user_count"], 8);
    let said = world.get("/api/v1/instance").await.body["stats"]["status_count"].as_u64().unwrap();
    assert!(said > 45, "{said}");
    let shop = world.get("/api/rookery/v1/shop/products?limit=100").await.body;
    assert_eq!(shop["total"], 8, "{shop}");
    let drop = world.get("/api/rookery/v1/shop/products/first-light").await.body;
    let left = drop["available"].as_u64().unwrap();
    assert!(left > 400 && left < 500, "some of it was sold, and nothing was made twice: {left}");
    assert_eq!(world.get("/api/v1/timelines/tag/thedrop").await.ids().len(), 1);
    let form = [("email", demo::LOG_IN.0), ("password", demo::LOG_IN.1)];
    let seen = world.call(Call::post("/auth/login").form(&form)).await;
    assert_eq!((seen.status, &seen.body["account"]["acct"]), (200, &serde_json::json!("ada")));
}

//! Lists, as clients make and read them.
use axum::http::Method;
use serde_json::json;

use crate::door::{Call, Member, Seen, World};

async fn make(world: &World, who: &Member, title: &str) -> String {
    world.call(Call::post("/api/v1/lists").json(&json!({ "title": title })).by(who)).await.id()
}

async fn put(world: &World, who: &Member, list: &str, whom: &[&Member]) -> Seen {
    let ids: Vec<&str> = whom.iter().map(|one| one.id.as_str()).collect();
    let path = format!("/api/v1/lists/{list}/accounts");
    world.call(Call::post(&path).json(&json!({ "account_ids": ids })).by(who)).await
}

async fn follow(world: &World, who: &Member, whom: &Member) {
    let seen = world.call(Call::post(&format!("/api/v1/accounts/{}/follow", whom.id)).by(who)).await;
    assert_eq!(seen.status, 200);
}

#[tokio::test]
async fn a_list_is_made_changed_and_deleted() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let id = make(&world, &ada, " birds ").await;
    let path = format!("/api/v1/lists/{id}");
    let plain = json!({ "id": id, "title": "birds", "replies_policy": "list", "exclusive": false });
    assert_eq!(world.call(Call::get(&path).by(&ada)).await.body, plain);
    let seen = world.call(Call::new(Method::PUT, &path).form(&[("replies_policy", "none")]).by(&ada)).await;
    assert_eq!(
        (seen.status, &seen.body["replies_policy"], &seen.body["title"]),
        (200, &json!("none"), &json!("birds"))
    );
    assert_eq!(world.call(Call::get("/api/v1/lists").by(&ada)).await.ids(), [id.as_str()]);
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        world.call(Call::new(method, &path).by(&bob)).await.refuses(404, "Record not found");
    }
    assert_eq!(world.call(Call::delete(&path).by(&ada)).await.body, json!({}));
    world.call(Call::delete(&path).by(&ada)).await.refuses(404, "Record not found");
    assert!(world.call(Call::get("/api/v1/lists").by(&ada)).await.ids().is_empty());
}

#[tokio::test]
async fn who_is_in_it_is_followed() {
    let world = World::new().await;
    let (ada, bob, cyd) = (world.member("ada").await, world.member("bob").await, world.member("cyd").await);
    let id = make(&world, &ada, "birds").await;
    let path = format!("/api/v1/lists/{id}/accounts");
    put(&world, &ada, &id, &[&bob])
        .await
        .refuses(422, "Validation failed: Account must be followed to be in a list");
    follow(&world, &ada, &bob).await;
    follow(&world, &ada, &cyd).await;
    assert_eq!(put(&world, &ada, &id, &[&bob, &cyd]).await.body, json!({}));
    put(&world, &ada, &id, &[&bob]).await.refuses(422, "Validation failed: Account has already been taken");
    assert_eq!(put(&world, &ada, &id, &[]).await.status, 200);
    let first = world.call(Call::get(&format!("{path}?limit=1")).by(&ada)).await;
    assert_eq!(first.ids(), [cyd.id.as_str()]);
    let next = world.call(Call::get(&first.link("next").unwrap()).by(&ada)).await;
    assert_eq!(next.ids(), [bob.id.as_str()]);
    assert_eq!(world.call(Call::get(&format!("{path}?limit=0")).by(&ada)).await.ids().len(), 2);
    let with = world.call(Call::get(&format!("/api/v1/accounts/{}/lists", bob.id)).by(&ada)).await;
    assert_eq!(with.ids(), [id.as_str()]);
    world.call(Call::get(&path).by(&bob)).await.refuses(404, "Record not found");
    let gone = world.call(Call::delete(&path).form(&[("account_ids[]", bob.id.as_str())]).by(&ada)).await;
    assert_eq!((gone.status, gone.body), (200, json!({})));
    assert_eq!(world.call(Call::get(&path).by(&ada)).await.ids(), [cyd.id.as_str()]);
    let wrong = json!({ "account_ids": ["caw"] });
    world.call(Call::post(&path).json(&wrong).by(&ada)).await.refuses(404, "Record not found");
}

#[tokio::test]
async fn its_timeline_is_paged_by_posts() {
    let world = World::new().await;
    let (ada, bob, cyd) = (world.member("ada").await, world.member("bob").await, world.member("cyd").await);
    let id = make(&world, &ada, "birds").await;
    follow(&world, &ada, &bob).await;
    follow(&world, &ada, &cyd).await;
    put(&world, &ada, &id, &[&bob]).await;
    let mut posts = Vec::new();
    for n in 0..3 {
        posts.insert(0, world.post(&bob, &format!("caw {n}")).await);
        world.post(&cyd, &format!("meow {n}")).await;
    }
    let path = format!("/api/v1/timelines/list/{id}");
    let first = world.call(Call::get(&format!("{path}?limit=2")).by(&ada)).await;
    assert_eq!(first.ids(), posts[..2]);
    let next = world.call(Call::get(&first.link("next").unwrap()).by(&ada)).await;
    assert_eq!(next.ids(), posts[2..]);
    world.call(Call::get(&path).by(&bob)).await.refuses(404, "Record not found");
    world.get(&path).await.refuses(401, "The access token is invalid");
}

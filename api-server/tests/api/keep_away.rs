//! Who keeps whom away.
use serde_json::{Value, json};

use crate::door::{Call, Member, Seen, World};

async fn ask(world: &World, by: &Member, whom: &str, what: &str, body: Value) -> Seen {
    world.call(Call::post(&format!("/api/v1/accounts/{whom}/{what}")).json(&body).by(by)).await
}

async fn get(world: &World, by: &Member, path: &str) -> Seen {
    world.call(Call::get(path).by(by)).await
}

#[tokio::test]
async fn a_block_ends_what_follows_and_is_seen_by_both() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    ask(&world, &ada, &bob.id, "follow", json!({})).await;
    ask(&world, &bob, &ada.id, "follow", json!({})).await;
    for _ in 0..2 {
        let seen = ask(&world, &ada, &bob.id, "block", json!({})).await.body;
        let flags = ["blocking", "blocked_by", "following", "followed_by"].map(|flag| seen[flag] == true);
        assert_eq!(flags, [true, false, false, false]);
    }
    let seen = get(&world, &bob, &format!("/api/v1/accounts/relationships?id[]={}", ada.id)).await;
    assert_eq!((&seen.body[0]["blocked_by"], &seen.body[0]["following"]), (&json!(true), &json!(false)));
    ask(&world, &bob, &ada.id, "follow", json!({})).await.refuses(403, "This action is not allowed");
    ask(&world, &ada, &bob.id, "follow", json!({})).await.refuses(403, "This action is not allowed");
    let seen = ask(&world, &ada, &bob.id, "unblock", json!({})).await;
    assert_eq!(seen.body["blocking"], false);
    assert_eq!(ask(&world, &bob, &ada.id, "follow", json!({})).await.status, 200);
}

#[tokio::test]
async fn who_is_blocked_finds_nothing_and_cannot_answer() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let post = world.post(&ada, "hello #rooks").await;
    ask(&world, &ada, &bob.id, "block", json!({})).await;
    let before = world.changes().await;
    for path in ["", "/context", "/favourited_by", "/reblogged_by"] {
        get(&world, &bob, &format!("/api/v1/statuses/{post}{path}")).await.refuses(404, "Record not found");
    }
    for act in ["favourite", "reblog"] {
        let call = Call::post(&format!("/api/v1/statuses/{post}/{act}")).by(&bob);
        world.call(call).await.refuses(404, "Record not found");
    }
    let reply = json!({"status": "but", "in_reply_to_id": post});
    world.call(Call::post("/api/v1/statuses").json(&reply).by(&bob)).await.refuses(404, "Record not found");
    assert_eq!(world.changes().await, before);
    for path in ["timelines/public", "timelines/tag/rooks", &format!("accounts/{}/statuses", ada.id)] {
        assert_eq!(get(&world, &bob, &format!("/api/v1/{path}")).await.ids(), [""; 0], "{path}");
    }
}

#[tokio::test]
async fn a_mute_has_an_extent_and_ends_by_itself() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let seen = ask(&world, &ada, &bob.id, "mute", json!({})).await.body;
    let mute = |seen: &Value| {
        ["muting", "muting_notifications", "muting_expires_at"].map(|field| seen[field].clone())
    };
    assert_eq!(mute(&seen), [json!(true), json!(true), Value::Null]);
    let body = json!({"notifications": false, "duration": "3600"});
    let seen = ask(&world, &ada, &bob.id, "mute", body).await.body;
    assert_eq!(mute(&seen)[..2], [json!(true), json!(false)]);
    assert!(seen["muting_expires_at"].as_str().unwrap().ends_with('Z'), "{seen}");
    let list = get(&world, &ada, "/api/v1/mutes").await;
    assert_eq!(
        (list.ids(), &list.body[0]["mute_expires_at"]),
        (vec![bob.id.clone()], &seen["muting_expires_at"])
    );
    let seen = ask(&world, &ada, &bob.id, "unmute", json!({})).await.body;
    assert_eq!(mute(&seen), [json!(false), json!(false), Value::Null]);
    assert_eq!(get(&world, &ada, "/api/v1/mutes").await.ids(), [""; 0]);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let before = world.changes().await;
    for act in ["block", "mute"] {
        ask(&world, &ada, &ada.id, act, json!({})).await.refuses(403, "This action is not allowed");
        ask(&world, &ada, "1", act, json!({})).await.refuses(404, "Record not found");
        ask(&world, &ada, "bob", act, json!({})).await.refuses(404, "Record not found");
        ask(&world, &ada, "1", &format!("un{act}"), json!({})).await.refuses(404, "Record not found");
        let call = Call::post(&format!("/api/v1/accounts/{}/{act}", bob.id));
        world.call(call).await.refuses(401, "The access token is invalid");
    }
    let long = "Validation failed: Duration must be between 1 second and 100 years, or 0 for no end";
    for seconds in [json!(-1), json!(i64::MAX)] {
        ask(&world, &ada, &bob.id, "mute", json!({"duration": seconds})).await.refuses(422, long);
    }
    let whole = "Validation failed: duration must be a whole number";
    for seconds in [json!("soon"), json!(1.5), json!([1])] {
        ask(&world, &ada, &bob.id, "mute", json!({"duration": seconds})).await.refuses(422, whole);
    }
    let flag = "Validation failed: notifications must be true or false";
    ask(&world, &ada, &bob.id, "mute", json!({"notifications": "maybe"})).await.refuses(422, flag);
    assert_eq!(world.changes().await, before);
}

#[tokio::test]
async fn those_whom_one_blocks_are_paged_by_links_alone() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let mut all = Vec::new();
    for n in 0..5 {
        let other = world.member(&format!("other{n}")).await;
        ask(&world, &ada, &other.id, "block", json!({})).await;
        all.insert(0, other.id);
    }
    let (mut next, mut found) = (Some("/api/v1/blocks?limit=2".to_owned()), Vec::new());
    while let Some(path) = next {
        let seen = get(&world, &ada, &path).await;
        found.extend(seen.ids());
        next = seen.link("next");
    }
    assert_eq!(found, all);
    world.get("/api/v1/blocks").await.refuses(401, "The access token is invalid");
}

#[tokio::test]
async fn whom_one_follows_may_be_nobodys_business() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    ask(&world, &ada, &bob.id, "follow", json!({})).await;
    let path = "/api/v1/accounts/update_credentials";
    let hide = Call::new(axum::http::Method::PATCH, path).json(&json!({"hide_collections": true}));
    world.call(hide.by(&ada)).await;
    let following = format!("/api/v1/accounts/{}/following", ada.id);
    assert_eq!(world.get(&following).await.ids(), [""; 0]);
    assert_eq!(get(&world, &bob, &following).await.ids(), [""; 0]);
    assert_eq!(get(&world, &ada, &following).await.ids(), std::slice::from_ref(&bob.id));
}

//! Who asks to follow whom, and how they are answered.
use axum::http::Method;
use serde_json::{Value, json};

use crate::door::{Call, Member, Seen, World};

async fn ask(world: &World, by: &Member, whom: &Member, what: &str, form: &[(&str, &str)]) -> Seen {
    world.call(Call::post(&format!("/api/v1/accounts/{}/{what}", whom.id)).form(form).by(by)).await
}

async fn answer(world: &World, by: &Member, whom: &str, what: &str) -> Seen {
    world.call(Call::post(&format!("/api/v1/follow_requests/{whom}/{what}")).by(by)).await
}

async fn get(world: &World, by: &Member, path: &str) -> Seen {
    world.call(Call::get(path).by(by)).await
}

/// Somebody whose account is locked, or is not any more.
async fn lock(world: &World, who: &Member, locked: bool) -> Seen {
    let call = Call::new(Method::PATCH, "/api/v1/accounts/update_credentials");
    world.call(call.json(&json!({ "locked": locked })).by(who)).await
}

fn flags(seen: &Value, names: [&str; 4]) -> [bool; 4] {
    names.map(|name| seen[name] == true)
}

const STANDS: [&str; 4] = ["following", "requested", "showing_reblogs", "notifying"];

#[tokio::test]
async fn following_the_locked_asks_first_and_tells_how_one_stands() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    lock(&world, &bob, true).await;
    let seen = ask(&world, &ada, &bob, "follow", &[("notify", "true")]).await;
    assert_eq!((seen.status, flags(&seen.body, STANDS)), (200, [false, true, true, true]), "{seen:?}");
    let seen = ask(&world, &ada, &bob, "follow", &[("reblogs", "false")]).await;
    assert_eq!(flags(&seen.body, STANDS), [false, true, false, true], "what was not said stays");
    let relationships = format!("/api/v1/accounts/relationships?id[]={}", ada.id);
    assert_eq!(get(&world, &bob, &relationships).await.body[0]["requested_by"], true);
    assert_eq!(get(&world, &bob, &format!("/api/v1/accounts/{}", bob.id)).await.body["followers_count"], 0);
    assert_eq!(get(&world, &bob, "/api/v1/follow_requests").await.ids(), [&*ada.id]);
    assert_eq!(get(&world, &ada, "/api/v1/follow_requests").await.body, json!([]));
    let own = get(&world, &bob, "/api/v1/accounts/verify_credentials").await;
    assert_eq!(own.body["source"]["follow_requests_count"], 1);
    assert_eq!(lock(&world, &bob, false).await.body["source"]["follow_requests_count"], 1, "it waits");
    let seen = ask(&world, &ada, &bob, "unfollow", &[]).await;
    assert_eq!(flags(&seen.body, STANDS), [false; 4]);
    assert_eq!(get(&world, &bob, "/api/v1/follow_requests").await.body, json!([]));
    let seen = ask(&world, &ada, &bob, "follow", &[]).await;
    assert_eq!(flags(&seen.body, STANDS), [true, false, true, false]);
}

#[tokio::test]
async fn whoever_is_let_in_sees_what_is_for_followers() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    lock(&world, &bob, true).await;
    let body = json!({ "status": "for friends", "visibility": "private" });
    let post = world.call(Call::post("/api/v1/statuses").json(&body).by(&bob)).await.id();
    ask(&world, &ada, &bob, "follow", &[("notify", "true")]).await;
    let page = format!("/api/v1/statuses/{post}");
    get(&world, &ada, &page).await.refuses(404, "Record not found");
    assert_eq!(get(&world, &ada, "/api/v1/timelines/home").await.body, json!([]));
    let seen = answer(&world, &bob, &ada.id, "authorize").await;
    let names = ["followed_by", "requested_by", "following", "requested"];
    assert_eq!((&seen.body["id"], flags(&seen.body, names)), (&json!(ada.id), [true, false, false, false]));
    assert_eq!(get(&world, &ada, &page).await.status, 200);
    assert_eq!(get(&world, &ada, "/api/v1/timelines/home").await.ids(), [post]);
    let relationships = format!("/api/v1/accounts/relationships?id[]={}", bob.id);
    let seen = get(&world, &ada, &relationships).await;
    assert_eq!(flags(&seen.body[0], STANDS), [true, false, true, true], "as it was wanted");
    answer(&world, &bob, &ada.id, "authorize").await.refuses(404, "Record not found");
    let seen = ask(&world, &ada, &bob, "follow", &[("reblogs", "0")]).await;
    assert_eq!(flags(&seen.body, STANDS), [true, false, false, true], "who follows need not ask again");
}

#[tokio::test]
async fn whoever_is_rejected_may_ask_again() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    lock(&world, &bob, true).await;
    for _ in 0..2 {
        ask(&world, &ada, &bob, "follow", &[]).await;
        let seen = answer(&world, &bob, &ada.id, "reject").await;
        assert_eq!((&seen.body["followed_by"], &seen.body["requested_by"]), (&json!(false), &json!(false)));
    }
    let before = world.changes().await;
    for (by, whom) in [(&bob, &*ada.id), (&ada, &*bob.id), (&bob, "1"), (&bob, "x")] {
        for what in ["reject", "authorize"] {
            answer(&world, by, whom, what).await.refuses(404, "Record not found");
        }
    }
    assert_eq!(world.changes().await, before);
}

#[tokio::test]
async fn who_asks_is_told_of_until_it_is_answered() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    lock(&world, &bob, true).await;
    let told = async || {
        world.follow_up().await;
        let seen = get(&world, &bob, "/api/v1/notifications").await;
        let kind = |one: &Value| one["type"].as_str().unwrap().to_owned();
        assert!(seen.body.as_array().unwrap().iter().all(|one| one["account"]["id"] == ada.id));
        seen.body.as_array().unwrap().iter().map(kind).collect::<Vec<_>>()
    };
    ask(&world, &ada, &bob, "follow", &[]).await;
    ask(&world, &ada, &bob, "follow", &[("notify", "1")]).await;
    assert_eq!(told().await, ["follow_request"], "once");
    let only = get(&world, &bob, "/api/v1/notifications?types[]=follow_request").await;
    assert_eq!(only.ids().len(), 1);
    ask(&world, &ada, &bob, "unfollow", &[]).await;
    assert_eq!(told().await, [""; 0], "withdrawn");
    ask(&world, &ada, &bob, "follow", &[]).await;
    answer(&world, &bob, &ada.id, "reject").await;
    assert_eq!(told().await, [""; 0], "rejected");
    ask(&world, &ada, &bob, "follow", &[]).await;
    assert_eq!(told().await, ["follow_request"]);
    answer(&world, &bob, &ada.id, "authorize").await;
    assert_eq!(told().await, ["follow"], "accepted");
}

#[tokio::test]
async fn a_block_ends_what_was_asked() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    lock(&world, &bob, true).await;
    ask(&world, &ada, &bob, "follow", &[]).await;
    let seen = ask(&world, &bob, &ada, "block", &[]).await;
    assert_eq!((&seen.body["blocking"], &seen.body["requested_by"]), (&json!(true), &json!(false)));
    assert_eq!(get(&world, &bob, "/api/v1/follow_requests").await.body, json!([]));
    ask(&world, &ada, &bob, "follow", &[]).await.refuses(403, "This action is not allowed");
}

#[tokio::test]
async fn those_who_ask_are_paged_to_the_end_by_links_alone() {
    let world = World::new().await;
    let bob = world.member("bob").await;
    lock(&world, &bob, true).await;
    let mut all = Vec::new();
    for n in 0..5 {
        let fan = world.member(&format!("fan{n}")).await;
        ask(&world, &fan, &bob, "follow", &[]).await;
        all.insert(0, fan.id);
    }
    let mut next = Some("/api/v1/follow_requests?limit=2".to_owned());
    let mut found = Vec::new();
    while let Some(path) = next {
        let seen = get(&world, &bob, &path).await;
        found.extend(seen.ids());
        next = seen.link("next");
    }
    assert_eq!(found, all);
    world.get("/api/v1/follow_requests").await.refuses(401, "The access token is invalid");
}

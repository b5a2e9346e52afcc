//! Channels, those who follow them, their points, and what is said there.
use axum::http::Method;
use serde_json::{Value, json};

use crate::door::{Call, Member, Seen, World};

const OWN: &str = "/api/rookery/v1/channel";

fn at(channel: &Member, what: &str) -> String {
    format!("/api/rookery/v1/channels/{}{what}", channel.id)
}

async fn put(world: &World, by: &Member, body: Value) -> Seen {
    world.call(Call::new(Method::PUT, OWN).json(&body).by(by)).await
}

async fn get(world: &World, by: &Member, path: &str) -> Seen {
    world.call(Call::get(path).by(by)).await
}

async fn post(world: &World, by: &Member, path: &str, body: Value) -> Seen {
    world.call(Call::post(path).json(&body).by(by)).await
}

async fn delete(world: &World, by: &Member, path: &str) -> Seen {
    world.call(Call::delete(path).by(by)).await
}

async fn open(world: &World, name: &str) -> Member {
    let owner = world.member(name).await;
    assert_eq!(put(world, &owner, json!({ "title": "rooks" })).await.status, 200);
    owner
}

#[tokio::test]
async fn a_channel_is_opened_shown_and_listed() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, open(&world, "bob").await);
    world.get(&at(&ada, "")).await.refuses(404, "Record not found");
    let body = json!({ "title": "rooks, live", "category": "Birds", "live": true });
    let seen = put(&world, &ada, body.clone()).await;
    assert_eq!((seen.status, seen.id()), (200, ada.id.clone()));
    for (name, value) in body.as_object().unwrap() {
        assert_eq!(&seen.body[name], value, "{name}");
    }
    assert_eq!(seen.body["account"]["username"], "ada");
    assert_eq!((&seen.body["followers_count"], &seen.body["following"]), (&json!(0), &json!(false)));
    let shown = world.get(&at(&ada, "")).await.body;
    assert_eq!((&shown["title"], shown.get("following")), (&json!("rooks, live"), None));
    let all = world.get("/api/rookery/v1/channels").await;
    assert_eq!(all.ids(), [bob.id.clone(), ada.id.clone()]);
    assert_eq!(all.header("x-rookery-position"), all.body[0]["position"].as_str().unwrap());
    let live = world.get("/api/rookery/v1/channels?live=true").await;
    assert_eq!(live.ids(), [&*ada.id]);
    let first = world.get("/api/rookery/v1/channels?limit=1").await;
    let rest = world.get(&first.link("next").unwrap()).await;
    assert_eq!((first.ids(), rest.ids()), (vec![bob.id], vec![ada.id]));
}

#[tokio::test]
async fn what_is_shown_is_as_of_a_place_that_the_log_had_reached_before() {
    let world = World::new().await;
    let ada = open(&world, "ada").await;
    let position = async || {
        let position = world.get(&at(&ada, "")).await.body["position"].as_str().unwrap().to_owned();
        position.split_once('.').unwrap().1.parse::<u64>().unwrap()
    };
    assert_eq!(position().await, 0, "nothing was moved to the log yet");
    world.follow_up().await;
    assert_eq!(position().await, world.changes().await + 2);
}

#[tokio::test]
async fn what_is_said_again_changes_nothing() {
    let world = World::new().await;
    let ada = open(&world, "ada").await;
    let before = world.changes().await;
    assert_eq!(put(&world, &ada, json!({ "title": "rooks" })).await.status, 200);
    assert_eq!(world.changes().await, before);
}

#[tokio::test]
async fn a_channel_is_followed_until_it_is_not() {
    let world = World::new().await;
    let (ada, bob) = (open(&world, "ada").await, world.member("bob").await);
    let follow = at(&ada, "/follow");
    for _ in 0..2 {
        let seen = post(&world, &bob, &follow, json!({})).await.body;
        assert_eq!((&seen["followers_count"], &seen["following"]), (&json!(1), &json!(true)));
    }
    let own = get(&world, &bob, &at(&ada, "/points")).await.body;
    assert_eq!(own, json!({ "channel": ada.id, "account": bob.id, "points": 1000 }));
    for _ in 0..2 {
        let seen = delete(&world, &bob, &follow).await.body;
        assert_eq!((&seen["followers_count"], &seen["following"]), (&json!(0), &json!(false)));
    }
    post(&world, &ada, &follow, json!({})).await.refuses(403, "You cannot follow your own channel");
    post(&world, &ada, &at(&bob, "/follow"), json!({})).await.refuses(404, "Record not found");
    world.call(Call::post(&follow)).await.refuses(401, "The access token is invalid");
}

#[tokio::test]
async fn an_owner_gives_points_and_nobody_else() {
    let world = World::new().await;
    let (ada, bob) = (open(&world, "ada").await, world.member("bob").await);
    let points = at(&ada, "/points");
    let gift = |points: i64| json!({ "account": bob.id, "points": points });
    assert_eq!(post(&world, &ada, &points, gift(7)).await.body["points"], 7);
    assert_eq!(post(&world, &ada, &points, gift(3)).await.body["points"], 10);
    post(&world, &bob, &points, gift(7)).await.refuses(403, "This action is not allowed");
    let words = "Validation failed: Points must be a whole number from 1 to 1000000";
    for wrong in [0, -1, 1_000_001] {
        post(&world, &ada, &points, gift(wrong)).await.refuses(422, words);
    }
    post(&world, &ada, &points, json!({ "account": bob.id })).await.refuses(422, words);
    let words = "Validation failed: account is missing";
    post(&world, &ada, &points, json!({ "points": 1 })).await.refuses(422, words);
    let nobody = json!({ "account": "7", "points": 1 });
    post(&world, &ada, &points, nobody).await.refuses(404, "Record not found");
    assert_eq!(get(&world, &bob, &points).await.body["points"], 10);
}

#[tokio::test]
async fn people_chat() {
    let world = World::new().await;
    let (ada, bob) = (open(&world, "ada").await, world.member("bob").await);
    let room = at(&ada, "/messages");
    let first = post(&world, &bob, &room, json!({ "text": " caw ", "id": "one" })).await;
    assert_eq!((&first.body["text"], &first.body["room"]), (&json!("caw"), &json!(ada.id)));
    assert_eq!(first.body["account"]["username"], "bob");
    let before = world.changes().await;
    let again = post(&world, &bob, &room, json!({ "text": "caw", "id": "one" })).await;
    assert_eq!(again.body, first.body);
    post(&world, &bob, &room, json!({ "text": "kraa", "id": "one" }))
        .await
        .refuses(409, "Another message has this id");
    assert_eq!(world.changes().await, before);
    let second = post(&world, &ada, &room, json!({ "text": "kraa" })).await.id();
    let all = world.get(&room).await;
    assert_eq!(all.ids(), [second.clone(), first.id()]);
    assert!(all.header("x-rookery-position").ends_with(".0"));
    let page = world.get(&format!("{room}?limit=1")).await;
    assert_eq!(page.ids(), [&*second]);
    assert_eq!(world.get(&page.link("next").unwrap()).await.ids(), [first.id()]);
    let one = format!("{room}/{second}");
    delete(&world, &bob, &one).await.refuses(403, "This action is not allowed");
    assert_eq!(delete(&world, &ada, &one).await.body, json!({}));
    delete(&world, &ada, &one).await.refuses(404, "Record not found");
    delete(&world, &ada, &format!("{room}/caw")).await.refuses(404, "Record not found");
    assert_eq!(world.get(&room).await.ids(), [first.id()]);
}

#[tokio::test]
async fn who_is_blocked_there_says_nothing() {
    let world = World::new().await;
    let (ada, bob) = (open(&world, "ada").await, world.member("bob").await);
    post(&world, &ada, &format!("/api/v1/accounts/{}/block", bob.id), json!({})).await;
    let room = at(&ada, "/messages");
    let before = world.changes().await;
    post(&world, &bob, &room, json!({ "text": "caw" })).await.refuses(403, "You may not say anything here");
    post(&world, &bob, &at(&bob, "/messages"), json!({ "text": "caw" }))
        .await
        .refuses(404, "Record not found");
    assert_eq!(world.changes().await, before);
}

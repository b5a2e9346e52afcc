//! Predictions and polls of channels.
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::door::{Call, Member, Seen, World};

fn at(channel: &Member, what: &str) -> String {
    format!("/api/rookery/v1/channels/{}{what}", channel.id)
}

async fn get(world: &World, by: &Member, path: &str) -> Seen {
    world.call(Call::get(path).by(by)).await
}

async fn post(world: &World, by: &Member, path: &str, body: Value) -> Seen {
    world.call(Call::post(path).json(&body).by(by)).await
}

/// Ada's channel, which Bob and Cyd follow.
async fn show(world: &World) -> [Member; 3] {
    let [ada, bob, cyd] = [world.member("ada").await, world.member("bob").await, world.member("cyd").await];
    let open =
        Call::new(axum::http::Method::PUT, "/api/rookery/v1/channel").json(&json!({ "title": "rooks" }));
    assert_eq!(world.call(open.by(&ada)).await.status, 200);
    for fan in [&bob, &cyd] {
        assert_eq!(post(world, fan, &at(&ada, "/follow"), json!({})).await.status, 200);
    }
    [ada, bob, cyd]
}

fn guess() -> Value {
    json!({ "title": "back?", "outcomes": ["yes", "no"], "window": 60 })
}

async fn points(world: &World, channel: &Member, of: &Member) -> Value {
    get(world, of, &at(channel, "/points")).await.body["points"].clone()
}

#[tokio::test]
async fn a_prediction_goes_its_way() {
    let world = World::new().await;
    let [ada, bob, cyd] = show(&world).await;
    let begun = post(&world, &ada, &at(&ada, "/predictions"), guess()).await;
    assert_eq!((begun.status, &begun.body["status"]), (200, &json!("active")));
    let one = format!("/api/rookery/v1/predictions/{}", begun.id());
    let stakes = format!("{one}/stakes");
    let staked = post(&world, &bob, &stakes, json!({ "outcome": 0, "points": 300 })).await.body;
    assert_eq!(staked["outcomes"][0], json!({ "title": "yes", "points": 300, "people": 1 }));
    assert_eq!(staked["stake"], json!({ "outcome": 0, "points": 300, "paid": null }));
    post(&world, &cyd, &stakes, json!({ "outcome": 1, "points": 100 })).await;
    post(&world, &bob, &stakes, json!({ "outcome": 1, "points": 1 }))
        .await
        .refuses(409, "You have staked on another outcome");
    post(&world, &cyd, &stakes, json!({ "outcome": 1, "points": 901 }))
        .await
        .refuses(422, "Validation failed: Points are too few: you have 900");
    post(&world, &ada, &stakes, json!({ "outcome": 1, "points": 1 }))
        .await
        .refuses(403, "You cannot stake in your own channel");
    let resolve = format!("{one}/resolve");
    post(&world, &ada, &resolve, json!({ "outcome": 0 })).await.refuses(409, "The prediction is not locked");
    post(&world, &bob, &format!("{one}/lock"), json!({})).await.refuses(403, "This action is not allowed");
    let locked = post(&world, &ada, &format!("{one}/lock"), json!({})).await.body;
    assert_eq!(locked["status"], "locked");
    let late = post(&world, &bob, &stakes, json!({ "outcome": 0, "points": 1 })).await;
    late.refuses(409, "The prediction is closed");
    let resolved = post(&world, &ada, &resolve, json!({ "outcome": 0 })).await.body;
    assert_eq!((&resolved["status"], &resolved["winner"]), (&json!("resolved"), &json!(0)));
    post(&world, &ada, &format!("{one}/cancel"), json!({})).await.refuses(409, "The prediction is over");
    assert_eq!(
        (points(&world, &ada, &bob).await, points(&world, &ada, &cyd).await),
        (json!(1_100), json!(900))
    );
    assert_eq!(get(&world, &bob, &one).await.body["stake"]["paid"], 400);
    let shown = world.get(&one).await.body;
    assert_eq!(shown["stake"], json!(null), "a visitor has none");
    assert_eq!(world.get(&at(&ada, "/predictions")).await.ids(), [begun.id()]);
}

#[tokio::test]
async fn a_channel_predicts_one_thing_at_a_time_and_only_its_owner_does() {
    let world = World::new().await;
    let [ada, bob, _] = show(&world).await;
    let predictions = at(&ada, "/predictions");
    post(&world, &bob, &predictions, guess()).await.refuses(403, "This action is not allowed");
    post(&world, &bob, &at(&bob, "/predictions"), guess()).await.refuses(404, "Record not found");
    let begun = post(&world, &ada, &predictions, guess()).await.id();
    post(&world, &ada, &predictions, guess()).await.refuses(409, "Another prediction is not over");
    post(&world, &ada, &format!("/api/rookery/v1/predictions/{begun}/cancel"), json!({})).await;
    assert_eq!(post(&world, &ada, &predictions, guess()).await.status, 200);
}

#[tokio::test]
async fn time_locks_predictions_and_ends_polls() {
    let world = World::new().await;
    let [ada, bob, _] = show(&world).await;
    let begun = post(&world, &ada, &at(&ada, "/predictions"), guess()).await.id();
    let question = json!({ "question": "which?", "choices": ["red", "blue"], "seconds": 15 });
    let asked = post(&world, &ada, &at(&ada, "/polls"), question).await.id();
    let now = world.use_cases.entropy.now();
    assert!(!world.use_cases.channels.end_due(now).await.unwrap());
    let status = async |path: String| get(&world, &bob, &path).await.body["status"].clone();
    assert_eq!(status(format!("/api/rookery/v1/predictions/{begun}")).await, "active");
    let later = now + SignedDuration::from_secs(61);
    assert!(!world.use_cases.channels.end_due(later).await.unwrap());
    assert_eq!(status(format!("/api/rookery/v1/predictions/{begun}")).await, "locked");
    assert_eq!(status(format!("/api/rookery/v1/polls/{asked}")).await, "ended");
    let before = world.changes().await;
    assert!(!world.use_cases.channels.end_due(later).await.unwrap());
    assert_eq!(world.changes().await, before, "once");
}

#[tokio::test]
async fn a_channel_asks_and_each_votes_once() {
    let world = World::new().await;
    let [ada, bob, cyd] = show(&world).await;
    let question = json!({ "question": "which?", "choices": ["red", "blue"], "seconds": 60 });
    let polls = at(&ada, "/polls");
    post(&world, &bob, &polls, question.clone()).await.refuses(403, "This action is not allowed");
    let asked = post(&world, &ada, &polls, question.clone()).await.id();
    post(&world, &ada, &polls, question).await.refuses(409, "Another poll is not over");
    let one = format!("/api/rookery/v1/polls/{asked}");
    let votes = format!("{one}/votes");
    let voted = post(&world, &bob, &votes, json!({ "choice": 1 })).await.body;
    assert_eq!((&voted["choices"][1]["votes"], &voted["own_choice"]), (&json!(1), &json!(1)));
    post(&world, &bob, &votes, json!({ "choice": 0 }))
        .await
        .refuses(409, "You have already voted on this poll");
    let words = "Validation failed: Choice is not one of the poll";
    post(&world, &cyd, &votes, json!({ "choice": 2 })).await.refuses(422, words);
    post(&world, &bob, &format!("{one}/end"), json!({})).await.refuses(403, "This action is not allowed");
    assert_eq!(post(&world, &ada, &format!("{one}/end"), json!({})).await.body["status"], "ended");
    post(&world, &cyd, &votes, json!({ "choice": 0 })).await.refuses(409, "The poll is over");
    assert_eq!(world.get(&one).await.body["own_choice"], json!(null));
    assert_eq!(world.get(&polls).await.ids(), [asked]);
}

//! Writing now what is published later.
use axum::http::Method;
use serde_json::{Value, json};
use service::duty::{Due, Errand};

use crate::door::{Call, Member, Seen, World};

async fn plan(world: &World, who: &Member, body: Value) -> Seen {
    world.call(Call::post("/api/v1/statuses").json(&body).by(who)).await
}

/// So many minutes after the beginning of these tests.
fn minutes(count: i64) -> String {
    let start = jiff::Timestamp::from_millisecond(1_795_229_544_000).unwrap();
    (start + jiff::SignedDuration::from_mins(count)).to_string()
}

fn put(path: &str, body: &Value) -> Call {
    Call::new(Method::PUT, path).json(body)
}

#[tokio::test]
async fn a_planned_post_is_published_when_its_time_has_come() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let body = json!({
        "status": "soon #rooks", "scheduled_at": minutes(60), "spoiler_text": "birds", "visibility": "unlisted",
        "language": "en",
    });
    let seen = plan(&world, &ada, body).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    let shown = json!({
        "id": seen.id(), "scheduled_at": "2026-11-21T03:52:24.000Z",
        "params": {
            "text": "soon #rooks", "poll": null, "media_ids": null, "sensitive": false, "spoiler_text": "birds",
            "visibility": "unlisted", "in_reply_to_id": null, "language": "en", "scheduled_at": null,
            "idempotency": null,
        },
        "media_attachments": [],
    });
    assert_eq!(seen.body, shown);
    let one = format!("/api/v1/scheduled_statuses/{}", seen.id());
    assert_eq!(world.call(Call::get(&one).by(&ada)).await.body, shown);
    let statuses = format!("/api/v1/accounts/{}/statuses", ada.id);
    let schedule = &world.use_cases.schedule;
    let at = |text: String| text.parse::<jiff::Timestamp>().unwrap();
    assert_eq!(schedule.run(at(minutes(59))).await.unwrap(), Due::At(at(minutes(60))));
    assert_eq!(world.get(&statuses).await.ids().len(), 0);
    assert_eq!(schedule.run(at(minutes(60))).await.unwrap(), Due::Whenever);
    schedule.run(at(minutes(61))).await.unwrap();
    let seen = world.get(&statuses).await;
    assert_eq!(seen.ids().len(), 1);
    assert_eq!(
        (&seen.body[0]["spoiler_text"], &seen.body[0]["visibility"]),
        (&json!("birds"), &json!("unlisted"))
    );
    assert_eq!(seen.body[0]["tags"][0]["name"], "rooks");
    assert_eq!(world.call(Call::get("/api/v1/scheduled_statuses").by(&ada)).await.body, json!([]));
    world.call(Call::get(&one).by(&ada)).await.refuses(404, "Record not found");
}

#[tokio::test]
async fn what_is_planned_may_ask_something_from_then_on() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let poll = json!({ "options": ["rooks", "crows"], "expires_in": 300, "multiple": true });
    let seen = plan(&world, &ada, json!({ "status": "", "poll": poll, "scheduled_at": minutes(60) })).await;
    let asked =
        json!({ "options": ["rooks", "crows"], "expires_in": "300", "multiple": true, "hide_totals": false });
    assert_eq!((seen.status, &seen.body["params"]["poll"]), (200, &asked), "{seen:?}");
    world.use_cases.schedule.run(minutes(60).parse().unwrap()).await.unwrap();
    let seen = world.get(&format!("/api/v1/accounts/{}/statuses", ada.id)).await;
    let poll = &seen.body[0]["poll"];
    assert_eq!(
        (&poll["options"][1]["title"], &poll["multiple"]),
        (&json!("crows"), &json!(true)),
        "{seen:?}"
    );
    let time = |text: &Value| text.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let lasts = time(&poll["expires_at"]).duration_since(time(&seen.body[0]["created_at"]));
    assert!((299..=300).contains(&lasts.as_secs()), "it lasts from when it is published: {lasts:?}");
    let bad = json!({ "options": ["rooks"], "expires_in": 300 });
    plan(&world, &ada, json!({ "status": "", "poll": bad, "scheduled_at": minutes(60) }))
        .await
        .refuses(422, "Validation failed: Poll options must have more than one item");
}

#[tokio::test]
async fn plans_can_be_moved_and_taken_back_by_those_who_made_them() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let first = plan(&world, &ada, json!({ "status": "one", "scheduled_at": minutes(60) })).await.id();
    let second = plan(&world, &ada, json!({ "status": "two", "scheduled_at": minutes(90) })).await.id();
    let list = world.call(Call::get("/api/v1/scheduled_statuses").by(&ada)).await;
    assert_eq!(list.ids(), [second.as_str(), first.as_str()]);
    let one = format!("/api/v1/scheduled_statuses/{first}");
    let later = json!({ "scheduled_at": minutes(120) });
    for call in [Call::get(&one), put(&one, &later), Call::delete(&one)] {
        world.call(call.by(&bob)).await.refuses(404, "Record not found");
    }
    let moved = world.call(put(&one, &later).by(&ada)).await;
    assert_eq!(moved.body["scheduled_at"], "2026-11-21T04:52:24.000Z");
    assert_eq!(world.call(Call::delete(&one).by(&ada)).await.body, json!({}));
    world.call(Call::delete(&one).by(&ada)).await.refuses(404, "Record not found");
    world.call(put(&one, &later).by(&ada)).await.refuses(404, "Record not found");
    assert_eq!(world.call(Call::get("/api/v1/scheduled_statuses").by(&ada)).await.ids(), [second]);
}

#[tokio::test]
async fn what_cannot_be_planned_is_refused_at_once() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    for (body, status, words) in [
        (
            json!({ "status": "x", "scheduled_at": minutes(4) }),
            422,
            "Validation failed: Scheduled at must be at least 5 minutes ahead",
        ),
        (
            json!({ "status": "x", "scheduled_at": minutes(-4) }),
            422,
            "Validation failed: Scheduled at must be at least 5 minutes ahead",
        ),
        (
            json!({ "status": "x", "scheduled_at": minutes(600_000) }),
            422,
            "Validation failed: Scheduled at must be within a year",
        ),
        (
            json!({ "status": "x", "scheduled_at": "tomorrow" }),
            422,
            "Validation failed: Scheduled at is not a date with a time and a zone",
        ),
        (
            json!({ "status": " ", "scheduled_at": minutes(60) }),
            422,
            "Validation failed: Text can't be blank",
        ),
        (
            json!({ "status": "x", "in_reply_to_id": "1", "scheduled_at": minutes(60) }),
            404,
            "Record not found",
        ),
    ] {
        plan(&world, &ada, body).await.refuses(status, words);
    }
    assert_eq!(world.call(Call::get("/api/v1/scheduled_statuses").by(&ada)).await.body, json!([]));
    let one = plan(&world, &ada, json!({ "status": "x", "scheduled_at": minutes(60) })).await.id();
    let one = format!("/api/v1/scheduled_statuses/{one}");
    let soon = json!({ "scheduled_at": minutes(1) });
    world
        .call(put(&one, &soon).by(&ada))
        .await
        .refuses(422, "Validation failed: Scheduled at must be at least 5 minutes ahead");
    world
        .call(put(&one, &json!({})).by(&ada))
        .await
        .refuses(422, "Validation failed: Scheduled at can't be blank");
}

#[tokio::test]
async fn planning_again_with_the_same_key_plans_nothing_more() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let body = json!({ "status": "x", "scheduled_at": minutes(60) });
    let again =
        || world.call(Call::post("/api/v1/statuses").json(&body).header("idempotency-key", "k").by(&ada));
    assert_eq!(again().await.id(), again().await.id());
}

#[tokio::test]
async fn what_answers_something_that_is_gone_by_then_stands_for_itself() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let parent = world.post(&bob, "caw").await;
    plan(&world, &ada, json!({ "status": "x", "in_reply_to_id": parent, "scheduled_at": minutes(60) })).await;
    world.call(Call::delete(&format!("/api/v1/statuses/{parent}")).by(&bob)).await;
    world.use_cases.schedule.run(minutes(60).parse().unwrap()).await.unwrap();
    let seen = world.get(&format!("/api/v1/accounts/{}/statuses", ada.id)).await;
    assert_eq!((seen.ids().len(), &seen.body[0]["in_reply_to_id"]), (1, &Value::Null));
}

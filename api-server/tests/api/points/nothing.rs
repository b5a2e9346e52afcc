//! What is answered when there is not much to say.
use axum::http::Method;
use serde_json::json;

use super::Scene;
use crate::door::{Call, Seen};

fn is_json(seen: &Seen, path: &str) {
    assert_eq!(seen.status, 200, "{path}: {seen:?}");
    assert!(seen.header("content-type").starts_with("application/json"), "{path}: {seen:?}");
}

#[tokio::test]
async fn point_09_whatever_succeeds_answers_200_with_json() {
    let Scene { world, ada, bob, post, reply } = Scene::set().await;
    for (method, path) in [
        (Method::POST, format!("/api/v1/accounts/{}/unfollow", bob.id)),
        (Method::POST, format!("/api/v1/accounts/{}/remove_from_followers", bob.id)),
        (Method::POST, format!("/api/v1/statuses/{post}/unfavourite")),
        (Method::POST, format!("/api/v1/statuses/{post}/unreblog")),
        (Method::DELETE, format!("/api/v1/statuses/{reply}")),
    ] {
        let seen = world.call(Call::new(method, &path).by(&ada)).await;
        is_json(&seen, &path);
        assert!(seen.body.is_object(), "{path}: {seen:?}");
    }
}

#[tokio::test]
async fn point_09_whatever_has_nothing_to_say_answers_an_empty_object() {
    let Scene { world, ada, bob, .. } = Scene::set().await;
    let make = async |path: &str, body| world.call(Call::post(path).json(&body).by(&ada)).await.id();
    let list = make("/api/v1/lists", json!({ "title": "birds" })).await;
    let filter = make(
        "/api/v2/filters",
        json!({
            "title": "x", "context": ["home"], "keywords_attributes": [{ "keyword": "x" }, { "keyword": "y" }],
        }),
    )
    .await;
    let word =
        world.call(Call::get(&format!("/api/v2/filters/{filter}/keywords")).by(&ada)).await.ids().remove(0);
    let old = make("/api/v1/filters", json!({ "phrase": "y", "context": ["home"] })).await;
    let plan =
        make("/api/v1/statuses", json!({ "status": "soon", "scheduled_at": "2026-11-22T00:00:00Z" })).await;
    world
        .call(
            Call::post("/api/v1/statuses")
                .json(&json!({ "status": "@ada", "visibility": "direct" }))
                .by(&bob),
        )
        .await;
    world.follow_up().await;
    let talk = world.call(Call::get("/api/v1/conversations").by(&ada)).await.ids().remove(0);
    let told = world.call(Call::get("/api/v1/notifications").by(&ada)).await.ids().remove(0);
    let members = json!({ "account_ids": [bob.id] });
    for (method, path, body) in [
        (Method::POST, format!("/api/v1/lists/{list}/accounts"), &members),
        (Method::DELETE, format!("/api/v1/lists/{list}/accounts"), &members),
        (Method::DELETE, format!("/api/v1/lists/{list}"), &json!({})),
        (Method::DELETE, format!("/api/v2/filters/keywords/{word}"), &json!({})),
        (Method::DELETE, format!("/api/v2/filters/{filter}"), &json!({})),
        (Method::DELETE, format!("/api/v1/filters/{old}"), &json!({})),
        (Method::DELETE, format!("/api/v1/scheduled_statuses/{plan}"), &json!({})),
        (Method::DELETE, format!("/api/v1/conversations/{talk}"), &json!({})),
        (Method::POST, format!("/api/v1/notifications/{told}/dismiss"), &json!({})),
        (Method::POST, "/api/v1/notifications/clear".to_owned(), &json!({})),
    ] {
        let seen = world.call(Call::new(method, &path).json(body).by(&ada)).await;
        is_json(&seen, &path);
        assert_eq!(seen.body, json!({}), "{path}");
    }
    let app = world.app("read").await;
    let form = [("client_id", &*app.id), ("client_secret", &*app.secret), ("token", "nobody knows it")];
    let seen = world.call(Call::post("/oauth/revoke").form(&form)).await;
    is_json(&seen, "/oauth/revoke");
    assert_eq!(seen.body, json!({}), "{seen:?}");
}

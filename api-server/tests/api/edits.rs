//! Edits of posts, and what they said before.
use axum::http::Method;
use serde_json::{Value, json};

use super::door::{Call, Member, Seen, World};

impl World {
    async fn edit(&self, by: &Member, post: &str, body: Value) -> Seen {
        self.call(Call::new(Method::PUT, &format!("/api/v1/statuses/{post}")).json(&body).by(by)).await
    }

    async fn history(&self, post: &str) -> Vec<Value> {
        let seen = self.get(&format!("/api/v1/statuses/{post}/history")).await;
        assert_eq!(seen.status, 200, "{seen:?}");
        seen.body.as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn a_post_is_edited_and_says_so() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let post = world.post(&ada, "teh rook").await;
    assert_eq!(world.history(&post).await.len(), 1, "what it says now");
    let before = world.get(&format!("/api/v1/statuses/{post}")).await.body;
    assert_eq!(before["edited_at"], Value::Null);

    let words = json!({ "status": "the rook #birds", "spoiler_text": "birds", "language": "en" });
    let seen = world.edit(&ada, &post, words).await;
    assert_eq!((seen.status, seen.id()), (200, post.clone()), "{seen:?}");
    for name in ["uri", "url", "created_at", "visibility", "in_reply_to_id"] {
        assert_eq!(seen.body[name], before[name], "{name}");
    }
    assert!(seen.body["edited_at"].as_str().unwrap().ends_with('Z'));
    assert_eq!((&seen.body["spoiler_text"], &seen.body["sensitive"]), (&json!("birds"), &json!(true)));
    assert_eq!(seen.body["tags"][0]["name"], "birds");
    assert_eq!(world.get("/api/v1/timelines/tag/birds").await.ids(), std::slice::from_ref(&post));
    let listed = world.call(Call::get("/api/v1/timelines/public").by(&bob)).await;
    assert_eq!(listed.body[0]["edited_at"], seen.body["edited_at"]);

    let source = world.call(Call::get(&format!("/api/v1/statuses/{post}/source")).by(&ada)).await;
    let expected = json!({ "id": post, "text": "the rook #birds", "spoiler_text": "birds" });
    assert_eq!((source.status, source.body), (200, expected));

    let history = world.history(&post).await;
    let contents: Vec<&str> = history.iter().map(|version| version["content"].as_str().unwrap()).collect();
    assert_eq!(contents[0], "<p>teh rook</p>");
    assert!(contents[1].contains("the rook"), "{contents:?}");
    assert_eq!(history[0]["created_at"], before["created_at"]);
    assert_eq!(history[1]["created_at"], seen.body["edited_at"]);
    assert_eq!(history[0]["account"]["username"], "ada");
    assert_eq!((&history[0]["media_attachments"], &history[0]["emojis"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn pictures_and_polls_are_edited_with_the_post() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let (one, two) = (world.picture(&ada).await, world.picture(&ada).await);
    let post = world.publish(&ada, json!({ "status": "see", "media_ids": [one] })).await.id();
    let words = json!({
        "status": "see", "media_ids": [two, one],
        "media_attributes": [{ "id": one, "description": "a rook", "focus": "0.5,0.5" }],
    });
    let seen = world.edit(&ada, &post, words).await;
    let carried = seen.body["media_attachments"].as_array().unwrap();
    assert_eq!((&carried[0]["id"], &carried[1]["id"]), (&json!(two), &json!(one)), "{seen:?}");
    assert_eq!(carried[1]["description"], "a rook");
    assert_eq!(carried[1]["meta"]["focus"], json!({ "x": 0.5, "y": 0.5 }));
    assert_eq!(world.history(&post).await[0]["media_attachments"][0]["id"], json!(one));
    let seen = world.edit(&ada, &post, json!({ "status": "nothing to see" })).await;
    assert_eq!(seen.body["media_attachments"], json!([]));

    let poll = json!({ "options": ["a", "b"], "expires_in": 300 });
    let seen = world.edit(&ada, &post, json!({ "status": "which?", "poll": poll })).await;
    assert_eq!(seen.body["poll"]["options"][1]["title"], "b", "{seen:?}");
    let last = world.history(&post).await.pop().unwrap();
    assert_eq!(last["poll"], json!({ "options": [{ "title": "a" }, { "title": "b" }] }));
}

#[tokio::test]
async fn whom_an_edit_concerns_is_told() {
    let world = World::new().await;
    let (ada, bob, cleo) = (world.member("ada").await, world.member("bob").await, world.member("cleo").await);
    let post = world.post(&ada, "hello @cleo").await;
    world.call(Call::post(&format!("/api/v1/statuses/{post}/reblog")).by(&bob)).await;
    for words in ["hello @cleo and @bob", "hello again @cleo and @bob"] {
        assert_eq!(world.edit(&ada, &post, json!({ "status": words })).await.status, 200);
    }
    world.follow_up().await;
    for (who, expected) in
        [(&bob, vec!["update", "mention"]), (&cleo, vec!["mention"]), (&ada, vec!["reblog"])]
    {
        let seen = world.call(Call::get("/api/v1/notifications").by(who)).await;
        let kinds: Vec<&str> =
            seen.body.as_array().unwrap().iter().map(|one| one["type"].as_str().unwrap()).collect();
        assert_eq!(kinds, expected, "once each: {seen:?}");
    }
}

#[tokio::test]
async fn an_edit_that_makes_no_sense_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let post = world.post(&ada, "mine").await;
    let bobs = world.picture(&bob).await;
    let boost = world.call(Call::post(&format!("/api/v1/statuses/{post}/reblog")).by(&ada)).await.id();
    let hidden = world.publish(&ada, json!({ "status": "psst", "visibility": "direct" })).await.id();
    let before = world.changes().await;
    for (body, words) in [
        (json!({ "status": " " }), "Text can't be blank"),
        (json!({}), "Text can't be blank"),
        (json!({ "status": "x".repeat(501) }), "Text character limit of 500 exceeded"),
        (
            json!({ "status": "x", "media_ids": [bobs] }),
            "Media not found or already attached to another post",
        ),
        (
            json!({ "status": "x", "media_attributes": [{ "id": bobs, "description": "mine" }] }),
            "Media not found or already attached to another post",
        ),
        (
            json!({ "status": "x", "poll": { "options": ["a"], "expires_in": 300 } }),
            "Poll options must have more than one item",
        ),
    ] {
        world.edit(&ada, &post, body).await.refuses(422, &format!("Validation failed: {words}"));
    }
    let words = || json!({ "status": "theirs" });
    world.edit(&bob, &post, words()).await.refuses(404, "Record not found");
    world.edit(&bob, &hidden, words()).await.refuses(404, "Record not found");
    world.edit(&ada, &boost, words()).await.refuses(404, "Record not found");
    world.edit(&ada, "7", words()).await.refuses(404, "Record not found");
    for place in ["source", "history"] {
        let path = format!("/api/v1/statuses/{hidden}/{place}");
        world.call(Call::get(&path).by(&bob)).await.refuses(404, "Record not found");
    }
    let path = format!("/api/v1/statuses/{post}");
    let anybody = world.call(Call::new(Method::PUT, &path).json(&words())).await;
    anybody.refuses(401, "The access token is invalid");
    world.get(&format!("{path}/source")).await.refuses(401, "The access token is invalid");
    assert_eq!(world.edit(&ada, &post, json!({ "status": "mine" })).await.body["edited_at"], Value::Null);
    assert_eq!(world.changes().await, before);
}

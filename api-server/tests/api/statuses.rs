//! Posts, and what people do with them.
use axum::http::Method;
use serde_json::{Value, json};

use crate::door::{Call, Member, World};

#[tokio::test]
async fn a_post_has_mastodons_shape() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let new = json!({
        "status": "Hello @bob, see https://rooks.example #Rooks\n\nbye", "spoiler_text": "birds", "language": "en",
        "visibility": "unlisted", "media_ids": [], "sensitive": null, "content_type": "text/plain",
    });
    let seen = world.call(Call::post("/api/v1/statuses").json(&new).by(&ada)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    let mut status = seen.body.clone();
    let (id, created_at) = (seen.id(), status["created_at"].as_str().unwrap().to_owned());
    assert!(
        created_at.ends_with('Z') && created_at.as_bytes()[19] == b'.' && created_at.len() == 24,
        "{created_at}"
    );
    assert_eq!(status["account"].take()["acct"], "ada");
    assert!(status["content"].take().as_str().unwrap().starts_with("<p>Hello <span class=\"h-card\">"));
    assert_eq!(
        status,
        json!({
            "id": id, "created_at": created_at, "in_reply_to_id": null, "in_reply_to_account_id": null,
            "sensitive": true, "spoiler_text": "birds", "visibility": "unlisted", "language": "en",
            "uri": format!("https://r.example/users/ada/statuses/{id}"), "url": format!("https://r.example/@ada/{id}"),
            "replies_count": 0, "reblogs_count": 0, "favourites_count": 0, "edited_at": null, "content": null,
            "reblog": null, "account": null, "media_attachments": [],
            "mentions": [{ "id": bob.id, "username": "bob", "url": "https://r.example/@bob", "acct": "bob" }],
            "tags": [{ "name": "rooks", "url": "https://r.example/tags/rooks" }],
            "emojis": [], "card": null, "poll": null,
            "favourited": false, "reblogged": false, "muted": false, "bookmarked": false, "pinned": false, "filtered": [],
        })
    );
    let nobodys = world.get(&format!("/api/v1/statuses/{id}")).await;
    assert_eq!((nobodys.status, nobodys.body.get("favourited")), (200, None));
}

#[tokio::test]
async fn a_body_comes_in_three_forms() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let multipart = "--x\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\nthree\r\n--x\r\n\
                     Content-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--x--\r\n";
    let calls = [
        Call::post("/api/v1/statuses").json(&json!({ "status": "one", "poll": null })),
        Call::post("/api/v1/statuses").form(&[("status", "two"), ("sensitive", "True")]),
        Call::post("/api/v1/statuses/").raw("multipart/form-data; boundary=x", multipart),
    ];
    for (call, text) in calls.into_iter().zip(["one", "two", "three"]) {
        let seen = world.call(call.by(&ada)).await;
        assert_eq!(seen.body["content"], format!("<p>{text}</p>"), "{seen:?}");
    }
}

#[tokio::test]
async fn rules_are_told_in_mastodons_words() {
    let world = World::with(&[("ROOKERY_MAX_CHARACTERS", "10"), ("ROOKERY_RATE_LIMIT", "0")]).await;
    let ada = world.member("ada").await;
    let before = world.changes().await;
    for (new, status, words) in [
        (json!({ "status": " \n " }), 422, "Validation failed: Text can't be blank"),
        (json!({}), 422, "Validation failed: Text can't be blank"),
        (json!({ "status": "12345678901" }), 422, "Validation failed: Text character limit of 10 exceeded"),
        (
            json!({ "status": "123", "spoiler_text": "12345678" }),
            422,
            "Validation failed: Text character limit of 10 exceeded",
        ),
        (json!({ "status": "a\u{0}b" }), 422, "Validation failed: Text contains control characters"),
        (
            json!({ "status": "x", "visibility": "secret" }),
            422,
            "Validation failed: Visibility is not included in the list",
        ),
        (json!({ "status": "x", "in_reply_to_id": "1" }), 404, "Record not found"),
        (json!({ "status": "x", "in_reply_to_id": "x" }), 404, "Record not found"),
        (
            json!({ "status": "x", "media_ids": ["1"] }),
            422,
            "Validation failed: Media not found or already attached to another post",
        ),
        (
            json!({ "status": "x", "poll": { "options": ["a"] } }),
            422,
            "Validation failed: Poll options must have more than one item",
        ),
        (json!({ "status": 5 }), 422, "Validation failed: status must be a text"),
        (json!({ "status": { "a": 1 } }), 422, "Validation failed: status must be a text"),
        (
            json!({ "status": "x", "sensitive": "perhaps" }),
            422,
            "Validation failed: sensitive must be true or false",
        ),
    ] {
        let seen = world.call(Call::post("/api/v1/statuses").json(&new).by(&ada)).await;
        seen.refuses(status, words);
    }
    assert_eq!(world.changes().await, before);
    world.post(&ada, "👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧 123456").await;
}

#[tokio::test]
async fn a_repeated_key_makes_one_post_and_shows_it_as_it_is_now() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let publish = |text: &'static str, key: &'static str| {
        world.call(
            Call::post("/api/v1/statuses").form(&[("status", text)]).header("idempotency-key", key).by(&ada),
        )
    };
    let first = publish("once", "k").await;
    world.call(Call::post(&format!("/api/v1/statuses/{}/favourite", first.id())).by(&ada)).await;
    let again = publish("twice", "k").await;
    assert_eq!((again.status, again.id()), (200, first.id()));
    assert_eq!((&again.body["content"], &again.body["favourites_count"]), (&json!("<p>once</p>"), &json!(1)));
    assert_ne!(publish("other", "l").await.id(), first.id());
    let long: &'static str = Box::leak("k".repeat(256).into_boxed_str());
    publish("x", long).await.refuses(400, "Idempotency-Key is too long (maximum is 255 bytes)");
}

#[tokio::test]
async fn favouriting_and_boosting_happen_once_and_can_be_undone() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let id = world.post(&ada, "hello").await;
    let act = |act: &str| world.call(Call::post(&format!("/api/v1/statuses/{id}/{act}")).by(&bob));
    act("favourite").await;
    let seen = act("favourite").await;
    assert_eq!((&seen.body["favourited"], &seen.body["favourites_count"]), (&json!(true), &json!(1)));
    let boost = act("reblog").await;
    assert_eq!((&boost.body["reblog"]["id"], &boost.body["account"]["acct"]), (&json!(id), &json!("bob")));
    assert_eq!(
        (&boost.body["reblog"]["reblogged"], &boost.body["reblog"]["reblogs_count"]),
        (&json!(true), &json!(1))
    );
    assert_eq!(boost.body["reblog"]["reblog"], Value::Null);
    assert_eq!(act("reblog").await.id(), boost.id());
    for list in ["favourited_by", "reblogged_by"] {
        assert_eq!(world.get(&format!("/api/v1/statuses/{id}/{list}")).await.ids(), [bob.id.as_str()]);
    }
    let seen = act("unreblog").await;
    assert_eq!(
        (seen.id(), &seen.body["reblogs_count"], &seen.body["reblogged"]),
        (id.clone(), &json!(0), &json!(false))
    );
    let seen = act("unfavourite").await;
    assert_eq!((&seen.body["favourites_count"], &seen.body["favourited"]), (&json!(0), &json!(false)));
}

#[tokio::test]
async fn a_deleted_post_is_given_back_with_its_text_and_gone() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let id = world.post(&ada, "a & b").await;
    let path = format!("/api/v1/statuses/{id}");
    world.call(Call::delete(&path).by(&bob)).await.refuses(404, "Record not found");
    world.call(Call::delete(&path)).await.refuses(401, "The access token is invalid");
    let seen = world.call(Call::delete(&path).raw("application/json", "{}").by(&ada)).await;
    assert_eq!((seen.status, &seen.body["text"], &seen.body["id"]), (200, &json!("a & b"), &json!(id)));
    world.get(&path).await.refuses(404, "Record not found");
    world.call(Call::delete(&path).by(&ada)).await.refuses(404, "Record not found");
}

#[tokio::test]
async fn a_thread_is_shown_around_its_post() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let root = world.post(&ada, "root").await;
    let reply = |to: String, text: &'static str| {
        let ada = ada.clone();
        let world = &world;
        async move {
            let form = [("status", text), ("in_reply_to_id", to.as_str())];
            world.call(Call::post("/api/v1/statuses").form(&form).by(&ada)).await
        }
    };
    let middle = reply(root.clone(), "middle").await;
    assert_eq!(
        (&middle.body["in_reply_to_id"], &middle.body["in_reply_to_account_id"]),
        (&json!(root), &json!(ada.id))
    );
    let leaf = reply(middle.id(), "leaf").await.id();
    let seen = world.get(&format!("/api/v1/statuses/{}/context", middle.id())).await;
    assert_eq!(seen.body["ancestors"][0]["id"], json!(root));
    assert_eq!(seen.body["descendants"][0]["id"], json!(leaf));
    assert_eq!(world.get(&format!("/api/v1/statuses/{root}")).await.body["replies_count"], 1);
}

#[tokio::test]
async fn a_post_is_seen_by_those_it_is_for() {
    let world = World::new().await;
    let (ada, bob, eve) = (world.member("ada").await, world.member("bob").await, world.member("eve").await);
    let publish = |visibility: &'static str| {
        let form = [("status", "psst @bob"), ("visibility", visibility)];
        world.call(Call::post("/api/v1/statuses").form(&form).by(&ada))
    };
    for visibility in ["private", "direct"] {
        let id = publish(visibility).await.id();
        let path = format!("/api/v1/statuses/{id}");
        assert_eq!(world.call(Call::get(&path).by(&bob)).await.status, 200);
        world.call(Call::get(&path).by(&eve)).await.refuses(404, "Record not found");
        for rest in ["", "/context", "/favourited_by", "/reblogged_by"] {
            world.get(&format!("{path}{rest}")).await.refuses(404, "Record not found");
        }
        for act in ["favourite", "reblog"] {
            world.call(Call::post(&format!("{path}/{act}")).by(&eve)).await.refuses(404, "Record not found");
        }
        world
            .call(Call::post(&format!("{path}/reblog")).by(&bob))
            .await
            .refuses(403, "This action is not allowed");
        let seen = world.call(Call::get(&format!("/api/v1/accounts/{}/statuses", ada.id)).by(&eve)).await;
        assert_eq!(seen.ids(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn what_is_written_needs_a_token_that_allows_it() {
    let world = World::new().await;
    let reads = world.member_with("ada", domain::identity::Scopes::stored("read")).await;
    let id = world.post(&world.member("bob").await, "hello").await;
    for path in [String::new(), format!("/{id}/favourite"), format!("/{id}/reblog")] {
        let path = format!("/api/v1/statuses{path}");
        let form = [("status", "x")];
        world.call(Call::post(&path).form(&form)).await.refuses(401, "The access token is invalid");
        let seen = world.call(Call::post(&path).form(&form).by(&reads)).await;
        seen.refuses(403, "This action is outside the authorized scopes");
    }
    let writes = world.member_with("eve", domain::identity::Scopes::stored("write:statuses")).await;
    let seen = world.call(Call::get(&format!("/api/v1/statuses/{id}")).by(&writes)).await;
    seen.refuses(403, "This action is outside the authorized scopes");
    let seen = world.call(Call::new(Method::PATCH, &format!("/api/v1/statuses/{id}")).by(&writes)).await;
    seen.refuses(405, "Method not allowed");
}

#[tokio::test]
async fn a_post_says_with_which_app_it_was_written() {
    let world = World::with(&[("ROOKERY_RATE_LIMIT", "0"), ("ROOKERY_PASSWORD_GRANT", "true")]).await;
    let ada = world.member("ada").await;
    let shown =
        async |id: &str| world.get(&format!("/api/v1/statuses/{id}")).await.body["application"].clone();
    assert_eq!(shown(&world.post(&ada, "by hand").await).await, Value::Null);
    let app = world.app("read write").await;
    let form = [
        ("grant_type", "password"),
        ("client_id", &*app.id),
        ("client_secret", &*app.secret),
        ("username", "ada@r.example"),
        ("password", "correct horse"),
        ("scope", "read write"),
    ];
    let granted = world.call(Call::post("/oauth/token").form(&form)).await;
    let token = granted.body["access_token"].as_str().unwrap().to_owned();
    let with_app = Member { token, ..ada.clone() };
    let crow = json!({ "name": "crow", "website": null });
    for text in ["once", "and again"] {
        assert_eq!(shown(&world.post(&with_app, text).await).await, crow);
    }
    let home = world.call(Call::get("/api/v1/timelines/home").by(&ada)).await;
    assert_eq!([0, 2].map(|n| home.body[n].get("application").cloned()), [Some(crow), None]);
}

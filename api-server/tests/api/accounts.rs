//! Accounts, and what they posted.
use serde_json::json;

use crate::door::{Call, World};

#[tokio::test]
async fn an_account_has_mastodons_shape() {
    let world = World::new().await;
    let ada = world.member("Ada").await;
    let seen = world.get(&format!("/api/v1/accounts/{}", ada.id)).await;
    let created_at = seen.body["created_at"].clone();
    assert_eq!(
        seen.body,
        json!({
            "id": ada.id, "username": "Ada", "acct": "Ada", "display_name": "", "locked": false, "bot": false,
            "group": false, "discoverable": false, "indexable": false, "noindex": false, "created_at": created_at,
            "note": "", "url": "https://r.example/@Ada", "uri": "https://r.example/users/Ada",
            "avatar": "https://r.example/pictures/avatar.png", "avatar_static": "https://r.example/pictures/avatar.png",
            "header": "https://r.example/pictures/header.png", "header_static": "https://r.example/pictures/header.png",
            "followers_count": 0, "following_count": 0, "statuses_count": 0, "last_status_at": null,
            "hide_collections": false, "emojis": [], "roles": [], "fields": [],
        })
    );
    world.post(&ada, "hello").await;
    let seen = world.get(&format!("/api/v1/accounts/{}", ada.id)).await;
    assert_eq!(
        (&seen.body["statuses_count"], &seen.body["last_status_at"]),
        (&json!(1), &json!("2026-11-21"))
    );
}

#[tokio::test]
async fn an_account_is_found_by_its_name() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    for acct in ["ada", "@ADA", "ada@r.example", "%40ada%40r.example"] {
        assert_eq!(
            world.get(&format!("/api/v1/accounts/lookup/?acct={acct}")).await.id(),
            ada.id,
            "{acct:?}"
        );
    }
    for acct in ["", "bob", "ada@elsewhere.example", "%00"] {
        world.get(&format!("/api/v1/accounts/lookup?acct={acct}")).await.refuses(404, "Record not found");
    }
    world.get("/api/v1/accounts/lookup").await.refuses(400, "acct is missing");
}

#[tokio::test]
async fn posts_of_an_account_can_be_narrowed() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let bobs = world.post(&bob, "by bob").await;
    let plain = world.post(&ada, "plain #rook").await;
    let reply = [("status", "answer"), ("in_reply_to_id", bobs.as_str())];
    let reply = world.call(Call::post("/api/v1/statuses").form(&reply).by(&ada)).await.id();
    let boost = world.call(Call::post(&format!("/api/v1/statuses/{bobs}/reblog")).by(&ada)).await.id();
    let ids =
        async |query: &str| world.get(&format!("/api/v1/accounts/{}/statuses?{query}", ada.id)).await.ids();
    assert_eq!(ids("").await, [boost.clone(), reply.clone(), plain.clone()]);
    assert_eq!(ids("exclude_reblogs=1").await, [reply.clone(), plain.clone()]);
    assert_eq!(ids("exclude_replies=True").await, [boost, plain.clone()]);
    assert_eq!(ids("tagged=Rook").await, [plain]);
    for nothing in ["pinned=true", "only_media=t", "tagged=1984"] {
        assert!(ids(nothing).await.is_empty(), "{nothing:?}");
    }
    world.get("/api/v1/accounts/1/statuses").await.refuses(404, "Record not found");
}

#[tokio::test]
async fn the_instance_says_what_clients_must_know() {
    let world =
        World::with(&[("ROOKERY_MAX_CHARACTERS", "280"), ("ROOKERY_STREAMING_URL", "wss://s.example/")])
            .await;
    world.member("ada").await;
    let one = world.get("/api/v1/instance/").await.body;
    assert_eq!(
        (&one["uri"], &one["urls"]["streaming_api"]),
        (&json!("r.example"), &json!("wss://s.example"))
    );
    assert_eq!((&one["max_toot_chars"], &one["stats"]["user_count"]), (&json!(280), &json!(1)));
    let two = world.get("/api/v2/instance/").await.body;
    assert_eq!(
        (&two["domain"], &two["configuration"]["urls"]["streaming"]),
        (&json!("r.example"), &json!("wss://s.example"))
    );
    assert_eq!(two["configuration"]["statuses"]["max_characters"], 280);
    assert_eq!(two["configuration"]["shop"], json!({ "payments": "trial" }));
    for document in [&one, &two] {
        assert!(document["version"].as_str().unwrap().starts_with("4.2.0 (compatible; Rookery "));
        assert_no_nulls_or_zeros(&document["configuration"]["media_attachments"]);
        assert_no_nulls_or_zeros(&document["configuration"]["polls"]);
    }
    let links = world.get("/.well-known/nodeinfo").await.body;
    assert_eq!(links["links"][0]["href"], "https://r.example/nodeinfo/2.0");
    let info = world.get("/nodeinfo/2.0").await.body;
    assert_eq!(
        (&info["software"]["name"], &info["metadata"]["upstream"]["name"]),
        (&json!("rookery"), &json!("mastodon"))
    );
}

fn assert_no_nulls_or_zeros(group: &serde_json::Value) {
    for (name, value) in group.as_object().unwrap() {
        assert!(value.is_array() || value.as_u64().is_some_and(|n| n > 0), "{name}: {value}");
    }
}

#[tokio::test]
async fn what_we_have_none_of_is_an_empty_list() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    for path in [
        "v1/announcements",
        "v1/lists",
        "v1/filters",
        "v2/filters",
        "v1/follow_requests",
        "v1/followed_tags",
        "v2/suggestions",
    ] {
        let path = format!("/api/{path}");
        assert_eq!(world.call(Call::get(&path).by(&ada)).await.body, json!([]), "{path}");
        world.get(&path).await.refuses(401, "The access token is invalid");
    }
    for path in
        ["custom_emojis", "trends", "trends/tags", "trends/statuses", "trends/links", "instance/rules"]
    {
        assert_eq!(world.get(&format!("/api/v1/{path}")).await.body, json!([]), "{path}");
    }
}

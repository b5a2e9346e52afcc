//! Filters, as clients make them and as posts carry them.
use axum::http::Method;
use serde_json::{Value, json};

use crate::door::{Call, Member, World};

async fn make(world: &World, who: &Member, body: Value) -> Value {
    let seen = world.call(Call::post("/api/v2/filters").json(&body).by(who)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    seen.body
}

fn eggs() -> Value {
    json!({
        "title": "eggs",
        "context": ["home", "public"],
        "filter_action": "hide",
        "expires_in": 3600,
        "keywords_attributes": [{ "keyword": "egg" }, { "keyword": "shell", "whole_word": false }],
    })
}

#[tokio::test]
async fn a_filter_is_made_changed_and_deleted() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let made = make(&world, &ada, eggs()).await;
    let id = made["id"].as_str().unwrap();
    assert_eq!(made["context"], json!(["home", "public"]));
    assert_eq!((&made["filter_action"], &made["statuses"]), (&json!("hide"), &json!([])));
    assert!(made["expires_at"].is_string());
    let words = made["keywords"].as_array().unwrap();
    assert_eq!((&words[0]["keyword"], &words[0]["whole_word"]), (&json!("egg"), &json!(true)));
    assert_eq!((&words[1]["keyword"], &words[1]["whole_word"]), (&json!("shell"), &json!(false)));
    let path = format!("/api/v2/filters/{id}");
    assert_eq!(world.call(Call::get(&path).by(&ada)).await.body, made);
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        world.call(Call::new(method, &path).by(&bob)).await.refuses(404, "Record not found");
    }
    let form = [
        ("title", "shells"),
        ("expires_in", ""),
        ("context[]", "thread"),
        ("keywords_attributes[0][id]", words[0]["id"].as_str().unwrap()),
        ("keywords_attributes[0][_destroy]", "true"),
        ("keywords_attributes[10][keyword]", "nest"),
        ("keywords_attributes[2][keyword]", "twig"),
    ];
    let changed = world.call(Call::new(Method::PUT, &path).form(&form).by(&ada)).await.body;
    assert_eq!((&changed["title"], &changed["expires_at"]), (&json!("shells"), &Value::Null));
    assert_eq!((&changed["filter_action"], &changed["context"]), (&json!("hide"), &json!(["thread"])));
    let words: Vec<_> =
        changed["keywords"].as_array().unwrap().iter().map(|word| word["keyword"].clone()).collect();
    assert_eq!(words, [json!("shell"), json!("twig"), json!("nest")]);
    assert_eq!(world.call(Call::delete(&path).by(&ada)).await.body, json!({}));
    world.call(Call::get(&path).by(&ada)).await.refuses(404, "Record not found");
    assert_eq!(world.call(Call::get("/api/v2/filters").by(&ada)).await.body, json!([]));
    world.get("/api/v2/filters").await.refuses(401, "The access token is invalid");
}

#[tokio::test]
async fn words_and_posts_are_put_into_it_one_by_one() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let made = make(&world, &ada, json!({ "title": "eggs", "context": ["home"] })).await;
    let path = format!("/api/v2/filters/{}", made["id"].as_str().unwrap());
    let word = world.call(Call::post(&format!("{path}/keywords")).form(&[("keyword", "egg")]).by(&ada)).await;
    assert_eq!((&word.body["keyword"], &word.body["whole_word"]), (&json!("egg"), &json!(true)));
    let own = format!("/api/v2/filters/keywords/{}", word.id());
    assert_eq!(world.call(Call::get(&own).by(&ada)).await.body, word.body);
    let changed = world.call(Call::new(Method::PUT, &own).form(&[("whole_word", "false")]).by(&ada)).await;
    assert_eq!((&changed.body["keyword"], &changed.body["whole_word"]), (&json!("egg"), &json!(false)));
    assert_eq!(world.call(Call::get(&format!("{path}/keywords")).by(&ada)).await.body, json!([changed.body]));
    world.call(Call::get(&own).by(&bob)).await.refuses(404, "Record not found");
    assert_eq!(world.call(Call::delete(&own).by(&ada)).await.body, json!({}));
    world.call(Call::delete(&own).by(&ada)).await.refuses(404, "Record not found");

    let post = world.post(&bob, "caw").await;
    let form = [("status_id", post.as_str())];
    let entry = world.call(Call::post(&format!("{path}/statuses")).form(&form).by(&ada)).await;
    assert_eq!(entry.body["status_id"], json!(post));
    let own = format!("/api/v2/filters/statuses/{}", entry.id());
    assert_eq!(world.call(Call::get(&own).by(&ada)).await.body, entry.body);
    assert_eq!(world.call(Call::get(&format!("{path}/statuses")).by(&ada)).await.body, json!([entry.body]));
    let seen = world.call(Call::get(&format!("/api/v1/statuses/{post}")).by(&ada)).await;
    assert_eq!(seen.body["filtered"][0]["status_matches"], json!([post]));
    assert_eq!(world.call(Call::delete(&own).by(&ada)).await.body, json!({}));
    let form = [("status", "psst"), ("visibility", "direct")];
    let secret = world.call(Call::post("/api/v1/statuses").form(&form).by(&bob)).await.id();
    let form = [("status_id", secret.as_str())];
    let refused = world.call(Call::post(&format!("{path}/statuses")).form(&form).by(&ada)).await;
    refused.refuses(404, "Record not found");
}

#[tokio::test]
async fn the_old_filters_are_one_for_each_word() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    make(&world, &ada, eggs()).await;
    let all = world.call(Call::get("/api/v1/filters").by(&ada)).await.body;
    let phrases: Vec<_> = all.as_array().unwrap().iter().map(|one| one["phrase"].clone()).collect();
    assert_eq!(phrases, [json!("egg"), json!("shell")]);
    assert_eq!((&all[0]["irreversible"], &all[1]["whole_word"]), (&json!(true), &json!(false)));
    let form = [("phrase", "nest"), ("context[]", "home"), ("whole_word", "true"), ("irreversible", "false")];
    let made = world.call(Call::post("/api/v1/filters").form(&form).by(&ada)).await;
    assert_eq!((&made.body["phrase"], &made.body["expires_at"]), (&json!("nest"), &Value::Null));
    let path = format!("/api/v1/filters/{}", made.id());
    assert_eq!(world.call(Call::get(&path).by(&ada)).await.body, made.body);
    let form = [("phrase", "nests"), ("irreversible", "true")];
    let changed = world.call(Call::new(Method::PUT, &path).form(&form).by(&ada)).await;
    assert_eq!((&changed.body["phrase"], &changed.body["irreversible"]), (&json!("nests"), &json!(true)));
    assert_eq!(world.call(Call::delete(&path).by(&ada)).await.body, json!({}));
    let left = world.call(Call::get("/api/v2/filters").by(&ada)).await.ids();
    assert_eq!(left.len(), 1, "the filter went with its last word");
}

#[tokio::test]
async fn what_filters_match_says_so_wherever_it_is_read() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    world.call(Call::post(&format!("/api/v1/accounts/{}/follow", bob.id)).by(&ada)).await;
    let list = world.call(Call::post("/api/v1/lists").json(&json!({ "title": "birds" })).by(&ada)).await.id();
    let body = json!({ "account_ids": [bob.id] });
    world.call(Call::post(&format!("/api/v1/lists/{list}/accounts")).json(&body).by(&ada)).await;
    let post = world.post(&bob, "@ada an EGG #eggs").await;
    for act in ["favourite", "bookmark", "reblog"] {
        world.call(Call::post(&format!("/api/v1/statuses/{post}/{act}")).by(&ada)).await;
    }
    world.follow_up().await;
    make(&world, &ada, eggs()).await;
    for path in [
        "/api/v1/timelines/home".to_owned(),
        "/api/v1/timelines/public".to_owned(),
        "/api/v1/timelines/tag/eggs".to_owned(),
        format!("/api/v1/timelines/list/{list}"),
        format!("/api/v1/accounts/{}/statuses", bob.id),
        "/api/v1/bookmarks".to_owned(),
        "/api/v1/favourites".to_owned(),
    ] {
        let seen = world.call(Call::get(&path).by(&ada)).await;
        is_filtered(&seen.body[0]["filtered"], &path);
    }
    let home = world.call(Call::get("/api/v1/timelines/home").by(&ada)).await;
    is_filtered(&home.body[0]["reblog"]["filtered"], "what is boosted");
    let one = world.call(Call::get(&format!("/api/v1/statuses/{post}")).by(&ada)).await;
    is_filtered(&one.body["filtered"], "by itself");
    let told = world.call(Call::get("/api/v1/notifications").by(&ada)).await;
    is_filtered(&told.body[0]["status"]["filtered"], "a notification");
    let found = world.call(Call::get("/api/v2/search?q=egg").by(&ada)).await;
    is_filtered(&found.body["statuses"][0]["filtered"], "what was found");
    let form = [("status", "yes"), ("in_reply_to_id", post.as_str())];
    let reply = world.call(Call::post("/api/v1/statuses").form(&form).by(&ada)).await;
    let thread = world.call(Call::get(&format!("/api/v1/statuses/{}/context", reply.id())).by(&ada)).await;
    is_filtered(&thread.body["ancestors"][0]["filtered"], "a thread");
    assert_eq!(reply.body["filtered"], json!([]));
    let others = world.call(Call::get(&format!("/api/v1/statuses/{post}")).by(&bob)).await;
    assert_eq!(others.body["filtered"], json!([]), "filters are one's own");
    assert!(world.get(&format!("/api/v1/statuses/{post}")).await.body.get("filtered").is_none());
}

fn is_filtered(filtered: &Value, what: &str) {
    let result = &filtered[0];
    assert_eq!(result["keyword_matches"], json!(["egg"]), "{what}: {filtered}");
    assert_eq!(result["filter"]["title"], json!("eggs"), "{what}");
    assert!(result["filter"].get("keywords").is_none(), "{what}");
}

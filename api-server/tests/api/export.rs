//! Taking everything along.
use std::collections::BTreeMap;

use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::identity::Scopes;
use serde_json::{Value, json};

use crate::cart::{put, shop};
use crate::door::{Call, World};
use crate::media::PNG;
use crate::orders::order;

const PATH: &str = "/auth/account/export";

/// The files of an archive, read as any program would.
fn unpacked(tape: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut rest = tape;
    while rest[0] != 0 {
        let text = |from: usize, to: usize| {
            std::str::from_utf8(&rest[from..to]).unwrap().trim_end_matches('\0').to_owned()
        };
        assert_eq!(text(257, 262), "ustar");
        let (name, size) = (text(0, 100), usize::from_str_radix(&text(124, 136), 8).unwrap());
        files.insert(name, rest[512..512 + size].to_vec());
        rest = &rest[512 + size.next_multiple_of(512)..];
    }
    assert_eq!(rest.len(), 1_024, "an end");
    files
}

fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files.get(name).unwrap_or_else(|| panic!("{name}: {:?}", files.keys())).clone())
        .unwrap()
}

#[tokio::test]
async fn an_archive_holds_everything_of_its_owner_and_nothing_of_others() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let post = world.post(&ada, "the rooks are bcak").await;
    let edit = Call::new(Method::PUT, &format!("/api/v1/statuses/{post}"));
    let edited = world.call(edit.json(&json!({"status": "the rooks are back"})).by(&ada)).await;
    assert_eq!(edited.status, 200, "{edited:?}");
    let whisper = json!({"status": "@bob between us", "visibility": "direct"});
    world.call(Call::post("/api/v1/statuses").json(&whisper).by(&ada)).await;
    let theirs = world.post(&bob, "a secret of Bob").await;
    for act in ["favourite", "bookmark", "reblog"] {
        let seen = world.call(Call::post(&format!("/api/v1/statuses/{theirs}/{act}")).by(&ada)).await;
        assert_eq!(seen.status, 200, "{seen:?}");
    }
    let follow = Call::post(&format!("/api/v1/accounts/{}/follow", bob.id))
        .json(&json!({"reblogs": false, "languages": ["de", "en"]}));
    world.call(follow.by(&ada)).await;
    world.call(Call::post("/api/v1/tags/rooks/follow").by(&ada)).await;
    let filter =
        json!({ "title": "quiet", "context": ["home"], "keywords_attributes": [{ "keyword": "caw" }] });
    assert_eq!(world.call(Call::post("/api/v2/filters").json(&filter).by(&ada)).await.status, 200);
    let portrait = format!("data:image/png;base64,{}", STANDARD.encode(PNG));
    let look = Call::new(Method::PATCH, "/api/v1/accounts/update_credentials");
    let seen = world.call(look.json(&json!({ "avatar": portrait })).by(&ada)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    let seen = world.call(Call::get(PATH).by(&ada)).await;
    assert_eq!((seen.status, seen.header("content-type")), (200, "application/x-tar"));
    let files = unpacked(&seen.bytes);
    let actor: Value = serde_json::from_slice(&files["actor.json"]).unwrap();
    assert_eq!((&actor["type"], &actor["preferredUsername"]), (&json!("Person"), &json!("ada")));
    let avatar = actor["icon"]["url"].as_str().unwrap();
    assert!(!files[avatar].is_empty(), "it lies beside: {avatar}");
    let outbox: Value = serde_json::from_slice(&files["outbox/1.json"]).unwrap();
    let items = outbox["orderedItems"].as_array().unwrap();
    assert_eq!(items.iter().map(|item| &item["type"]).collect::<Vec<_>>(), ["Announce", "Create", "Create"]);
    assert_eq!(items[1]["object"]["source"]["content"], "@bob between us");
    assert_eq!(items[2]["object"]["source"]["content"], "the rooks are back");
    assert_eq!(items[2]["object"]["formerVersions"][0]["source"]["content"], "the rooks are bcak");
    let names: Vec<_> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "actor.json",
            "bookmarks-3.csv",
            "filters.json",
            "followed_tags-2.csv",
            "following_accounts-1.csv",
            "likes-4.csv",
            avatar,
            "outbox/1.json"
        ]
    );
    let following = text(&files, "following_accounts-1.csv");
    assert_eq!(
        following,
        "Account address,Show boosts,Notify on new posts,Languages\nbob@r.example,false,false,\"de, en\"\n"
    );
    assert_eq!(text(&files, "followed_tags-2.csv"), "rooks\n");
    let filters: Value = serde_json::from_slice(&files["filters.json"]).unwrap();
    assert_eq!(
        (&filters[0]["title"], &filters[0]["keywords"][0]["keyword"]),
        (&json!("quiet"), &json!("caw"))
    );
    assert!(text(&files, "likes-4.csv").contains(&theirs));
    assert!(!String::from_utf8_lossy(&seen.bytes).contains("a secret of Bob"), "what others wrote is theirs");
}

#[tokio::test]
async fn what_somebody_has_in_the_shop_is_in_their_archive() {
    let world = World::new().await;
    shop(&world).await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let shown = put(&world, &ada, "rook", 2).await.body;
    let placed = order(&world, &ada, &shown).await;
    let cart = put(&world, &ada, "crow", 1).await.body;
    put(&world, &bob, "rook", 1).await;
    let files = unpacked(&world.call(Call::get(PATH).by(&ada)).await.bytes);
    let file = |name: &str| serde_json::from_slice::<Value>(&files[name]).unwrap();
    assert_eq!(file("shop/cart.json"), cart);
    assert_eq!(file("shop/orders/1.json"), json!([placed.body]));
    let theirs = unpacked(&world.call(Call::get(PATH).by(&bob)).await.bytes);
    assert!(theirs.contains_key("shop/cart.json") && !theirs.contains_key("shop/orders/1.json"));
}

#[tokio::test]
async fn only_its_owner_or_whoever_may_read_for_them_takes_it_along() {
    let world = World::new().await;
    world.member("ada").await;
    world.get(PATH).await.refuses(401, "The access token is invalid");
    let writer = world.member_with("eve", Scopes::stored("write")).await;
    world
        .call(Call::get(PATH).by(&writer))
        .await
        .refuses(403, "This action is outside the authorized scopes");
    let form = [("email", "ada@r.example"), ("password", "correct horse")];
    let seen = world.call(Call::post("/auth/login").form(&form)).await;
    let cookie = seen.header("set-cookie").split(';').next().unwrap().to_owned();
    let with = |call: Call| world.call(call.header("cookie", &cookie));
    assert_eq!(with(Call::get(PATH)).await.status, 200);
    let foreign = with(Call::get(PATH).header("sec-fetch-site", "cross-site")).await;
    foreign.refuses(401, "The access token is invalid");
}

#[tokio::test]
async fn nobody_takes_it_along_too_often() {
    let world = World::with(&[]).await;
    let ada = world.member("ada").await;
    for _ in 0..3 {
        assert_eq!(world.call(Call::get(PATH).by(&ada)).await.status, 200);
    }
    assert_eq!(world.call(Call::get(PATH).by(&ada)).await.status, 429);
}

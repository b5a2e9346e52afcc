//! Tags, and what of them comes home.
use serde_json::{Value, json};

use crate::door::{Call, Member, Seen, World};

async fn turn(world: &World, by: &Member, tag: &str, what: &str) -> Seen {
    world.call(Call::post(&format!("/api/v1/tags/{tag}/{what}")).by(by)).await
}

async fn get(world: &World, by: &Member, path: &str) -> Seen {
    world.call(Call::get(path).by(by)).await
}

async fn write(world: &World, by: &Member, body: Value) -> String {
    world.call(Call::post("/api/v1/statuses").json(&body).by(by)).await.id()
}

#[tokio::test]
async fn a_tag_is_followed_until_it_is_not() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let seen = world.get("/api/v1/tags/Rooks").await;
    let plain = json!({ "id": "4205768203481738", "name": "rooks", "url": "https://r.example/tags/rooks", "history": [] });
    assert_eq!((seen.status, &seen.body), (200, &plain));
    assert_eq!(get(&world, &ada, "/api/v1/tags/rooks").await.body["following"], false);
    for _ in 0..2 {
        assert_eq!(turn(&world, &ada, "Rooks", "follow").await.body["following"], true);
    }
    assert_eq!(get(&world, &ada, "/api/v1/tags/rooks").await.body["following"], true);
    let all = get(&world, &ada, "/api/v1/followed_tags").await;
    assert_eq!((&all.body[0]["name"], &all.body[0]["following"]), (&json!("rooks"), &json!(true)));
    for _ in 0..2 {
        assert_eq!(turn(&world, &ada, "rooks", "unfollow").await.body["following"], false);
    }
    assert_eq!(get(&world, &ada, "/api/v1/followed_tags").await.body, json!([]));
}

#[tokio::test]
async fn what_is_public_under_a_followed_tag_comes_home() {
    let world = World::new().await;
    let (ada, bob, cyd) = (world.member("ada").await, world.member("bob").await, world.member("cyd").await);
    turn(&world, &ada, "rooks", "follow").await;
    turn(&world, &ada, "crows", "follow").await;
    let first = write(&world, &bob, json!({ "status": "#rooks and #crows" })).await;
    let answer = write(&world, &cyd, json!({ "status": "more #Rooks", "in_reply_to_id": first })).await;
    write(&world, &bob, json!({ "status": "#owls" })).await;
    for visibility in ["unlisted", "private", "direct"] {
        write(&world, &bob, json!({ "status": "#rooks", "visibility": visibility })).await;
    }
    let home = async |query: &str| get(&world, &ada, &format!("/api/v1/timelines/home{query}")).await.ids();
    assert_eq!(home("").await, [answer.clone(), first.clone()]);
    assert_eq!(home("?limit=1").await, [&*answer]);
    assert_eq!(home(&format!("?max_id={answer}")).await, [&*first]);
    assert_eq!(home("?min_id=1&limit=1").await, [&*first]);
    world.call(Call::post(&format!("/api/v1/accounts/{}/mute", bob.id)).by(&ada)).await;
    assert_eq!(home("").await, [""; 0], "nothing of Bob's, and no answer to him");
    world.call(Call::post(&format!("/api/v1/accounts/{}/unmute", bob.id)).by(&ada)).await;
    turn(&world, &ada, "rooks", "unfollow").await;
    assert_eq!(home("").await, [first]);
}

#[tokio::test]
async fn a_word_that_is_no_tag_and_one_too_many_are_refused() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    for n in 0..200 {
        turn(&world, &ada, &format!("rook{n}"), "follow").await;
    }
    let before = world.changes().await;
    let words = "Validation failed: Followed tags are too many (maximum is 200)";
    turn(&world, &ada, "crows", "follow").await.refuses(422, words);
    let long = "x".repeat(201);
    for word in ["1984", "a-b", "%00", &long] {
        turn(&world, &ada, word, "follow").await.refuses(404, "Record not found");
        turn(&world, &ada, word, "unfollow").await.refuses(404, "Record not found");
        world.get(&format!("/api/v1/tags/{word}")).await.refuses(404, "Record not found");
    }
    assert_eq!(world.changes().await, before);
    let mut next = Some("/api/v1/followed_tags?limit=90".to_owned());
    let mut count = 0;
    while let Some(path) = next {
        let seen = get(&world, &ada, &path).await;
        count += seen.ids().len();
        next = seen.link("next");
    }
    assert_eq!(count, 200);
    world.get("/api/v1/followed_tags").await.refuses(401, "The access token is invalid");
}

//! Bookmarks, favourites, pins and muted threads.
use serde_json::json;

use crate::door::{Call, Member, Seen, World};

async fn act(world: &World, who: &Member, id: &str, act: &str) -> Seen {
    world.call(Call::post(&format!("/api/v1/statuses/{id}/{act}")).by(who)).await
}

#[tokio::test]
async fn what_one_keeps_is_listed_by_when_one_kept_it() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let mut ids = Vec::new();
    for n in 0..3 {
        ids.push(world.post(&bob, &format!("number {n}")).await);
    }
    for (verb, list, field) in
        [("bookmark", "bookmarks", "bookmarked"), ("favourite", "favourites", "favourited")]
    {
        for id in [&ids[1], &ids[2], &ids[0], &ids[1]] {
            let seen = act(&world, &ada, id, verb).await;
            assert_eq!((seen.status, &seen.body[field]), (200, &json!(true)), "{seen:?}");
        }
        let path = format!("/api/v1/{list}");
        let all = world.call(Call::get(&path).by(&ada)).await;
        assert_eq!(all.ids(), [ids[0].clone(), ids[2].clone(), ids[1].clone()]);
        assert_eq!(all.body[0][field], true);
        let first = world.call(Call::get(&format!("{path}?limit=2")).by(&ada)).await;
        assert_eq!(first.ids(), [ids[0].clone(), ids[2].clone()]);
        let next = world.call(Call::get(&first.link("next").unwrap()).by(&ada)).await;
        assert_eq!(next.ids(), [ids[1].clone()]);
        assert!(world.call(Call::get(&path).by(&bob)).await.ids().is_empty());
        let seen = act(&world, &ada, &ids[2], &format!("un{verb}")).await;
        assert_eq!(seen.body[field], false);
        assert_eq!(world.call(Call::get(&path).by(&ada)).await.ids(), [ids[0].clone(), ids[1].clone()]);
        world.get(&path).await.refuses(401, "The access token is invalid");
    }
}

#[tokio::test]
async fn what_one_may_not_see_cannot_be_kept() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let form = [("status", "psst"), ("visibility", "private")];
    let id = world.call(Call::post("/api/v1/statuses").form(&form).by(&bob)).await.id();
    for verb in ["bookmark", "unbookmark", "pin", "unpin", "mute", "unmute"] {
        act(&world, &ada, &id, verb).await.refuses(404, "Record not found");
        let nobody = world.call(Call::post(&format!("/api/v1/statuses/{id}/{verb}"))).await;
        nobody.refuses(401, "The access token is invalid");
    }
}

#[tokio::test]
async fn a_few_own_posts_stand_first() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let mut ids = Vec::new();
    for n in 0..6 {
        ids.push(world.post(&ada, &format!("number {n}")).await);
    }
    let words = "Validation failed: Someone else's post cannot be pinned";
    act(&world, &bob, &ids[0], "pin").await.refuses(422, words);
    for id in &ids[..5] {
        assert_eq!(act(&world, &ada, id, "pin").await.body["pinned"], true);
    }
    let words = "Validation failed: You have already pinned the maximum number of posts";
    act(&world, &ada, &ids[5], "pin").await.refuses(422, words);
    assert_eq!(act(&world, &ada, &ids[1], "unpin").await.body["pinned"], false);
    assert_eq!(act(&world, &ada, &ids[5], "pin").await.status, 200);
    let path = format!("/api/v1/accounts/{}/statuses?pinned=true", ada.id);
    let seen = world.get(&path).await;
    assert_eq!(seen.ids(), [5, 4, 3, 2, 0].map(|n: usize| ids[n].clone()));
    assert_eq!(seen.header("link"), "");
    assert_eq!(seen.body[0].get("pinned"), None);
    let form = [("status", "a letter"), ("visibility", "direct")];
    let letter = world.call(Call::post("/api/v1/statuses").form(&form).by(&ada)).await.id();
    let words = "Validation failed: Posts that are only visible to mentioned users cannot be pinned";
    act(&world, &ada, &letter, "pin").await.refuses(422, words);
}

#[tokio::test]
async fn a_thread_is_muted_as_a_whole() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let root = world.post(&ada, "root").await;
    let form = [("status", "answer"), ("in_reply_to_id", root.as_str())];
    let answer = world.call(Call::post("/api/v1/statuses").form(&form).by(&bob)).await.id();
    assert_eq!(act(&world, &ada, &answer, "mute").await.body["muted"], true);
    let path = format!("/api/v1/statuses/{root}");
    assert_eq!(world.call(Call::get(&path).by(&ada)).await.body["muted"], true);
    assert_eq!(world.call(Call::get(&path).by(&bob)).await.body["muted"], false);
    assert_eq!(act(&world, &ada, &root, "unmute").await.body["muted"], false);
}

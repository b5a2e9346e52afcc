//! Timelines.
use crate::door::{Call, World};

#[tokio::test]
async fn the_public_timeline_shows_public_posts_newest_first() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let (one, two) = (world.post(&ada, "one").await, world.post(&ada, "two").await);
    let form = [("status", "hidden"), ("visibility", "unlisted")];
    world.call(Call::post("/api/v1/statuses").form(&form).by(&ada)).await;
    let seen = world.get("/api/v1/timelines/public").await;
    assert_eq!(seen.ids(), [two.clone(), one.clone()]);
    assert_eq!(world.get("/api/v1/timelines/public?local=true").await.ids(), [two, one]);
    for nothing in ["remote=1", "only_media=on"] {
        assert!(world.get(&format!("/api/v1/timelines/public?{nothing}")).await.ids().is_empty());
    }
}

#[tokio::test]
async fn home_shows_those_whom_one_follows_and_needs_to_know_who_asks() {
    let world = World::new().await;
    let (ada, bob, eve) = (world.member("ada").await, world.member("bob").await, world.member("eve").await);
    world.call(Call::post(&format!("/api/v1/accounts/{}/follow", bob.id)).by(&ada)).await;
    let theirs = world.post(&bob, "by bob").await;
    world.post(&eve, "by eve").await;
    let own = world.post(&ada, "by ada").await;
    assert_eq!(world.call(Call::get("/api/v1/timelines/home").by(&ada)).await.ids(), [own, theirs]);
    world.get("/api/v1/timelines/home").await.refuses(401, "The access token is invalid");
}

#[tokio::test]
async fn a_tag_gathers_its_posts_in_any_case() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let rook = world.post(&ada, "#Rook").await;
    let both = world.post(&ada, "#rook and #Krähe").await;
    let other = world.post(&ada, "#krähe").await;
    let ids = async |path: &str| world.get(&format!("/api/v1/timelines/tag/{path}")).await.ids();
    assert_eq!(ids("ROOK").await, [both.clone(), rook.clone()]);
    assert_eq!(ids("kr%C3%A4he").await, [other.clone(), both.clone()]);
    assert_eq!(ids("rook?any[]=kr%C3%A4he").await, [other.clone(), both.clone(), rook.clone()]);
    assert_eq!(ids("rook?all%5B%5D=kr%C3%A4he").await, [both.as_str()]);
    assert_eq!(ids("rook?none=kr%C3%A4he").await, [rook]);
    for nothing in ["1984", "no-tag", "rook?all[]=1984", "%F0%9F%90%A6"] {
        assert!(ids(nothing).await.is_empty(), "{nothing:?}");
    }
}

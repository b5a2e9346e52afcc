//! Who follows whom.
use serde_json::{Value, json};

use crate::door::{Call, Member, Seen, World};

async fn ask(world: &World, by: &Member, whom: &str, what: &str, form: &[(&str, &str)]) -> Seen {
    world.call(Call::post(&format!("/api/v1/accounts/{whom}/{what}")).form(form).by(by)).await
}

#[tokio::test]
async fn following_tells_how_one_stands_and_keeps_what_was_not_said() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let seen = ask(&world, &ada, &bob.id, "follow", &[("notify", "1")]).await;
    assert_eq!(
        seen.body,
        json!({
            "id": bob.id, "following": true, "showing_reblogs": true, "notifying": true, "languages": null,
            "followed_by": false, "blocking": false, "blocked_by": false, "muting": false,
            "muting_notifications": false, "muting_expires_at": null, "requested": false, "requested_by": false,
            "domain_blocking": false, "endorsed": false, "note": "",
        })
    );
    let seen = ask(&world, &ada, &bob.id, "follow", &[("reblogs", "false")]).await;
    assert_eq!((&seen.body["showing_reblogs"], &seen.body["notifying"]), (&json!(false), &json!(true)));
    let seen = world
        .call(Call::get(&format!("/api/v1/accounts/relationships?id[]={}&id[]=1&id[]=x", ada.id)).by(&bob))
        .await;
    assert_eq!((seen.ids(), &seen.body[0]["followed_by"]), (vec![ada.id.clone()], &json!(true)));
    for _ in 0..2 {
        assert_eq!(ask(&world, &ada, &bob.id, "unfollow", &[]).await.body["following"], Value::Bool(false));
    }
}

#[tokio::test]
async fn oneself_and_nobody_cant_be_followed() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let before = world.changes().await;
    ask(&world, &ada, &ada.id, "follow", &[]).await.refuses(403, "This action is not allowed");
    ask(&world, &ada, "1", "follow", &[]).await.refuses(404, "Record not found");
    ask(&world, &ada, "bob", "unfollow", &[]).await.refuses(404, "Record not found");
    assert_eq!(world.changes().await, before);
}

#[tokio::test]
async fn a_follower_who_is_removed_follows_no_longer() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    ask(&world, &ada, &bob.id, "follow", &[]).await;
    for _ in 0..2 {
        let seen = ask(&world, &bob, &ada.id, "remove_from_followers", &[]).await;
        assert_eq!((&seen.body["id"], &seen.body["followed_by"]), (&json!(ada.id), &json!(false)));
    }
    ask(&world, &bob, "1", "remove_from_followers", &[]).await.refuses(404, "Record not found");
}

#[tokio::test]
async fn followers_are_paged_to_the_end_by_links_alone() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let mut all = Vec::new();
    for n in 0..5 {
        let fan = world.member(&format!("fan{n}")).await;
        ask(&world, &fan, &ada.id, "follow", &[]).await;
        all.insert(0, fan.id);
    }
    let mut next = Some(format!("/api/v1/accounts/{}/followers?limit=2", ada.id));
    let mut found = Vec::new();
    while let Some(path) = next {
        let seen = world.get(&path).await;
        found.extend(seen.ids());
        next = seen.link("next");
    }
    assert_eq!(found, all);
    let seen = world.get(&format!("/api/v1/accounts/{}/following", all[0])).await;
    assert_eq!(seen.ids(), [ada.id]);
}

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

#[tokio::test]
async fn of_somebody_only_the_wanted_languages_are_read_at_home() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let follow = async |body: Value| {
        let path = format!("/api/v1/accounts/{}/follow", bob.id);
        world.call(Call::post(&path).json(&body).by(&ada)).await
    };
    let seen = follow(json!({ "languages": ["nl", "en", "en"] })).await;
    assert_eq!(seen.body["languages"], json!(["en", "nl"]));
    assert_eq!(follow(json!({ "notify": true })).await.body["languages"], json!(["en", "nl"]), "not said");
    let mut ids = Vec::new();
    for language in ["en", "de", "nl"] {
        let body = json!({ "status": format!("caw in {language}"), "language": language });
        ids.push(world.call(Call::post("/api/v1/statuses").json(&body).by(&bob)).await.id());
    }
    let home = async || world.call(Call::get("/api/v1/timelines/home").by(&ada)).await.ids();
    assert_eq!(home().await, [ids[2].clone(), ids[0].clone()]);
    let before = world.changes().await;
    let many: Vec<String> = (0..51).map(|n| format!("en-x{n}")).collect();
    for (languages, words) in [
        (json!(["english"]), "Languages is invalid"),
        (json!(["en", "x_y"]), "Languages is invalid"),
        (json!(many), "Languages has too many (maximum is 50)"),
        (json!([["en"]]), "languages must be a list"),
    ] {
        let seen = follow(json!({ "languages": languages })).await;
        seen.refuses(422, &format!("Validation failed: {words}"));
    }
    assert_eq!(world.changes().await, before);
    assert_eq!(follow(json!({ "languages": [] })).await.body["languages"], Value::Null);
    assert_eq!(home().await.len(), 3);
}

#[tokio::test]
async fn a_note_about_somebody_is_seen_by_nobody_else() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let seen = ask(&world, &ada, &bob.id, "note", &[("comment", "counts rooks")]).await;
    assert_eq!((&seen.body["note"], &seen.body["following"]), (&json!("counts rooks"), &json!(false)));
    let relationships = format!("/api/v1/accounts/relationships?id[]={}&id[]={}", ada.id, bob.id);
    let noted = async |who: &Member| {
        let seen = world.call(Call::get(&relationships).by(who)).await;
        [0, 1].map(|n| seen.body[n]["note"].as_str().unwrap().to_owned())
    };
    assert_eq!(noted(&ada).await, ["", "counts rooks"]);
    assert_eq!(noted(&bob).await, ["", ""]);
    let long = "x".repeat(2_001);
    for (comment, words) in [
        (&*long, "Comment is too long (maximum is 2000 characters)"),
        ("a\0b", "Comment contains control characters"),
    ] {
        let seen = ask(&world, &ada, &bob.id, "note", &[("comment", comment)]).await;
        seen.refuses(422, &format!("Validation failed: {words}"));
    }
    ask(&world, &ada, "1", "note", &[("comment", "who?")]).await.refuses(404, "Record not found");
    assert_eq!(noted(&ada).await, ["", "counts rooks"]);
    let longest = &long[1..];
    assert_eq!(ask(&world, &ada, &bob.id, "note", &[("comment", longest)]).await.body["note"], longest);
    assert_eq!(ask(&world, &ada, &bob.id, "note", &[]).await.body["note"], "", "nothing takes it away");
}

#[tokio::test]
async fn familiar_followers_are_those_whom_one_follows_too() {
    let world = World::new().await;
    let [ada, bob, cyd, dot] = [
        world.member("ada").await,
        world.member("bob").await,
        world.member("cyd").await,
        world.member("dot").await,
    ];
    for (who, whom) in [(&ada, &bob), (&bob, &cyd), (&dot, &cyd)] {
        ask(&world, who, &whom.id, "follow", &[]).await;
    }
    let path = "/api/v1/accounts/familiar_followers";
    let path = format!("{path}?id[]={0}&id[]=1&id[]=x&id[]={1}&id[]={0}&id[]={0}", cyd.id, bob.id);
    let seen = world.call(Call::get(&path).by(&ada)).await;
    assert_eq!(seen.ids(), [cyd.id.clone(), bob.id.clone()]);
    let accounts = |n: usize| seen.body[n]["accounts"].as_array().unwrap().clone();
    assert_eq!((accounts(0).len(), &accounts(0)[0]["id"], accounts(1).len()), (1, &json!(bob.id), 0));
    world.get(&path).await.refuses(401, "The access token is invalid");
}

//! What people are told of what others do, and how far they have read.
use axum::http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::door::{Call, Member, Seen, World};

async fn told(world: &World, who: &Member, query: &str) -> Seen {
    world.follow_up().await;
    let seen = world.call(Call::get(&format!("/api/v1/notifications{query}")).by(who)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    seen
}

fn column(seen: &Seen, name: &str) -> Vec<String> {
    let text = |item: &Value| item[name].as_str().unwrap_or_default().to_owned();
    seen.body.as_array().unwrap().iter().map(text).collect()
}

async fn act(world: &World, who: &Member, path: &str) {
    let seen = world.call(Call::post(path).by(who)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
}

#[tokio::test]
async fn each_deed_is_told_to_the_one_whom_it_concerns() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let id = world.post(&ada, "caw").await;
    act(&world, &bob, &format!("/api/v1/statuses/{id}/favourite")).await;
    act(&world, &bob, &format!("/api/v1/statuses/{id}/reblog")).await;
    act(&world, &bob, &format!("/api/v1/accounts/{}/follow", ada.id)).await;
    world.post(&bob, "look, @ada").await;
    act(&world, &ada, &format!("/api/v1/statuses/{id}/favourite")).await;
    let seen = told(&world, &ada, "").await;
    assert_eq!(column(&seen, "type"), ["mention", "follow", "reblog", "favourite"]);
    let [mention, follow, reblog, favourite] = seen.body.as_array().unwrap().as_slice() else { panic!() };
    assert!(mention["status"]["content"].as_str().unwrap().contains("look"));
    assert_eq!((&reblog["status"]["id"], &reblog["status"]["reblog"]), (&json!(id), &Value::Null));
    assert_eq!(favourite["status"]["favourites_count"], 2);
    assert_eq!((follow.get("status"), &follow["account"]["acct"]), (None, &json!("bob")));
    assert_eq!(mention["group_key"], format!("ungrouped-{}", mention["id"].as_str().unwrap()));
    assert_eq!(told(&world, &bob, "").await.body, json!([]), "nobody is told what they did themselves");
}

#[tokio::test]
async fn who_asks_for_it_is_told_of_each_post() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let follow = Call::post(&format!("/api/v1/accounts/{}/follow", bob.id)).form(&[("notify", "true")]);
    assert_eq!(world.call(follow.by(&ada)).await.body["notifying"], true);
    let first = world.post(&bob, "one").await;
    world.post(&bob, "two, @ada").await;
    let answer = json!({ "status": "three", "in_reply_to_id": world.post(&ada, "hello").await });
    world.call(Call::post("/api/v1/statuses").json(&answer).by(&bob)).await;
    let seen = told(&world, &ada, "").await;
    assert_eq!(column(&seen, "type"), ["mention", "status"], "once each, and no answers to others");
    assert_eq!(seen.body[1]["status"]["id"], first);
}

#[tokio::test]
async fn point_10_a_notification_goes_with_its_post() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let id = world.post(&ada, "caw").await;
    act(&world, &bob, &format!("/api/v1/statuses/{id}/favourite")).await;
    act(&world, &bob, &format!("/api/v1/accounts/{}/follow", ada.id)).await;
    let like = told(&world, &ada, "?types[]=favourite").await.ids().remove(0);
    world.call(Call::delete(&format!("/api/v1/statuses/{id}")).by(&ada)).await;
    for _ in 0..2 {
        let seen = world.call(Call::get("/api/v1/notifications").by(&ada)).await;
        assert_eq!(column(&seen, "type"), ["follow"]);
        world
            .call(Call::get(&format!("/api/v1/notifications/{like}")).by(&ada))
            .await
            .refuses(404, "Record not found");
        world.follow_up().await;
    }
}

#[tokio::test]
async fn point_10_whatever_is_told_of_a_post_shows_it() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let follow = Call::post(&format!("/api/v1/accounts/{}/follow", bob.id)).form(&[("notify", "true")]);
    world.call(follow.by(&ada)).await;
    let hers = world.post(&ada, "caw").await;
    act(&world, &bob, &format!("/api/v1/statuses/{hers}/favourite")).await;
    act(&world, &bob, &format!("/api/v1/statuses/{hers}/reblog")).await;
    let asked = json!({ "status": "?", "poll": { "options": ["a", "b"], "expires_in": 300 } });
    let asked = world.call(Call::post("/api/v1/statuses").json(&asked).by(&bob)).await;
    let poll = asked.body["poll"]["id"].as_str().unwrap();
    let vote = Call::post(&format!("/api/v1/polls/{poll}/votes")).json(&json!({ "choices": [0] }));
    assert_eq!(world.call(vote.by(&ada)).await.status, 200);
    let his = world.post(&bob, "@ada caw").await;
    act(&world, &ada, &format!("/api/v1/statuses/{his}/reblog")).await;
    let edit = Call::new(Method::PUT, &format!("/api/v1/statuses/{his}")).form(&[("status", "@ada caw!")]);
    assert_eq!(world.call(edit.by(&bob)).await.status, 200);
    let later = world.use_cases.entropy.now() + SignedDuration::from_mins(6);
    assert_eq!(world.use_cases.polls.end_due(later).await.unwrap(), 1);
    let seen = told(&world, &ada, "").await;
    let mut kinds = column(&seen, "type");
    kinds.sort();
    assert_eq!(kinds, ["favourite", "mention", "poll", "reblog", "status", "update"]);
    for one in seen.body.as_array().unwrap() {
        let path = format!("/api/v1/notifications/{}", one["id"].as_str().unwrap());
        for one in [one, &world.call(Call::get(&path).by(&ada)).await.body] {
            assert!(one["status"]["id"].is_string(), "{} has no post: {one}", one["type"]);
        }
    }
}

#[tokio::test]
async fn what_is_taken_back_is_told_no_longer() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let id = world.post(&ada, "caw").await;
    for (path, undone) in [
        (format!("/api/v1/statuses/{id}/favourite"), format!("/api/v1/statuses/{id}/unfavourite")),
        (format!("/api/v1/statuses/{id}/reblog"), format!("/api/v1/statuses/{id}/unreblog")),
        (format!("/api/v1/accounts/{}/follow", ada.id), format!("/api/v1/accounts/{}/unfollow", ada.id)),
    ] {
        act(&world, &bob, &path).await;
        act(&world, &bob, &path).await;
        assert_eq!(told(&world, &ada, "").await.ids().len(), 1, "{path}");
        act(&world, &bob, &undone).await;
        assert_eq!(told(&world, &ada, "").await.ids().len(), 0, "{undone}");
    }
}

#[tokio::test]
async fn who_muted_a_thread_is_told_no_more_of_it() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let id = world.post(&ada, "caw").await;
    act(&world, &ada, &format!("/api/v1/statuses/{id}/mute")).await;
    let answer = json!({ "status": "@ada caw caw", "in_reply_to_id": id });
    world.call(Call::post("/api/v1/statuses").json(&answer).by(&bob)).await;
    act(&world, &bob, &format!("/api/v1/statuses/{id}/favourite")).await;
    world.post(&bob, "@ada elsewhere").await;
    assert_eq!(column(&told(&world, &ada, "").await, "type"), ["mention"]);
}

#[tokio::test]
async fn some_kinds_are_asked_for_and_others_left_out() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    world.post(&bob, "@ada").await;
    act(&world, &bob, &format!("/api/v1/accounts/{}/follow", ada.id)).await;
    for (query, expected) in [
        ("?types[]=mention&types[]=follow".to_owned(), vec!["follow", "mention"]),
        ("?types[]=mention&types[]=admin.sign_up".to_owned(), vec!["mention"]),
        ("?types[]=admin.sign_up".to_owned(), vec![]),
        ("?exclude_types[]=mention".to_owned(), vec!["follow"]),
        ("?types[]=mention&exclude_types[]=mention".to_owned(), vec![]),
        (format!("?account_id={}", bob.id), vec!["follow", "mention"]),
        (format!("?account_id={}", ada.id), vec![]),
    ] {
        assert_eq!(column(&told(&world, &ada, &query).await, "type"), expected, "{query}");
    }
}

#[tokio::test]
async fn notifications_are_paged_and_only_their_own_are_shown() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    for n in 0..5 {
        world.post(&bob, &format!("@ada {n}")).await;
    }
    let mut seen = told(&world, &ada, "?limit=2&types[]=mention").await;
    let mut all = seen.ids();
    while let Some(next) = seen.link("next") {
        seen = world.call(Call::get(&next).by(&ada)).await;
        all.extend(seen.ids());
    }
    assert_eq!(all.len(), 5);
    assert!(all.is_sorted_by(|a, b| a > b), "{all:?}");
    let one = format!("/api/v1/notifications/{}", all[0]);
    assert_eq!(world.call(Call::get(&one).by(&ada)).await.body["type"], "mention");
    for call in [Call::get(&one), Call::post(&format!("{one}/dismiss")), Call::get("/api/v1/notifications/x")]
    {
        world.call(call.by(&bob)).await.refuses(404, "Record not found");
    }
    assert_eq!(world.call(Call::post(&format!("{one}/dismiss")).by(&ada)).await.body, json!({}));
    world.call(Call::get(&one).by(&ada)).await.refuses(404, "Record not found");
    assert_eq!(world.call(Call::post("/api/v1/notifications/clear").by(&ada)).await.body, json!({}));
    assert_eq!(told(&world, &ada, "").await.body, json!([]));
    world.get("/api/v1/notifications").await.refuses(401, "The access token is invalid");
}

#[tokio::test]
async fn what_is_unread_is_counted_from_the_marker() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    for n in 0..3 {
        world.post(&bob, &format!("@ada {n}")).await;
    }
    let ids = told(&world, &ada, "").await.ids();
    let count = async |query: &str| {
        let call = Call::get(&format!("/api/v1/notifications/unread_count{query}"));
        world.call(call.by(&ada)).await.body["count"].as_u64().unwrap()
    };
    assert_eq!((count("").await, count("?limit=2").await, count("?types[]=follow").await), (3, 2, 0));
    let form = [("notifications[last_read_id]", ids[1].as_str())];
    let seen = world.call(Call::post("/api/v1/markers").form(&form).by(&ada)).await;
    assert_eq!(
        (&seen.body["notifications"]["last_read_id"], &seen.body["notifications"]["version"]),
        (&json!(ids[1]), &json!(1))
    );
    assert_eq!(count("").await, 1);
}

#[tokio::test]
async fn markers_are_kept_for_all_devices() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let markers = "/api/v1/markers?timeline[]=home&timeline[]=notifications&timeline[]=moon";
    assert_eq!(world.call(Call::get(markers).by(&ada)).await.body, json!({}));
    let both =
        json!({ "home": { "last_read_id": "12" }, "notifications": { "last_read_id": 34 }, "moon": 1 });
    world.call(Call::post("/api/v1/markers").json(&both).by(&ada)).await;
    let again = json!({ "home": { "last_read_id": "56" } });
    world.call(Call::post("/api/v1/markers").json(&again).by(&ada)).await;
    let wrong = json!({ "home": { "last_read_id": "x" }, "notifications": { "last_read_id": "78" } });
    world
        .call(Call::post("/api/v1/markers").json(&wrong).by(&ada))
        .await
        .refuses(422, "Validation failed: home[last_read_id] must be an id");
    let seen = world.call(Call::get(markers).by(&ada)).await.body;
    let read = |name: &str| (seen[name]["last_read_id"].clone(), seen[name]["version"].clone());
    assert_eq!(read("home"), (json!("56"), json!(2)));
    assert_eq!(read("notifications"), (json!("34"), json!(1)));
    let home = world.call(Call::get("/api/v1/markers?timeline[]=home").by(&ada)).await.body;
    assert_eq!(home.as_object().unwrap().len(), 1);
}

#[tokio::test]
async fn preferences_are_those_of_the_profile() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let seen = world.call(Call::get("/api/v1/preferences").by(&ada)).await;
    assert_eq!(
        seen.body,
        json!({
            "posting:default:visibility": "public", "posting:default:sensitive": false,
            "posting:default:language": null, "reading:expand:media": "default", "reading:expand:spoilers": false,
        })
    );
}

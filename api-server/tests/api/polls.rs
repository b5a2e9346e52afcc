//! Polls.
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::door::{Call, Member, Seen, World};

const REFUSED: &str = "Validation failed: ";
const FORM: &str = "application/x-www-form-urlencoded";

impl World {
    async fn ask(&self, by: &Member, poll: Value) -> Seen {
        self.publish(by, json!({ "status": "which?", "poll": poll, "visibility": "public" })).await
    }

    async fn vote(&self, by: &Member, poll: &str, choices: Value) -> Seen {
        let body = json!({ "choices": choices });
        self.call(Call::post(&format!("/api/v1/polls/{poll}/votes")).json(&body).by(by)).await
    }

    async fn poll(&self, by: &Member, poll: &str) -> Value {
        self.call(Call::get(&format!("/api/v1/polls/{poll}")).by(by)).await.body
    }
}

fn one_of(options: &[&str]) -> Value {
    json!({ "options": options, "expires_in": 300 })
}

fn votes(poll: &Value) -> Vec<Option<u64>> {
    poll["options"].as_array().unwrap().iter().map(|option| option["votes_count"].as_u64()).collect()
}

#[tokio::test]
async fn a_post_asks_and_people_vote() {
    let world = World::new().await;
    let (ada, bob, cleo) = (world.member("ada").await, world.member("bob").await, world.member("cleo").await);
    let asked = world.ask(&ada, one_of(&["rooks", "crows"])).await;
    let poll = &asked.body["poll"];
    let id = poll["id"].as_str().unwrap().to_owned();
    assert_eq!((&poll["expired"], &poll["multiple"]), (&json!(false), &json!(false)), "{asked:?}");
    assert_eq!((&poll["voted"], &poll["own_votes"]), (&json!(true), &json!([])), "it is her own");
    assert_eq!((&poll["voters_count"], &poll["votes_count"]), (&Value::Null, &json!(0)));
    assert_eq!(poll["options"][0], json!({ "title": "rooks", "votes_count": 0 }));
    assert_eq!(poll["emojis"], json!([]));
    assert!(poll["expires_at"].as_str().unwrap().ends_with('Z'));

    let voted = world.vote(&bob, &id, json!([1])).await;
    assert_eq!((voted.status, votes(&voted.body)), (200, vec![Some(0), Some(1)]), "{voted:?}");
    assert_eq!((&voted.body["voted"], &voted.body["own_votes"]), (&json!(true), &json!([1])));
    let voted = world.vote(&cleo, &id, json!(["1"])).await;
    assert_eq!((voted.status, votes(&voted.body)), (200, vec![Some(0), Some(2)]), "texts will do");

    world
        .vote(&bob, &id, json!([0]))
        .await
        .refuses(422, &format!("{REFUSED}You have already voted on this poll"));
    let anybody = world.get(&format!("/api/v1/polls/{id}")).await;
    assert_eq!((anybody.status, votes(&anybody.body)), (200, vec![Some(0), Some(2)]));
    assert!(anybody.body.get("voted").is_none() && anybody.body.get("own_votes").is_none());
    let shown = world.call(Call::get(&format!("/api/v1/statuses/{}", asked.id())).by(&bob)).await;
    assert_eq!(shown.body["poll"], world.poll(&bob, &id).await);
    let listed = world.call(Call::get("/api/v1/timelines/public").by(&cleo)).await;
    assert_eq!(listed.body[0]["poll"]["own_votes"], json!([1]));
}

#[tokio::test]
async fn several_answers_may_be_chosen_where_that_is_said_and_a_form_says_it_too() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let form = "status=&poll%5Boptions%5D%5B%5D=a&poll[options][]=b&poll[options][]=c&poll[expires_in]=300\
                &poll[multiple]=true&poll[hide_totals]=1";
    let asked = world.call(Call::post("/api/v1/statuses").raw(FORM, form).by(&ada)).await;
    assert_eq!(
        (asked.status, &asked.body["content"]),
        (200, &json!("")),
        "a question says enough: {asked:?}"
    );
    let id = asked.body["poll"]["id"].as_str().unwrap();
    let path = format!("/api/v1/polls/{id}/votes");
    let voted = world.call(Call::post(&path).raw(FORM, "choices[]=0&choices[]=2").by(&bob)).await;
    assert_eq!((voted.status, &voted.body["own_votes"]), (200, &json!([0, 2])), "{voted:?}");
    assert_eq!((&voted.body["votes_count"], &voted.body["voters_count"]), (&json!(2), &json!(1)));
    assert_eq!(votes(&voted.body), [None, None, None], "hidden until it is over");
}

#[tokio::test]
async fn a_poll_whose_time_is_over_takes_no_votes_and_hides_nothing() {
    let world = World::new().await;
    let (ada, bob, cleo) = (world.member("ada").await, world.member("bob").await, world.member("cleo").await);
    let poll = json!({ "options": ["a", "b"], "expires_in": "300", "hide_totals": true });
    let asked = world.ask(&ada, poll).await;
    let id = asked.body["poll"]["id"].as_str().unwrap();
    assert_eq!(world.vote(&bob, id, json!([0])).await.status, 200);
    let now = world.use_cases.entropy.now();
    assert_eq!(world.use_cases.polls.end_due(now).await.unwrap(), 0);
    let later = now + SignedDuration::from_secs(301);
    assert_eq!(world.use_cases.polls.end_due(later).await.unwrap(), 1);
    assert_eq!(world.use_cases.polls.end_due(later).await.unwrap(), 0);
    let seen = world.poll(&bob, id).await;
    assert_eq!((&seen["expired"], votes(&seen)), (&json!(true), vec![Some(1), Some(0)]));
    world.vote(&cleo, id, json!([0])).await.refuses(422, &format!("{REFUSED}The poll has already ended"));

    world.follow_up().await;
    for (who, told) in [(&ada, 1), (&bob, 1), (&cleo, 0)] {
        let seen = world.call(Call::get("/api/v1/notifications?types[]=poll").by(who)).await;
        assert_eq!(seen.ids().len(), told, "who asked and who voted is told: {seen:?}");
        assert!(seen.body.as_array().unwrap().iter().all(|one| one["status"]["poll"]["id"] == id));
    }
}

#[tokio::test]
async fn a_vote_that_makes_no_sense_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let asked = world.ask(&ada, one_of(&["a", "b"])).await;
    let id = asked.body["poll"]["id"].as_str().unwrap();
    let before = world.changes().await;
    let unknown = "The chosen vote option does not exist";
    for (choices, words) in [
        (json!([2]), unknown),
        (json!([-1]), unknown),
        (json!(["rooks"]), unknown),
        (json!(["99999999999999999999999"]), unknown),
        (json!([0, 1]), "Only one option can be chosen"),
        (json!([]), "Choices can't be blank"),
        (json!([[0]]), "choices must be a list"),
    ] {
        world.vote(&bob, id, choices).await.refuses(422, &format!("{REFUSED}{words}"));
    }
    world
        .vote(&ada, id, json!([0]))
        .await
        .refuses(422, &format!("{REFUSED}You cannot vote in your own polls"));
    assert_eq!(votes(&world.poll(&bob, id).await), [Some(0), Some(0)]);
    assert_eq!(world.changes().await, before);

    let plain = world.post(&ada, "no question").await;
    world.get(&format!("/api/v1/polls/{plain}")).await.refuses(404, "Record not found");
    world.vote(&bob, &plain, json!([0])).await.refuses(404, "Record not found");
    world.vote(&bob, "7", json!([0])).await.refuses(404, "Record not found");
    let hidden = json!({ "status": "s", "poll": one_of(&["a", "b"]), "visibility": "direct" });
    let hidden = world.publish(&ada, hidden).await;
    world.vote(&bob, &hidden.id(), json!([0])).await.refuses(404, "Record not found");
    world.get(&format!("/api/v1/polls/{}", hidden.id())).await.refuses(404, "Record not found");
}

#[tokio::test]
async fn a_poll_has_limits() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let picture = world.picture(&ada).await;
    let before = world.changes().await;
    let thousand: Vec<String> = (0..1_000).map(|n| n.to_string()).collect();
    for (poll, words) in [
        (one_of(&[]), "Poll options must have more than one item"),
        (one_of(&["a", " "]), "Poll options must have more than one item"),
        (one_of(&["a", "a"]), "Poll options contain duplicate items"),
        (json!({ "options": thousand, "expires_in": 300 }), "Poll options can't contain more than 4 items"),
        (one_of(&["a", &"x".repeat(51)]), "Poll options cannot be longer than 50 characters each"),
        (json!({ "options": ["a", "b"] }), "Poll expires in can't be blank"),
        (json!({ "options": ["a", "b"], "expires_in": "soon" }), "Poll expires in can't be blank"),
        (
            json!({ "options": ["a", "b"], "expires_in": 299 }),
            "Poll expires in is too soon (minimum is 300 seconds)",
        ),
        (
            json!({ "options": ["a", "b"], "expires_in": 2_629_747 }),
            "Poll expires in is too far into the future (maximum is 2629746 seconds)",
        ),
        (json!("a or b?"), "poll must be a group"),
    ] {
        world.ask(&ada, poll).await.refuses(422, &format!("{REFUSED}{words}"));
    }
    let both = json!({ "status": "s", "poll": one_of(&["a", "b"]), "media_ids": [picture] });
    let words = format!("{REFUSED}Cannot attach files to a post with a poll");
    world.publish(&ada, both).await.refuses(422, &words);
    assert_eq!(world.changes().await, before);
}

//! What is said to some people and nobody else.
use serde_json::{Value, json};

use crate::door::{Call, Member, Seen, World};

async fn say(world: &World, by: &Member, text: &str, parent: Option<&str>) -> String {
    let body = json!({ "status": text, "visibility": "direct", "in_reply_to_id": parent });
    let seen = world.call(Call::post("/api/v1/statuses").json(&body).by(by)).await;
    world.follow_up().await;
    seen.id()
}

async fn listed(world: &World, of: &Member) -> Seen {
    world.call(Call::get("/api/v1/conversations").by(of)).await
}

/// Whether it is new, with whom, and what was said last.
fn shown(one: &Value) -> (bool, Vec<&str>, &str) {
    let names = one["accounts"].as_array().unwrap().iter().map(|account| account["acct"].as_str().unwrap());
    (one["unread"].as_bool().unwrap(), names.collect(), one["last_status"]["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_thread_of_direct_posts_is_a_conversation_of_all_who_take_part() {
    let world = World::new().await;
    let (ada, bob, eve) = (world.member("ada").await, world.member("bob").await, world.member("eve").await);
    let first = say(&world, &ada, "@bob psst", None).await;
    let answer = say(&world, &bob, "@ada what?", Some(&first)).await;
    let (hers, his) = (listed(&world, &ada).await, listed(&world, &bob).await);
    assert_eq!(shown(&hers.body[0]), (true, vec!["bob"], answer.as_str()));
    assert_eq!(shown(&his.body[0]), (false, vec!["ada"], answer.as_str()));
    assert_eq!((hers.ids().len(), listed(&world, &eve).await.body), (1, json!([])));
    let note = say(&world, &ada, "to myself", None).await;
    assert_eq!(shown(&listed(&world, &ada).await.body[0]), (false, vec!["ada"], note.as_str()));
}

#[tokio::test]
async fn a_conversation_can_be_read_and_removed_by_those_whose_it_is() {
    let world = World::new().await;
    let (ada, bob, eve) = (world.member("ada").await, world.member("bob").await, world.member("eve").await);
    let first = say(&world, &ada, "@bob psst", None).await;
    let one = format!("/api/v1/conversations/{}", listed(&world, &bob).await.ids()[0]);
    let read = || Call::post(&format!("{one}/read"));
    for call in [read(), Call::delete(&one)] {
        world.call(call.by(&eve)).await.refuses(404, "Record not found");
    }
    let seen = world.call(read().by(&bob)).await;
    assert_eq!(shown(&seen.body), (false, vec!["ada"], first.as_str()));
    assert_eq!(world.call(Call::delete(&one).by(&bob)).await.body, json!({}));
    assert_eq!((listed(&world, &bob).await.ids().len(), listed(&world, &ada).await.ids().len()), (0, 1));
    world.call(Call::delete(&one).by(&bob)).await.refuses(404, "Record not found");
    world.call(read().by(&bob)).await.refuses(404, "Record not found");
    world.get("/api/v1/conversations").await.refuses(401, "The access token is invalid");
}

#[tokio::test]
async fn a_conversation_is_paged_by_what_was_said_last_and_goes_with_it() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let mut said = Vec::new();
    for n in 0..3 {
        said.push(say(&world, &ada, &format!("@bob {n}"), None).await);
    }
    let page = world.call(Call::get("/api/v1/conversations?limit=2").by(&bob)).await;
    assert_eq!(shown(&page.body[1]).2, said[1]);
    let next = world.call(Call::get(&page.link("next").unwrap()).by(&bob)).await;
    assert_eq!((next.ids().len(), shown(&next.body[0]).2), (1, said[0].as_str()));
    world.call(Call::delete(&format!("/api/v1/statuses/{}", said[0])).by(&ada)).await;
    world.follow_up().await;
    assert_eq!(listed(&world, &bob).await.ids().len(), 2);
}

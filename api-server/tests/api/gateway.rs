//! Those who run the server tell things on topics, and end what others listen with.
use domain::identity::Scopes;
use serde_json::{Value, json};

use crate::door::{Call, Member, Seen, World};

const OUTSIDE: &str = "This action is outside the authorized scopes";

async fn ask(world: &World, by: &Member, what: &str, body: &Value) -> Seen {
    world.call(Call::post(&format!("/api/rookery/v1/admin/gateway/{what}")).json(body).by(by)).await
}

async fn admin(world: &World) -> Member {
    world.member_with("ops", Scopes::admin()).await
}

#[tokio::test]
async fn an_operator_tells_something_once_per_id() {
    let world = World::new().await;
    let ops = admin(&world).await;
    let before = world.changes().await;
    let tell = async |message: &str, id: Option<&str>| {
        let body = json!({ "topic": "channel:update.42", "message": message, "id": id });
        ask(&world, &ops, "publish", &body).await
    };
    let first = tell("{ \"a\": 1 }", Some("k1")).await;
    assert_eq!((first.status, &first.body["topic"]), (200, &json!("channel:update.42")), "{first:?}");
    let again = tell("{ \"a\": 1 }", Some("k1")).await;
    assert_eq!((again.status, &again.body), (200, &first.body));
    assert_eq!(world.changes().await, before + 1);
    tell("{\"a\":1}", Some("k1")).await.refuses(409, "this id was used for something else");
    assert_ne!(tell("{ \"a\": 1 }", None).await.body["id"], first.body["id"]);
    assert_ne!(tell("{ \"a\": 1 }", Some("k2")).await.body["id"], first.body["id"]);
    assert_eq!(world.changes().await, before + 3);
}

#[tokio::test]
async fn what_is_no_message_or_has_no_topic_is_not_told() {
    let world = World::new().await;
    let ops = admin(&world).await;
    let before = world.changes().await;
    let (long, long_id) = (format!("{{\"a\":\"{}\"}}", "x".repeat(32 * 1024)), "k".repeat(65));
    let no_object = "Validation failed: message must be the text of a JSON object";
    let no_id = "Validation failed: id has 1 to 64 characters, letters, digits and -_.: alone";
    for (body, error) in [
        (
            json!({ "topic": "Update", "message": "{}" }),
            "Validation failed: a topic is a name of the catalogue, and a number after a dot: channel:update.42",
        ),
        (
            json!({ "message": "{}" }),
            "Validation failed: a topic is a name of the catalogue, and a number after a dot: channel:update.42",
        ),
        (
            json!({ "topic": "nest:egg.1", "message": "{}" }),
            "Validation failed: there is no topic of this name",
        ),
        (json!({ "topic": "channel:update.1" }), no_object),
        (json!({ "topic": "channel:update.1", "message": "caw" }), no_object),
        (json!({ "topic": "channel:update.1", "message": "[1]" }), no_object),
        (json!({ "topic": "channel:update.1", "message": "{} {}" }), no_object),
        (json!({ "topic": "channel:update.1", "message": {} }), "Validation failed: message must be a text"),
        (
            json!({ "topic": "channel:update.1", "message": long }),
            "Validation failed: message is too long (maximum is 32768 bytes)",
        ),
        (json!({ "topic": "channel:update.1", "message": "{}", "id": "a b" }), no_id),
        (json!({ "topic": "channel:update.1", "message": "{}", "id": long_id }), no_id),
        (
            json!({ "topic": "room:typing.1", "message": "{}" }),
            "Validation failed: topic is one that keeps nothing",
        ),
        (
            json!({ "topic": "channel:update", "message": "{}" }),
            "Validation failed: topic must say of what, with a number after a dot",
        ),
    ] {
        ask(&world, &ops, "publish", &body).await.refuses(422, error);
    }
    assert_eq!(world.changes().await, before);
}

#[tokio::test]
async fn an_operator_ends_a_token_a_session_or_everything_of_somebody() {
    let world = World::new().await;
    let (ops, ada) = (admin(&world).await, world.member("ada").await);
    let me = || Call::get("/api/v1/accounts/verify_credentials").by(&ada);
    for body in [
        json!({}),
        json!({ "token": "x", "account": ada.id }),
        json!({ "session": "00000000-0000-0000-0000-000000000001" }),
    ] {
        let error = "Validation failed: name a token, an account, or a session with its account";
        ask(&world, &ops, "revoke", &body).await.refuses(422, error);
    }
    let unknown = "00000000-0000-0000-0000-000000000001";
    for body in [json!({ "token": "x" }), json!({ "session": unknown, "account": ada.id })] {
        ask(&world, &ops, "revoke", &body).await.refuses(404, "Record not found");
    }
    assert_eq!(world.call(me()).await.status, 200);
    assert_eq!(ask(&world, &ops, "revoke", &json!({ "token": ada.token })).await.body, json!({}));
    world.call(me()).await.refuses(401, "The access token is invalid");
    let form = [("email", "ada@r.example"), ("password", "correct horse")];
    let seen = world.call(Call::post("/auth/login").form(&form)).await;
    let again = Member { token: seen.body["access_token"].as_str().unwrap().to_owned(), ..ada.clone() };
    assert_eq!(ask(&world, &ops, "revoke", &json!({ "account": ada.id })).await.status, 200);
    let me = Call::get("/api/v1/accounts/verify_credentials").by(&again);
    world.call(me).await.refuses(401, "The access token is invalid");
}

#[tokio::test]
async fn nobody_else_runs_the_gateway_and_an_operators_token_is_good_for_nothing_else() {
    let world = World::new().await;
    let (ops, ada) = (admin(&world).await, world.member("ada").await);
    let before = world.changes().await;
    for what in ["publish", "revoke"] {
        let body = json!({ "topic": "channel:update.1", "message": "{}", "account": ops.id });
        ask(&world, &ada, what, &body).await.refuses(403, OUTSIDE);
        let path = format!("/api/rookery/v1/admin/gateway/{what}");
        world.call(Call::post(&path).json(&body)).await.refuses(401, "The access token is invalid");
    }
    let post = Call::post("/api/v1/statuses").form(&[("status", "caw")]);
    world.call(post.by(&ops)).await.refuses(403, OUTSIDE);
    world.call(Call::get("/api/v1/timelines/public").by(&ops)).await.refuses(403, OUTSIDE);
    assert_eq!(world.changes().await, before);
}

#[tokio::test]
async fn anybody_reads_what_there_is_to_listen_to() {
    let world = World::new().await;
    let seen = world.call(Call::get("/api/rookery/v1/topics")).await;
    let topics = seen.body.as_array().unwrap();
    let named = |name: &str| topics.iter().find(|topic| topic["name"] == name);
    assert_eq!(seen.status, 200);
    assert_eq!(named("timeline:public").unwrap()["scope"], Value::Null);
    assert_eq!(named("timeline:home").unwrap()["scope"], "user:read:home");
    let typing = named("room:typing").unwrap();
    assert_eq!(
        (&typing["class"], &typing["publish"]["scope"]),
        (&"ephemeral".into(), &"room:write:typing".into())
    );
    assert_eq!(named("room:nothing"), None);
}

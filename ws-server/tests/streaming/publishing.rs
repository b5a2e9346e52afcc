//! What clients tell through the gateway themselves.
use serde_json::{Value, json};
use wire::settings::SocketRules;

use super::super::{Server, Socket, frame};
use super::{listen, say};

impl Server {
    fn room(&self) -> String {
        format!("room:message.{}", self.author)
    }
}

/// A frame that publishes words in a room.
fn publishing(room: &str, words: &str, id: &str, token: &str) -> String {
    let message = json!({ "text": words }).to_string();
    let data = json!({ "topic": room, "message": message, "id": id, "auth_token": token });
    json!({ "type": "PUBLISH", "nonce": words, "data": data }).to_string()
}

/// Publishes, and gives the answer.
async fn publish(socket: &mut Socket, room: &str, words: &str, id: &str, token: &str) -> Value {
    say(socket, publishing(room, words, id, token)).await;
    let answer = frame(socket).await;
    assert_eq!((&answer["type"], &answer["nonce"]), (&json!("RESPONSE"), &json!(words)), "{answer}");
    answer
}

fn reason(answer: &Value) -> String {
    let reason = answer["data"]["errors"][0]["reason"].as_str().unwrap_or_default();
    format!("{} {reason}", answer["error"].as_str().unwrap())
}

#[tokio::test]
async fn what_is_published_is_heard_by_the_id_and_at_the_position_of_its_answer() {
    let server = Server::start().await;
    server.show("rooks").await;
    let (room, token) = (server.room(), server.grant("room:write:message").await);
    let (mut speaker, mut hearer) = (server.gateway().await, server.gateway().await);
    assert_eq!(listen(&mut hearer, json!({ "topics": [room] })).await["error"], "");
    for words in ["are they back?", "they are"] {
        let answer = publish(&mut speaker, &room, words, "", &token).await;
        assert_eq!(answer["error"], "", "{answer}");
        let message = frame(&mut hearer).await;
        for field in ["id", "position"] {
            assert_eq!(message["data"][field], answer["data"][field], "{field} of {answer} {message}");
        }
        let inner: Value = serde_json::from_str(message["data"]["message"].as_str().unwrap()).unwrap();
        assert_eq!(
            (&inner["data"]["text"], &inner["data"]["by"]["username"]),
            (&json!(words), &json!("bob"))
        );
    }
}

#[tokio::test]
async fn the_same_under_the_same_name_gets_the_same_answer_wherever_it_is_said() {
    let server = Server::start().await;
    server.show("rooks").await;
    let (room, token) = (server.room(), server.grant("room:write:message").await);
    let mut socket = server.gateway().await;
    let first = publish(&mut socket, &room, "caw", "one", &token).await;
    assert!(first["data"]["position"].is_string(), "{first}");
    publish(&mut socket, &room, "kraa", "two", &token).await;
    let other = server.beside().await;
    let mut elsewhere = other.gateway().await;
    for socket in [&mut socket, &mut elsewhere] {
        assert_eq!(publish(socket, &room, "caw", "one", &token).await, first);
        let taken = publish(socket, &room, "kraa", "one", &token).await;
        assert_eq!(reason(&taken), "ERR_BADMESSAGE id_taken");
    }
    let mut hearer = server.gateway().await;
    let since = json!({ "topics": [room], "since": first["data"]["position"] });
    assert_eq!(listen(&mut hearer, since).await["data"]["recovered"], true);
    assert!(frame(&mut hearer).await["data"]["message"].as_str().unwrap().contains("kraa"), "one of each");
    publish(&mut socket, &room, "hush", "", &token).await;
    assert!(frame(&mut hearer).await["data"]["message"].as_str().unwrap().contains("hush"));
}

#[tokio::test]
async fn nobody_publishes_what_their_token_does_not_allow() {
    let server = Server::start().await;
    server.show("rooks").await;
    let room = server.room();
    let (narrow, wide) = (server.grant("user:read:home").await, server.grant("write").await);
    let mut socket = server.gateway().await;
    for (token, expected) in [
        ("", "ERR_BADAUTH token_missing"),
        ("caw", "ERR_BADAUTH token_invalid"),
        (&narrow, "ERR_BADAUTH scope_missing:room:write:message"),
        (&wide, " "),
    ] {
        assert_eq!(reason(&publish(&mut socket, &room, "caw", "", token).await), expected);
    }
    assert_eq!(
        reason(&publish(&mut socket, "room:message.1", "caw", "", &wide).await),
        "ERR_BADTOPIC room_unknown"
    );
}

#[tokio::test]
async fn a_token_publishes_so_often() {
    let server = Server::start_with(SocketRules { publishes: 2, ..SocketRules::default() }).await;
    server.show("rooks").await;
    let (room, token) = (server.room(), server.grant("room:write:message").await);
    let mut socket = server.gateway().await;
    let mut answers = Vec::new();
    // two minutes at the most begin meanwhile
    for words in ["one", "two", "three", "four", "five"] {
        answers.push(reason(&publish(&mut socket, &room, words, "", &token).await));
    }
    assert_eq!(answers[0], " ");
    assert!(answers.contains(&"ERR_SERVER rate_limited".to_owned()), "{answers:?}");
    let other = server.grant("room:write:message").await;
    assert_eq!(reason(&publish(&mut socket, &room, "six", "", &other).await), " ");
}

#[tokio::test]
async fn a_publish_that_waits_keeps_nothing_else_waiting_and_not_many_wait() {
    let relayed = Server::start().await;
    relayed.show("rooks").await;
    let (room, token) = (relayed.room(), relayed.grant("room:write:message").await);
    // its queue tells it nothing and it looks at the log once a second: an answer takes that long
    let server = relayed.beside().await;
    let mut socket = server.gateway().await;
    for n in 0..17 {
        say(&mut socket, publishing(&room, &n.to_string(), "", &token)).await;
    }
    say(&mut socket, r#"{"type":"PING"}"#).await;
    let mut nonces = Vec::new();
    let mut ponged = false;
    while nonces.len() < 17 {
        let answer = frame(&mut socket).await;
        if answer["type"] == "PONG" {
            ponged = true;
            continue;
        }
        nonces.push(answer["nonce"].as_str().unwrap().to_owned());
        let crowded = nonces.len() == 1;
        let expected = if crowded { "ERR_SERVER too_many_at_once" } else { " " };
        assert_eq!(reason(&answer), expected, "{answer}");
        assert!(ponged || crowded, "the PING was not kept waiting");
    }
    let expected: Vec<String> = [16].into_iter().chain(0..16).map(|n: u32| n.to_string()).collect();
    assert_eq!(nonces, expected, "answered in their order");
}

#[tokio::test]
async fn who_writes_is_shown_to_those_who_listen_right_now_and_kept_nowhere() {
    let server = Server::start().await;
    let position = server.show("rooks").await;
    let token = server.grant("room:write:typing").await;
    let typing = format!("room:typing.{}", server.author);
    let data = json!({ "topic": typing, "message": "{}", "auth_token": token });
    let publish = json!({ "type": "PUBLISH", "nonce": "t", "data": data }).to_string();
    let (mut speaker, mut hearer) = (server.gateway().await, server.gateway().await);
    // nobody listens
    say(&mut speaker, publish.clone()).await;
    assert_eq!(reason(&frame(&mut speaker).await), " ");
    assert_eq!(listen(&mut hearer, json!({ "topics": [typing], "since": position })).await["error"], "");
    say(&mut hearer, r#"{"type":"PING"}"#).await;
    assert_eq!(frame(&mut hearer).await["type"], "PONG", "what passed has passed");
    // it has caught up once it is told of something: so it is asked until then
    let message = loop {
        say(&mut speaker, publish.clone()).await;
        let answer = frame(&mut speaker).await;
        assert_eq!(reason(&answer), " ", "{answer}");
        assert!(answer["data"].get("position").is_none(), "{answer}");
        if let Ok(message) = tokio::time::timeout(super::super::PATIENCE / 20, frame(&mut hearer)).await {
            break message;
        }
    };
    assert_eq!((&message["type"], &message["data"]["topic"]), (&json!("MESSAGE"), &json!(typing)));
    assert!(message["data"].get("position").is_none() && message["data"]["id"].is_string(), "{message}");
    let inner: Value = serde_json::from_str(message["data"]["message"].as_str().unwrap()).unwrap();
    assert_eq!((&inner["type"], &inner["data"]["by"]["username"]), (&json!("room:typing"), &json!("bob")));
    let narrow = server.grant("room:write:message").await;
    say(&mut speaker, publish.replace(&token, &narrow)).await;
    assert_eq!(reason(&frame(&mut speaker).await), "ERR_BADAUTH scope_missing:room:write:typing");
}

#[tokio::test]
async fn how_many_listen_to_a_room_is_shown_when_it_changes() {
    let server = Server::start().await;
    server.show("rooks").await;
    let (room, token) = (server.room(), server.grant("user:read:home").await);
    let presence = format!("room:presence:update.{}", server.author);
    let mut watcher = server.gateway().await;
    assert_eq!(listen(&mut watcher, json!({ "topics": [presence] })).await["error"], "");
    let mut listeners = Vec::new();
    for token in ["", &token, &token] {
        let mut socket = server.gateway().await;
        let data = json!({ "topics": [room], "auth_token": token });
        assert_eq!(listen(&mut socket, data).await["error"], "");
        listeners.push(socket);
    }
    let mut until = async |members: u32, visitors: u32| loop {
        let message = frame(&mut watcher).await;
        let inner: Value = serde_json::from_str(message["data"]["message"].as_str().unwrap()).unwrap();
        assert_eq!(
            (&message["data"]["topic"], &inner["type"]),
            (&json!(presence), &json!("room:presence:update"))
        );
        if inner["data"] == json!({ "room": server.author, "members": members, "visitors": visitors }) {
            return;
        }
    };
    until(1, 1).await;
    listeners.clear();
    until(0, 0).await;
}

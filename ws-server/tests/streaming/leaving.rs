//! How connections end that were told to go.
use std::time::Duration;

use adapter_local::SystemEntropy;
use domain::identity::Revocation;
use futures_util::StreamExt;
use serde_json::{Value, json};
use service::Entropy;
use service::identity::TokenRepository;
use service::realtime::gateway::Limits;
use tokio::time::timeout;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::protocol::Message;
use wire::settings::SocketRules;

use super::super::{PATIENCE, Server, Socket, frame, origin};
use super::{PUBLIC, listen, say, told};

#[tokio::test]
async fn who_stays_although_they_were_told_to_go_is_served_for_a_while_and_then_dropped() {
    let limits = Limits { leave: Duration::from_millis(300), ..Limits::default() };
    let server = Server::start_with(SocketRules { gateway: limits, ..SocketRules::default() }).await;
    let mut socket = server.gateway().await;
    listen(&mut socket, json!({ "topics": [PUBLIC] })).await;
    let drain = tokio::spawn(server.streaming.clone().drain(server.shutdown.clone(), Duration::from_secs(1)));
    server.shutdown.token().cancel();
    assert_eq!(frame(&mut socket).await["data"]["deadline_ms"], 300);
    server.publish("still here").await;
    assert_eq!(told(&mut socket).await.1, "<p>still here</p>");
    let end = async {
        loop {
            match socket.next().await {
                // more clients come back when there is no Close frame
                Some(Ok(Message::Close(_))) => break false,
                Some(Ok(_)) => {}
                Some(Err(_)) | None => break true,
            }
        }
    };
    assert!(timeout(PATIENCE, end).await.expect("it ends"));
    timeout(PATIENCE, drain).await.expect("nobody is left").unwrap();
}

impl Server {
    /// Sends this one off who is connected, and gives where they are to go on: the path and its query.
    async fn send_off(&self, mut socket: Socket) -> String {
        tokio::spawn(self.streaming.clone().drain(self.shutdown.clone(), Duration::from_millis(50)));
        self.shutdown.token().cancel();
        let reconnect = frame(&mut socket).await;
        assert_eq!(reconnect["type"], "RECONNECT", "{reconnect}");
        let address = reconnect["data"]["reconnect_url"].as_str().unwrap();
        address.strip_prefix("ws://a.example").unwrap().to_owned()
    }

    /// Goes on there; gives what one is greeted with.
    async fn go_on(&self, path: &str) -> (Socket, Value) {
        let (mut socket, _) = connect_async(format!("ws://{}{path}", self.address)).await.unwrap();
        let welcome = frame(&mut socket).await;
        assert_eq!((&welcome["type"], &welcome["data"]["v"]), (&json!("WELCOME"), &json!(2)), "{welcome}");
        (socket, welcome["data"].clone())
    }
}

#[tokio::test]
async fn who_goes_on_at_the_next_server_keeps_all_topics_and_gets_what_was_missed_once() {
    let server = Server::start().await;
    let other = server.beside().await;
    let mut socket = server.gateway().await;
    let (home, token) = (format!("timeline:home.{}", server.author), server.grant("read").await);
    listen(&mut socket, json!({ "topics": [PUBLIC] })).await;
    listen(&mut socket, json!({ "topics": [home], "auth_token": token })).await;
    server.publish("one").await;
    for _ in 0..2 {
        assert_eq!(told(&mut socket).await.1, "<p>one</p>");
    }
    let path = server.send_off(socket).await;
    assert!(path.starts_with("/pubsub?session=") && path.len() == "/pubsub?session=".len() + 43, "{path}");
    server.publish("two").await;
    let (mut socket, welcome) = other.go_on(&path).await;
    assert_eq!(welcome["resumed"], true, "{welcome}");
    let standing = |nth: usize| (&welcome["topics"][nth]["topic"], &welcome["topics"][nth]["recovered"]);
    assert_eq!([standing(0), standing(1)], [(&json!(PUBLIC), &json!(true)), (&json!(home), &json!(true))]);
    let mut topics = vec![];
    for _ in 0..2 {
        let (topic, content, _) = told(&mut socket).await;
        assert_eq!(content, "<p>two</p>");
        topics.push(topic);
    }
    topics.sort();
    assert_eq!(topics, [home.as_str(), PUBLIC]);
    say(&mut socket, r#"{"type":"PING"}"#).await;
    assert_eq!(frame(&mut socket).await["type"], "PONG", "each of them once");
    // a key is good once, and who comes with another one listens anew
    for path in [&*path, "/?a=b&session=%00", "/v1?session="] {
        let (mut again, welcome) = other.go_on(path).await;
        assert_eq!((&welcome["resumed"], &welcome["reason"]), (&json!(false), &json!("session_unknown")));
        assert_eq!(listen(&mut again, json!({ "topics": [PUBLIC] })).await["error"], "");
    }
}

#[tokio::test]
async fn what_may_not_be_listened_to_any_more_is_not_gone_on_with() {
    let server = Server::start().await;
    let other = server.beside().await;
    let mut socket = server.gateway().await;
    let home = format!("timeline:home.{}", server.author);
    let granted = server.tokens.grant(server.author, domain::identity::Scopes::stored("read")).await.unwrap();
    listen(&mut socket, json!({ "topics": [PUBLIC] })).await;
    listen(&mut socket, json!({ "topics": [home], "auth_token": granted.bearer })).await;
    let path = server.send_off(socket).await;
    let end = Revocation::Token(granted.token.id);
    let cause = origin(None).cause(SystemEntropy.uuid(), SystemEntropy.now());
    assert!(server.store.revoke(end.record(&cause)).await.unwrap());
    let (mut socket, welcome) = other.go_on(&path).await;
    assert_eq!((&welcome["resumed"], &welcome["topics"].as_array().unwrap().len()), (&json!(true), &1));
    let refused = json!([{ "topic": home, "code": "ERR_BADAUTH", "reason": "token_invalid" }]);
    assert_eq!(welcome["errors"], refused);
    server.publish("still here").await;
    assert_eq!(told(&mut socket).await.0, PUBLIC);
}

#[tokio::test]
async fn who_can_not_be_told_where_to_go_on_is_told_to_go_all_the_same() {
    let server = Server::start_with(SocketRules::default()).await;
    let mut socket = server.gateway().await;
    listen(&mut socket, json!({ "topics": [PUBLIC] })).await;
    tokio::spawn(server.streaming.clone().drain(server.shutdown.clone(), Duration::from_millis(50)));
    server.shutdown.token().cancel();
    let reconnect = frame(&mut socket).await;
    assert_eq!(reconnect, json!({ "type": "RECONNECT", "data": { "deadline_ms": 10000 } }));
}

#[tokio::test]
async fn who_listens_to_nothing_has_nothing_to_go_on_with() {
    let server = Server::start().await;
    let mut socket = server.gateway().await;
    tokio::spawn(server.streaming.clone().drain(server.shutdown.clone(), Duration::from_millis(50)));
    server.shutdown.token().cancel();
    let reconnect = frame(&mut socket).await;
    assert_eq!(reconnect, json!({ "type": "RECONNECT", "data": { "deadline_ms": 10000 } }));
}

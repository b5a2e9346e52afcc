//! Clients that know more than the protocol of old: what they are told of the rules, and that the server lives.
use std::time::Duration;

use adapter_local::SystemEntropy;
use domain::identity::{Revocation, Scopes, TokenId};
use serde_json::{Value, json};
use service::Entropy;
use service::identity::TokenRepository;
use service::realtime::gateway::Limits;
use wire::settings::SocketRules;

use super::super::{Server, Socket, frame, origin};
use super::{PUBLIC, listen, say, told};

/// Says HELLO with these features, and gives what one may do here.
async fn hello(socket: &mut Socket, features: Value) -> Value {
    let hello = json!({ "type": "HELLO", "nonce": "h", "data": { "v": 2, "features": features } });
    say(socket, hello.to_string()).await;
    let welcome = frame(socket).await;
    assert_eq!((&welcome["type"], &welcome["nonce"]), (&json!("WELCOME"), &json!("h")), "{welcome}");
    welcome["data"].clone()
}

#[tokio::test]
async fn who_wants_to_hear_that_the_server_lives_does_and_nobody_else() {
    let limits = Limits { keepalive: Duration::from_secs(2), ..Limits::default() };
    let server = Server::start_with(SocketRules { gateway: limits, ..SocketRules::default() }).await;
    let (mut plain, mut asks, mut asked) =
        (server.gateway().await, server.gateway().await, server.gateway().await);
    assert_eq!(hello(&mut asks, json!(["keepalive"])).await["keepalive_sec"], 2);
    hello(&mut asked, json!(["keepalive"])).await;
    assert_eq!(hello(&mut asked, json!([])).await["keepalive_sec"], Value::Null, "as it was said last");
    assert_eq!(frame(&mut asks).await, json!({ "type": "KEEPALIVE" }));
    for socket in [&mut plain, &mut asked] {
        say(socket, r#"{"type":"PING"}"#).await;
        assert_eq!(frame(socket).await, json!({ "type": "PONG" }), "nothing came before it");
    }
}

/// Ends a token, and nothing else.
async fn revoke(server: &Server, token: TokenId) {
    let cause = origin(None).cause(SystemEntropy.uuid(), SystemEntropy.now());
    assert!(server.store.revoke(Revocation::Token(token).record(&cause)).await.unwrap());
}

/// Says REAUTH, and gives the answer.
async fn reauth(socket: &mut Socket, token: &str) -> Value {
    let data = json!({ "auth_token": token });
    say(socket, json!({ "type": "REAUTH", "nonce": "r", "data": data }).to_string()).await;
    let answer = frame(socket).await;
    assert_eq!((&answer["type"], &answer["nonce"]), (&json!("RESPONSE"), &json!("r")), "{answer}");
    answer
}

#[tokio::test]
async fn a_token_is_replaced_and_what_is_listened_to_goes_on_until_the_new_one_ends() {
    let server = Server::start().await;
    let grant = async || server.tokens.grant(server.author, Scopes::stored("read")).await.unwrap();
    let (old, new) = (grant().await, grant().await);
    let home = format!("timeline:home.{}", server.author);
    let mut socket = server.gateway().await;
    listen(&mut socket, json!({ "topics": [PUBLIC] })).await;
    listen(&mut socket, json!({ "topics": [home], "auth_token": old.bearer })).await;
    assert_eq!(reauth(&mut socket, &new.bearer).await["error"], "");
    revoke(&server, old.token.id).await;
    server.publish("still here").await;
    let mut topics = [told(&mut socket).await.0, told(&mut socket).await.0];
    topics.sort();
    assert_eq!(topics, [&*home, PUBLIC]);
    revoke(&server, new.token.id).await;
    let revoked = json!({ "topics": [home], "reason": "authorization_revoked" });
    assert_eq!(frame(&mut socket).await, json!({ "type": "AUTH_REVOKED", "data": revoked }));
    assert_eq!(reauth(&mut socket, &old.bearer).await["error"], "ERR_BADAUTH");
}

#[tokio::test]
async fn a_token_that_does_not_allow_all_of_it_replaces_nothing() {
    let server = Server::start().await;
    let old = server.tokens.grant(server.author, Scopes::stored("read")).await.unwrap();
    let narrow = server.grant("user:read:notifications").await;
    let hers = server.tokens.grant(server.reader, Scopes::stored("read")).await.unwrap().bearer;
    let home = format!("timeline:home.{}", server.author);
    let mut socket = server.gateway().await;
    let nothing_yet = reauth(&mut socket, &old.bearer).await;
    assert_eq!(nothing_yet["error"], "ERR_BADAUTH");
    listen(&mut socket, json!({ "topics": [home], "auth_token": old.bearer })).await;
    for (token, reason) in
        [("", ""), ("rubbish", ""), (&*hers, ""), (&*narrow, "scope_missing:user:read:home")]
    {
        let answer = reauth(&mut socket, token).await;
        assert_eq!(answer["error"], "ERR_BADAUTH", "{token}");
        assert_eq!(answer["data"]["errors"][0]["reason"].as_str().unwrap_or_default(), reason, "{answer}");
    }
    revoke(&server, old.token.id).await;
    assert_eq!(frame(&mut socket).await["type"], "AUTH_REVOKED", "it was held by the old one all the time");
}

#[tokio::test]
async fn how_many_listen_to_a_room_is_answered_to_whoever_asks() {
    let server = Server::start().await;
    let [room, presence] =
        ["room:message", "room:presence:update"].map(|name| format!("{name}.{}", server.author));
    let mut socket = server.gateway().await;
    listen(&mut socket, json!({ "topics": [room, presence] })).await;
    let told = frame(&mut socket).await;
    let told: Value = serde_json::from_str(told["data"]["message"].as_str().unwrap()).unwrap();
    assert_eq!(told["data"], json!({ "room": server.author, "members": 0, "visitors": 1 }));
    let mut other = server.gateway().await;
    let mut ask = async |topic: &str| {
        let ask = json!({ "type": "PRESENCE", "nonce": "p", "data": { "topic": topic } });
        say(&mut other, ask.to_string()).await;
        let answer = frame(&mut other).await;
        assert_eq!((&answer["type"], &answer["nonce"]), (&json!("RESPONSE"), &json!("p")), "{answer}");
        answer
    };
    let answer = ask(&room).await;
    assert_eq!((&answer["error"], &answer["data"]["presence"]), (&json!(""), &told["data"]));
    let answer = ask(PUBLIC).await;
    assert_eq!(answer["error"], "ERR_BADTOPIC");
    assert_eq!(answer["data"]["errors"][0]["reason"], "topic_without_presence");
}

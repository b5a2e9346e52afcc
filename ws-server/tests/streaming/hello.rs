//! Clients that know more than the protocol of old: what they are told of the rules, and that the server lives.
use std::time::Duration;

use serde_json::{Value, json};
use service::realtime::gateway::Limits;
use wire::settings::SocketRules;

use super::super::{Server, Socket, frame};
use super::say;

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

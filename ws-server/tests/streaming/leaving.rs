//! How connections end that were told to go.
use std::time::Duration;

use futures_util::StreamExt;
use serde_json::json;
use service::realtime::gateway::Limits;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::Message;
use wire::settings::SocketRules;

use super::super::{PATIENCE, Server, frame};
use super::{PUBLIC, listen, told};

#[tokio::test]
async fn who_stays_although_they_were_told_to_go_is_served_for_a_while_and_then_dropped() {
    let limits = Limits { leave: Duration::from_millis(300), ..Limits::default() };
    let server = Server::start_with(SocketRules { gateway: limits, ..SocketRules::default() }).await;
    let mut socket = server.gateway().await;
    listen(&mut socket, json!({ "topics": [PUBLIC] })).await;
    let drain = tokio::spawn(server.streaming.clone().drain(server.shutdown.clone(), Duration::from_secs(1)));
    server.shutdown.token().cancel();
    let expected = json!({ "type": "RECONNECT", "data": { "deadline_ms": 300 } });
    assert_eq!(frame(&mut socket).await, expected);
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

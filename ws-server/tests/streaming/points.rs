//! The points of streams that break clients, each by its number.
use serde_json::{Value, json};

use super::{Message, PATIENCE, Server, Socket, frame};
use futures_util::{SinkExt, StreamExt};
use tokio::time::timeout;

#[tokio::test]
async fn point_01_streams_are_served_with_and_without_a_slash_at_the_end() {
    let server = Server::start().await;
    let mut socket = server.open("/?stream=public").await;
    let answer = server.get("/api/v1/streaming/public/", "").await;
    assert!(answer.contains("text/event-stream"), "{answer}");
    server.publish("caw").await;
    assert_eq!(frame(&mut socket).await["event"], "update");
}

#[tokio::test]
async fn point_08_every_refusal_of_a_stream_is_json_with_an_error() {
    let server = Server::start().await;
    for (path, status) in [
        ("/user", 401),
        ("/nonsense", 400),
        ("/hashtag", 400),
        ("/public?access_token=x", 401),
        ("?stream=public", 426),
    ] {
        let answer = server.get(&format!("/api/v1/streaming{path}"), "").await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{path}: {answer}");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.to_lowercase().contains("content-type: application/json"), "{path}: {answer}");
        let body: Value = serde_json::from_str(body).unwrap();
        assert!(body["error"].is_string(), "{path}: {answer}");
    }
}

#[tokio::test]
async fn point_15_what_came_as_subprotocol_is_echoed() {
    let server = Server::start().await;
    let token = server.bearer("read").await;
    assert!(
        token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)),
        "{token} has letters that no token of HTTP may have"
    );
    let header = format!("Bearer {token}");
    let protocol = ("sec-websocket-protocol", token.as_str());
    let in_query = format!("?stream=user&access_token={token}");
    for (query, headers) in [
        ("?stream=user", &[protocol][..]),
        (&in_query, &[protocol]),
        (&in_query, &[("sec-websocket-protocol", "null")]),
        ("?stream=user", &[protocol, ("authorization", &header)]),
        ("?stream=public", &[protocol]),
    ] {
        let (_, response) = server.dial(query, headers).await.unwrap();
        assert_eq!(response.headers()["sec-websocket-protocol"], headers[0].1, "{query}");
    }
    let (_, response) = server.dial(&in_query, &[]).await.unwrap();
    assert!(!response.headers().contains_key("sec-websocket-protocol"), "nothing came, so nothing is echoed");
}

#[tokio::test]
async fn point_16_payloads_are_texts_and_every_frame_names_its_stream() {
    let server = Server::start().await;
    let mut socket = server.open("?stream=public").await;
    let subscribe = r#"{"type":"subscribe","stream":"hashtag","tag":"RooKs"}"#;
    for command in [subscribe, r#"{"type":"subscribe","stream":"no such stream"}"#] {
        socket.send(Message::text(command)).await.unwrap();
    }
    assert_eq!(frame(&mut socket).await["status"], 400, "what was said before this was heard");
    let post = server.publish("caw #rooks").await;
    let mut shown = Vec::new();
    for n in 0..4 {
        if n == 2 {
            server.delete(post).await;
        }
        let frame = frame(&mut socket).await;
        let payload = frame["payload"].as_str().expect("a payload is a text");
        match frame["event"].as_str() {
            Some("update") => {
                let status: Value = serde_json::from_str(payload).unwrap();
                assert_eq!(status["id"], post.to_string());
            }
            Some("delete") => assert_eq!(payload, post.to_string()),
            other => panic!("{other:?}"),
        }
        shown.push((frame["event"].clone(), frame["stream"].clone()));
    }
    for event in ["update", "delete"] {
        for stream in [json!(["public"]), json!(["hashtag", "RooKs"])] {
            assert!(shown.contains(&(json!(event), stream.clone())), "{event} {stream}: {shown:?}");
        }
    }
}

#[tokio::test]
async fn point_16_heartbeats_are_no_texts() {
    let server = Server::start().await;
    let mut socket = server.open("?stream=public").await;
    tokio::time::pause();
    let beat = first(&mut socket).await;
    assert!(matches!(beat, Message::Ping(_)), "{beat:?}");
}

/// The first message of any kind.
async fn first(socket: &mut Socket) -> Message {
    timeout(PATIENCE * 60, socket.next()).await.expect("a message").unwrap().unwrap()
}

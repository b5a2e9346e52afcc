//! The streaming interface as clients meet it: a real listener, the memory store, and much garbage.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test says what it expects")]
#[path = "streaming/direct.rs"]
mod direct;
#[path = "streaming/gateway.rs"]
mod gateway;
#[path = "streaming/guests.rs"]
mod guests;
#[path = "streaming/points.rs"]
mod points;
#[path = "streaming/server.rs"]
mod server;

use std::sync::Arc;
use std::time::Duration;

use adapter_local::{LocalQueue, SystemEntropy};
use adapter_memory::Memory;
use domain::identity::Scopes;
use domain::ids::{AccountId, PostId};
use domain::posts::{PostText, TextLimit};
use domain::realtime::Origin;
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use service::Entropy;
use service::identity::Tokens;
use service::posts::{Posts, Saved, Writing};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::Message;
use tokio_tungstenite::tungstenite::{Error, http};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use wire::serve::Shutdown;
use ws_server::Streaming;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const PATIENCE: Duration = Duration::from_secs(5);

struct Server {
    address: String,
    store: Arc<Memory>,
    posts: Posts,
    tokens: Tokens,
    author: AccountId,
    reader: AccountId,
    streaming: Arc<Streaming>,
    queue: Arc<LocalQueue>,
    shutdown: Shutdown,
}

fn origin(actor: Option<AccountId>) -> Origin {
    Origin { actor, correlation: SystemEntropy.uuid(), causation: None, trace: None }
}

impl Server {
    async fn publish(&self, text: &str) -> PostId {
        let writing = Writing::plain(PostText::parse(text, TextLimit::new(500)).unwrap());
        let saved = self.posts.publish(self.author, writing, None, &origin(Some(self.author))).await.unwrap();
        match saved {
            Saved::New(post) | Saved::Repeated(post) => post.id,
            Saved::Gone => panic!("nothing that it belongs to is gone"),
        }
    }

    async fn delete(&self, post: PostId) {
        self.posts.delete(post, self.author, &origin(Some(self.author))).await.unwrap();
    }

    async fn bearer(&self, scopes: &str) -> String {
        self.tokens.grant(self.author, Scopes::stored(scopes)).await.unwrap().bearer
    }

    async fn dial(
        &self,
        query: &str,
        headers: &[(&str, &str)],
    ) -> Result<(Socket, http::Response<Option<Vec<u8>>>), Error> {
        let url = format!("ws://{}/api/v1/streaming{query}", self.address);
        let mut request = url.into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap());
        }
        connect_async(request).await
    }

    async fn open(&self, query: &str) -> Socket {
        self.dial(query, &[]).await.unwrap().0
    }

    async fn refused(&self, query: &str, headers: &[(&str, &str)]) -> u16 {
        match self.dial(query, headers).await {
            Err(Error::Http(response)) => {
                let body: Value =
                    serde_json::from_slice(response.body().as_deref().unwrap_or_default()).unwrap();
                assert!(body["error"].is_string(), "{body}");
                response.status().as_u16()
            }
            other => panic!("{other:?}"),
        }
    }

    /// The answer to a plain request, as far as it comes at once.
    async fn get(&self, path: &str, headers: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: a.example\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut buffer = vec![0; 4096];
        let mut got = String::new();
        while !got.contains("\r\n\r\n") || got.ends_with("\r\n\r\n") {
            let n = timeout(PATIENCE, stream.read(&mut buffer)).await.expect("an answer").unwrap();
            if n == 0 {
                break;
            }
            got.push_str(&String::from_utf8_lossy(&buffer[..n]));
        }
        got
    }
}

/// The next frame with text.
async fn frame(socket: &mut Socket) -> Value {
    loop {
        match timeout(PATIENCE, socket.next()).await.expect("a frame").unwrap().unwrap() {
            Message::Text(text) => return serde_json::from_str(&text).unwrap(),
            Message::Ping(_) | Message::Pong(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// The text of the status in an update.
fn content(frame: &Value) -> String {
    let status: Value = serde_json::from_str(frame["payload"].as_str().unwrap()).unwrap();
    status["content"].as_str().unwrap().to_owned()
}

async fn close_code(socket: &mut Socket) -> u16 {
    loop {
        match timeout(PATIENCE, socket.next()).await.expect("a close") {
            Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
            Some(Ok(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_post_is_shown_at_once_in_the_shape_that_clients_read() {
    let server = Server::start().await;
    let mut socket = server.open("?stream=public").await;
    server.publish("the rooks are back").await;
    let frame = frame(&mut socket).await;
    assert_eq!(frame["stream"], serde_json::json!(["public"]));
    assert_eq!(frame["event"], "update");
    assert_eq!(content(&frame), "<p>the rooks are back</p>");
    assert!(frame.get("position").is_none(), "who did not ask to resume is not told positions");
}

#[tokio::test]
async fn who_resumes_gets_what_was_missed_once_and_in_order() {
    let server = Server::start().await;
    let mut socket = server.open("?stream=public&since=").await;
    assert_eq!(frame(&mut socket).await["event"], "resumed");
    server.publish("one").await;
    let position = frame(&mut socket).await["position"].as_str().unwrap().to_owned();
    drop(socket);
    server.publish("two").await;
    let mut socket = server.open(&format!("?stream=public&since={position}")).await;
    assert_eq!(frame(&mut socket).await["event"], "resumed");
    server.publish("three").await;
    let shown = [content(&frame(&mut socket).await), content(&frame(&mut socket).await)];
    assert_eq!(shown, ["<p>two</p>", "<p>three</p>"]);
}

#[tokio::test]
async fn a_position_that_is_not_ours_is_refused_with_the_current_one() {
    let server = Server::start().await;
    for bad in ["nonsense", "00000000000000000000000000000009.1", "%00"] {
        let mut socket = server.open(&format!("?stream=public&since={bad}")).await;
        let refusal = frame(&mut socket).await;
        assert_eq!(refusal["event"], "resume_refused", "{bad}");
        assert!(refusal["position"].is_string());
    }
}

#[tokio::test]
async fn a_token_is_taken_from_three_places_and_echoed_from_one() {
    let server = Server::start().await;
    let token = server.bearer("read").await;
    let header = format!("Bearer {token}");
    server.dial("?stream=user", &[("authorization", &header)]).await.unwrap();
    server.open(&format!("?stream=user&access_token={token}")).await;
    let (_, response) = server.dial("?stream=user", &[("sec-websocket-protocol", &token)]).await.unwrap();
    assert_eq!(response.headers()["sec-websocket-protocol"], token.as_str());
}

#[tokio::test]
async fn who_may_not_listen_is_refused_before_the_upgrade() {
    let server = Server::start().await;
    let narrow = server.bearer("write").await;
    assert_eq!(server.refused("?stream=user", &[]).await, 401);
    assert_eq!(server.refused("", &[]).await, 401);
    assert_eq!(server.refused("?stream=public", &[("authorization", "Bearer x.y.z")]).await, 401);
    assert_eq!(server.refused("?stream=public&access_token=x", &[]).await, 401);
    assert_eq!(server.refused(&format!("?stream=user&access_token={narrow}"), &[]).await, 401);
    assert_eq!(server.refused("?stream=nonsense", &[]).await, 400);
    assert_eq!(server.refused("?stream=hashtag", &[]).await, 400);
}

#[tokio::test]
async fn any_page_may_open_a_socket_because_no_cookie_is_read() {
    let server = Server::start().await;
    let headers = [("origin", "https://evil.example"), ("cookie", "session=1")];
    server.dial("?stream=public", &headers).await.unwrap();
    assert_eq!(server.refused("?stream=user", &headers).await, 401);
}

#[tokio::test]
async fn streams_come_and_go_on_an_open_socket_and_garbage_is_ignored() {
    let server = Server::start().await;
    let mut socket = server.open("?stream=public").await;
    for garbage in ["", "not json", "[]", "null", "{\"type\":7}", "{\"type\":\"subscribe\",\"stream\":{}}"] {
        socket.send(Message::text(garbage)).await.unwrap();
    }
    assert_eq!(frame(&mut socket).await["error"], "Unknown stream type");
    let join = r#"{"type":"subscribe","stream":"hashtag","tag":"Rooks"}"#;
    let leave = r#"{"type":"unsubscribe","stream":["public"]}"#;
    let fence = r#"{"type":"subscribe","stream":"list","list":"1"}"#;
    for command in [join, join, leave, fence] {
        socket.send(Message::text(command)).await.unwrap();
    }
    assert_eq!(frame(&mut socket).await["status"], 401, "whoever has no list has no list stream");
    server.publish("caw #rooks").await;
    server.publish("again #rooks").await;
    for text in ["caw", "again"] {
        let frame = frame(&mut socket).await;
        assert_eq!(frame["stream"], serde_json::json!(["hashtag", "Rooks"]));
        assert!(content(&frame).contains(text));
    }
}

#[tokio::test]
async fn notifications_come_at_once_to_those_whose_token_allows_it() {
    let server = Server::start().await;
    let bearer =
        async |scopes: &str| server.tokens.grant(server.reader, Scopes::stored(scopes)).await.unwrap().bearer;
    let open = async |stream: &str, token: String| {
        server.open(&format!("?stream={stream}&since=&access_token={token}")).await
    };
    let mut own = open("user:notification", bearer("read:notifications").await).await;
    let mut all = open("user", bearer("read").await).await;
    let mut home = open("user", bearer("read:statuses").await).await;
    let mut others = open("user:notification", server.bearer("read").await).await;
    for socket in [&mut own, &mut all, &mut home, &mut others] {
        assert_eq!(frame(socket).await["event"], "resumed");
    }
    let post = server.publish("look, @ada").await;
    for (socket, stream) in [(&mut own, "user:notification"), (&mut all, "user")] {
        let frame = frame(socket).await;
        assert_eq!(
            (&frame["stream"], &frame["event"]),
            (&serde_json::json!([stream]), &"notification".into())
        );
        let told: Value = serde_json::from_str(frame["payload"].as_str().unwrap()).unwrap();
        assert_eq!((&told["type"], &told["account"]["acct"]), (&"mention".into(), &"bob".into()));
        assert_eq!(told["status"]["id"], post.to_string());
    }
    let own_post = Writing::plain(PostText::parse("mine", TextLimit::new(500)).unwrap());
    server.posts.publish(server.reader, own_post, None, &origin(Some(server.reader))).await.unwrap();
    assert_eq!(frame(&mut home).await["event"], "update", "no notification came before it");
    let narrow = bearer("read:statuses").await;
    assert_eq!(server.refused(&format!("?stream=user:notification&access_token={narrow}"), &[]).await, 401);
    others.send(Message::text(r#"{"type":"subscribe","stream":"public"}"#)).await.unwrap();
    // what is asked after it is answered after it
    others.send(Message::text(r#"{"type":"subscribe","stream":"nonsense"}"#)).await.unwrap();
    assert_eq!(frame(&mut others).await["error"], "Unknown stream type");
    server.publish("for the other, @bob @ada").await;
    assert_eq!(frame(&mut own).await["event"], "notification");
    server.publish("the end").await;
    for text in ["other", "end"] {
        let update = frame(&mut others).await;
        assert_eq!(update["event"], "update", "nobody is told what they did themselves: {update}");
        assert!(content(&update).contains(text), "{update}");
    }
}

#[tokio::test]
async fn what_is_no_proper_frame_ends_the_connection_with_its_code() {
    let server = Server::start().await;
    let mut socket = server.open("?stream=public").await;
    socket.send(Message::binary(vec![0, 159])).await.unwrap();
    assert_eq!(close_code(&mut socket).await, 1003);
    let mut socket = server.open("?stream=public").await;
    socket.send(Message::text("x".repeat(17 * 1024))).await.unwrap();
    assert_eq!(close_code(&mut socket).await, 1009);
}

#[tokio::test]
async fn a_plain_request_is_told_to_upgrade() {
    let server = Server::start().await;
    let answer = server.get("/api/v1/streaming?stream=public", "").await.to_lowercase();
    assert!(answer.starts_with("http/1.1 426") && answer.contains("upgrade: websocket"), "{answer}");
    let wrong =
        "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 7\r\nsec-websocket-key: x\r\n";
    let answer = server.get("/api/v1/streaming/?stream=public", wrong).await.to_lowercase();
    assert!(answer.starts_with("http/1.1 400") && answer.contains("sec-websocket-version: 13"), "{answer}");
}

#[tokio::test]
async fn events_come_as_text_that_curl_can_read() {
    let server = Server::start().await;
    let answer = server.get("/api/v1/streaming/public", "origin: https://elsewhere.example\r\n").await;
    assert!(answer.contains("text/event-stream") && answer.contains(":)\n"), "{answer}");
    assert!(answer.contains("access-control-allow-origin: *"), "{answer}");
    let resumed = server.get("/api/v1/streaming/public", "last-event-id: nonsense\r\n").await;
    assert!(resumed.contains("event: resume_refused\n"), "{resumed}");
    for (path, status) in [("/user", "401"), ("/nonsense", "400"), ("/hashtag", "400"), ("/list", "401")] {
        let answer = server.get(&format!("/api/v1/streaming{path}"), "").await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")) && answer.contains("{\"error\":"),
            "{answer}"
        );
    }
    assert!(server.get("/api/v1/streaming/health", "").await.ends_with("OK"));
}

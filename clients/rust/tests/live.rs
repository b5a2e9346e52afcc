//! A server that says what the test says, and a client that goes through it.
#![expect(clippy::unwrap_used, reason = "a test that cannot be prepared has to fail")]

use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use rookery_client::{Heard, Live, Publication, Published, Refusal, Token, publish};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::{WebSocketStream, accept_async};

const TOPIC: &str = "channel:update.42";

struct Server(TcpListener);

struct Client(WebSocketStream<TcpStream>);

impl Server {
    async fn start() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    fn address(&self) -> String {
        format!("ws://{}/pubsub", self.0.local_addr().unwrap())
    }

    /// The next who comes.
    async fn client(&self) -> Client {
        Client(accept_async(self.0.accept().await.unwrap().0).await.unwrap())
    }
}

impl Client {
    /// What it says next.
    async fn said(&mut self) -> Value {
        loop {
            if let Frame::Text(text) = self.0.next().await.unwrap().unwrap() {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }

    async fn tell(&mut self, frame: Value) {
        self.0.send(Frame::text(frame.to_string())).await.unwrap();
    }

    /// Grants what it asks for; gives what that was.
    async fn grant(&mut self, data: Value) -> Value {
        let said = self.said().await;
        self.tell(json!({ "type": "RESPONSE", "error": "", "nonce": said["nonce"], "data": data })).await;
        said["data"].clone()
    }

    async fn message(&mut self, n: u32) {
        let (message, position) = (json!({ "type": "x", "data": n }).to_string(), format!("p{n}"));
        let data = json!({ "topic": TOPIC, "message": message, "id": position, "position": position });
        self.tell(json!({ "type": "MESSAGE", "data": data })).await;
    }
}

fn begins(position: &str) -> Value {
    json!({ "topics": [{ "topic": TOPIC, "position": position }] })
}

async fn listening(live: &mut Live) {
    assert!(matches!(live.next().await, Some(Heard::Listening { .. })));
}

async fn message(live: &mut Live) -> u32 {
    match live.next().await.unwrap() {
        Heard::Message(message) => message.data().unwrap(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn it_comes_back_when_it_is_cut_off_and_resumes_where_it_was() {
    let server = Server::start().await;
    let mut live = Live::to(server.address(), &[TOPIC]);
    let mut client = server.client().await;
    assert_eq!(client.grant(begins("p0")).await["since"], json!({}));
    listening(&mut live).await;
    client.message(1).await;
    assert_eq!(message(&mut live).await, 1);
    drop(client);
    let mut client = server.client().await;
    let again = json!({ "topics": [{ "topic": TOPIC, "position": "p9", "recovered": true }] });
    assert_eq!(client.grant(again).await["since"], json!({ TOPIC: "p1" }));
    listening(&mut live).await;
    client.message(2).await;
    assert_eq!(message(&mut live).await, 2);
    // it was granted as recovered, so only messages moved it on
    client.tell(json!({ "type": "RECONNECT" })).await;
    let mut client = server.client().await;
    assert_eq!(client.grant(begins("p2")).await["since"], json!({ TOPIC: "p2" }));
}

#[tokio::test]
async fn it_goes_on_by_the_address_that_it_is_sent_to_and_asks_for_the_rest_alone() {
    let (server, next) = (Server::start().await, Server::start().await);
    let mut live = Live::to(server.address(), &["room:message.42", TOPIC]);
    let mut client = server.client().await;
    let topics =
        |position| ["room:message.42", TOPIC].map(|topic| json!({ "topic": topic, "position": position }));
    client.grant(json!({ "topics": topics("p0") })).await;
    for _ in 0..2 {
        listening(&mut live).await;
    }
    client.message(1).await;
    assert_eq!(message(&mut live).await, 1);
    let there = format!("{}?session=k", next.address());
    client.tell(json!({ "type": "RECONNECT", "data": { "reconnect_url": there } })).await;
    let mut client = next.client().await;
    let held = json!([{ "topic": TOPIC, "position": "p1", "recovered": true }]);
    client.tell(json!({ "type": "WELCOME", "data": { "v": 2, "resumed": true, "topics": held } })).await;
    listening(&mut live).await;
    let asked = client.grant(json!({ "topics": topics("p0")[..1] })).await;
    assert_eq!(
        (&asked["topics"], &asked["since"]),
        (&json!(["room:message.42"]), &json!({ "room:message.42": "p0" }))
    );
    listening(&mut live).await;
    client.message(2).await;
    assert_eq!(message(&mut live).await, 2);
    // it was good once
    drop(client);
    let mut client = server.client().await;
    assert_eq!(client.grant(begins("p2")).await["since"], json!({ "room:message.42": "p0", TOPIC: "p2" }));
}

#[tokio::test]
async fn it_listens_anew_where_the_address_is_good_no_more() {
    let (server, next) = (Server::start().await, Server::start().await);
    let mut live = Live::to(server.address(), &[TOPIC]);
    let mut client = server.client().await;
    client.grant(begins("p0")).await;
    listening(&mut live).await;
    let there = format!("{}?session=k", next.address());
    client.tell(json!({ "type": "RECONNECT", "data": { "reconnect_url": there } })).await;
    let mut client = next.client().await;
    client.tell(json!({ "type": "WELCOME", "data": { "v": 2, "resumed": false } })).await;
    assert_eq!(client.grant(begins("p0")).await["since"], json!({ TOPIC: "p0" }));
    listening(&mut live).await;
}

#[tokio::test]
async fn what_was_missed_is_said() {
    let server = Server::start().await;
    let token: Token = Arc::new(|| Box::pin(async { Some("t".to_owned()) }));
    let mut live = Live::listen(server.address(), [(TOPIC.to_owned(), Some("old".to_owned()))], token);
    let mut client = server.client().await;
    let lost = json!({ "topics": [{ "topic": TOPIC, "position": "p5", "recovered": false }] });
    let asked = client.grant(lost).await;
    assert_eq!((&asked["since"], &asked["auth_token"]), (&json!({ TOPIC: "old" }), &json!("t")));
    assert_eq!(live.next().await, Some(Heard::Missed { topic: TOPIC.to_owned() }));
    assert_eq!(
        live.next().await,
        Some(Heard::Listening { topic: TOPIC.to_owned(), position: "p5".to_owned() })
    );
}

#[tokio::test]
async fn it_ends_when_nothing_is_left_to_listen_to() {
    let server = Server::start().await;
    let mut live = Live::to(server.address(), &[TOPIC, "timeline:home.7"]);
    let mut client = server.client().await;
    let no = json!({ "topic": "timeline:home.7", "code": "ERR_BADAUTH", "reason": "token_missing" });
    client.grant(json!({ "topics": begins("p0")["topics"], "errors": [no] })).await;
    listening(&mut live).await;
    let refused = |topic: &str, code: &str, reason: &str| {
        Some(Heard::Refused(Refusal { topic: topic.into(), code: code.into(), reason: reason.into() }))
    };
    assert_eq!(live.next().await, refused("timeline:home.7", "ERR_BADAUTH", "token_missing"));
    let data = json!({ "topics": [TOPIC], "reason": "authorization_revoked" });
    client.tell(json!({ "type": "AUTH_REVOKED", "data": data })).await;
    assert_eq!(live.next().await, refused(TOPIC, "AUTH_REVOKED", "authorization_revoked"));
    assert_eq!(live.next().await, None);
}

#[tokio::test]
async fn what_the_server_could_not_decide_is_asked_for_again() {
    let server = Server::start().await;
    let mut live = Live::to(server.address(), &[TOPIC]);
    let mut client = server.client().await;
    let said = client.said().await;
    client.tell(json!({ "type": "RESPONSE", "error": "ERR_SERVER", "nonce": said["nonce"] })).await;
    server.client().await.grant(begins("p0")).await;
    listening(&mut live).await;
}

#[tokio::test]
async fn what_is_published_is_said_again_under_its_id_until_it_is_known_what_came_of_it() {
    let server = Server::start().await;
    let address = server.address();
    let publication = Publication { topic: "room:message.42", message: "{}", id: "one", token: "t" };
    let saying = tokio::spawn(async move { publish(&address, publication).await });
    let said = server.client().await.said().await;
    assert_eq!((&said["type"], &said["data"]["id"]), (&json!("PUBLISH"), &json!("one")));
    let mut client = server.client().await;
    let again = client.grant(json!({ "id": "e", "position": "p" })).await;
    assert_eq!(again, said["data"]);
    let expected = Published { id: "e".to_owned(), position: Some("p".to_owned()) };
    assert_eq!(saying.await.unwrap(), Ok(expected));
}

#[tokio::test]
async fn why_something_is_not_published_is_said() {
    let server = Server::start().await;
    let address = server.address();
    let publication = Publication { topic: "room:message.42", message: "{}", id: "one", token: "t" };
    let saying = tokio::spawn(async move { publish(&address, publication).await });
    let mut client = server.client().await;
    let nonce = client.said().await["nonce"].clone();
    let refusal = json!({ "topic": "room:message.42", "code": "ERR_BADAUTH", "reason": "not_allowed" });
    let data = json!({ "errors": [refusal] });
    client.tell(json!({ "type": "RESPONSE", "error": "ERR_BADAUTH", "nonce": nonce, "data": data })).await;
    let error = saying.await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "room:message.42: ERR_BADAUTH (not_allowed)");
}

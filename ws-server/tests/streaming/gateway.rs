//! The gateway as its clients meet it: topics by name, all or nothing, with a memory, and much garbage.
use std::sync::Arc;
use std::time::Duration;

#[path = "channels.rs"]
mod channels;
#[path = "hello.rs"]
mod hello;
#[path = "leaving.rs"]
mod leaving;
#[path = "long_ago.rs"]
mod long_ago;
#[path = "publishing.rs"]
mod publishing;

use adapter_local::SystemEntropy;
use domain::identity::Scopes;
use domain::posts::{Hashtag, PostText, TextLimit, Visibility};
use domain::realtime::{LiveMessage, LiveTopic};
use futures_util::SinkExt;
use serde_json::{Value, json};
use service::posts::Writing;
use service::realtime::Announcements;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::protocol::Message;
use wire::settings::SocketRules;

use super::{PATIENCE, Server, Socket, close_code, frame, origin};

const PUBLIC: &str = "timeline:public";

impl Server {
    async fn gateway(&self) -> Socket {
        connect_async(format!("ws://{}/pubsub", self.address)).await.unwrap().0
    }

    async fn grant(&self, scopes: &str) -> String {
        self.tokens.grant(self.author, Scopes::stored(scopes)).await.unwrap().bearer
    }

    async fn write(&self, text: &str, visibility: Visibility) {
        let text = PostText::parse(text, TextLimit::new(500)).unwrap();
        let writing = Writing { visibility: Some(visibility), ..Writing::plain(text) };
        self.posts.publish(self.author, writing, None, &origin(Some(self.author))).await.unwrap();
    }
}

async fn say(socket: &mut Socket, text: impl Into<String>) {
    socket.send(Message::text(text.into())).await.unwrap();
}

/// Says LISTEN, and gives the answer.
async fn listen(socket: &mut Socket, data: Value) -> Value {
    say(socket, json!({ "type": "LISTEN", "nonce": "n", "data": data }).to_string()).await;
    let answer = frame(socket).await;
    assert_eq!((&answer["type"], &answer["nonce"]), (&json!("RESPONSE"), &json!("n")), "{answer}");
    answer
}

/// The next message: its topic, the words of the post, and all of it.
async fn told(socket: &mut Socket) -> (String, String, Value) {
    let message = frame(socket).await;
    assert_eq!(message["type"], "MESSAGE", "{message}");
    let inner: Value = serde_json::from_str(message["data"]["message"].as_str().unwrap()).unwrap();
    let content = inner["data"]["content"].as_str().unwrap_or_default().to_owned();
    (message["data"]["topic"].as_str().unwrap().to_owned(), content, message)
}

#[tokio::test]
async fn a_topic_is_told_under_the_name_that_was_listened_to() {
    let server = Server::start().await;
    let mut socket = server.gateway().await;
    say(&mut socket, "{\"type\":\"PING\"}\r\n").await;
    assert_eq!(frame(&mut socket).await, json!({ "type": "PONG" }));
    let answer = listen(&mut socket, json!({ "topics": [PUBLIC] })).await;
    assert_eq!(answer["error"], "");
    assert!(answer["data"]["topics"][0]["position"].is_string(), "{answer}");
    server.publish("the rooks are back").await;
    let (topic, content, message) = told(&mut socket).await;
    assert_eq!((&*topic, &*content), (PUBLIC, "<p>the rooks are back</p>"));
    for field in ["id", "position", "ts"] {
        assert!(message["data"][field].is_string(), "{field} in {message}");
    }
    say(&mut socket, json!({ "type": "UNLISTEN", "data": { "topics": [PUBLIC] } }).to_string()).await;
    assert_eq!(frame(&mut socket).await, json!({ "type": "RESPONSE", "error": "", "nonce": "" }));
    server.publish("nobody listens").await;
    say(&mut socket, r#"{"type":"PING"}"#).await;
    assert_eq!(frame(&mut socket).await["type"], "PONG", "nothing of it after the answer");
}

#[tokio::test]
async fn who_says_hello_is_told_the_rules_and_who_does_not_is_told_nothing() {
    let server = Server::start().await;
    let mut socket = server.gateway().await;
    say(&mut socket, r#"{"type":"HELLO","nonce":"h","data":{"v":2}}"#).await;
    let welcome = frame(&mut socket).await;
    assert_eq!((&welcome["type"], &welcome["nonce"]), (&json!("WELCOME"), &json!("h")));
    assert_eq!(welcome["data"]["max_topics"], 50);
    say(&mut socket, r#"{"type":"HELLO","nonce":"h","data":{"v":1}}"#).await;
    assert_eq!(frame(&mut socket).await["error"], "ERR_BADMESSAGE");
}

#[tokio::test]
async fn clients_that_can_ask_for_no_other_path_find_it_too() {
    let server = Server::start().await;
    for path in ["/", "/v1", "/v1/", "/pubsub/", "/v1?client=twurple"] {
        let mut socket = connect_async(format!("ws://{}{path}", server.address)).await.unwrap().0;
        assert_eq!(listen(&mut socket, json!({ "topics": [PUBLIC] })).await["error"], "", "{path}");
    }
    for (headers, status) in [("", "426"), ("connection: upgrade\r\nupgrade: websocket\r\n", "400")] {
        let answer = server.get("/pubsub", headers).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
    }
}

#[tokio::test]
async fn who_shows_a_token_is_told_of_a_tag_too_where_they_listen_to_nothing_else() {
    let server = Server::start().await;
    let mut socket = server.gateway().await;
    let topic = LiveTopic::tag(&Hashtag::parse("rooks").unwrap()).to_string();
    let token = server.grant("read").await;
    listen(&mut socket, json!({ "topics": [topic], "auth_token": token })).await;
    server.publish("all of #rooks").await;
    assert_eq!(told(&mut socket).await.0, topic);
}

#[tokio::test]
async fn who_left_off_somewhere_gets_what_was_missed_once_and_in_order() {
    let server = Server::start().await;
    let mut socket = server.gateway().await;
    listen(&mut socket, json!({ "topics": [PUBLIC] })).await;
    server.publish("one").await;
    let (_, _, message) = told(&mut socket).await;
    let position = message["data"]["position"].clone();
    for text in ["two", "three"] {
        server.publish(text).await;
        told(&mut socket).await;
    }
    drop(socket);
    for since in [position.clone(), json!({ PUBLIC: position.clone() })] {
        let mut socket = server.gateway().await;
        listen(&mut socket, json!({ "topics": ["channel:update.1"] })).await;
        let answer = listen(&mut socket, json!({ "topics": [PUBLIC], "since": since })).await;
        assert_eq!(answer["data"]["recovered"], true, "{answer}");
        assert_eq!(answer["data"]["topics"][0]["position"], position);
        for expected in ["<p>two</p>", "<p>three</p>"] {
            let (topic, content, message) = told(&mut socket).await;
            assert_eq!((&*topic, &*content, &message["data"]["replayed"]), (PUBLIC, expected, &json!(true)));
        }
    }
    let mut socket = server.gateway().await;
    for since in
        ["", "x", "00000000000000000000000000000007.1", &format!("{}0000", position.as_str().unwrap())]
    {
        let answer = listen(&mut socket, json!({ "topics": [PUBLIC], "since": since })).await;
        assert_eq!((&answer["error"], &answer["data"]["recovered"]), (&json!(""), &json!(false)), "{since}");
        say(&mut socket, json!({ "type": "UNLISTEN", "data": { "topics": [PUBLIC] } }).to_string()).await;
        frame(&mut socket).await;
    }
}

#[tokio::test]
async fn one_listen_is_all_or_nothing_unless_it_takes_what_it_can_get() {
    let server = Server::start().await;
    let mut socket = server.gateway().await;
    let home = format!("timeline:home.{}", server.author);
    let answer = listen(&mut socket, json!({ "topics": [PUBLIC, home] })).await;
    assert_eq!(answer["error"], "ERR_BADAUTH");
    assert_eq!(answer["data"]["errors"][0]["reason"], "token_missing", "{answer}");
    let mut other = server.gateway().await;
    listen(&mut other, json!({ "topics": [PUBLIC] })).await;
    server.publish("not heard").await;
    told(&mut other).await;
    let answer = listen(&mut socket, json!({ "topics": [PUBLIC, home, "x:y"], "partial": true })).await;
    assert_eq!(answer["error"], "");
    assert_eq!(answer["data"]["topics"].as_array().unwrap().len(), 1, "{answer}");
    assert_eq!(answer["data"]["errors"].as_array().unwrap().len(), 2, "{answer}");
    server.publish("heard").await;
    assert_eq!(told(&mut socket).await.1, "<p>heard</p>");
}

#[tokio::test]
async fn topics_end_with_their_token_and_the_connection_stays() {
    let server = Server::start().await;
    let token = server.grant("user:read:home user:read:notifications").await;
    let own = [format!("timeline:home.{}", server.author), format!("user:notification.{}", server.author)];
    let mut socket = server.gateway().await;
    listen(&mut socket, json!({ "topics": [PUBLIC] })).await;
    let answer = listen(&mut socket, json!({ "topics": own, "auth_token": format!("oauth:{token}") })).await;
    assert_eq!(answer["error"], "", "{answer}");
    server.tokens.end_everything_of(server.author, &origin(None)).await.unwrap();
    let revoked = json!({ "topics": own, "reason": "authorization_revoked" });
    assert_eq!(frame(&mut socket).await, json!({ "type": "AUTH_REVOKED", "data": revoked }));
    server.publish("still here").await;
    assert_eq!(told(&mut socket).await.0, PUBLIC);
    let answer = listen(&mut socket, json!({ "topics": own, "auth_token": token })).await;
    assert_eq!(answer["error"], "ERR_BADAUTH");
}

#[tokio::test]
async fn what_was_not_written_for_everybody_is_under_no_public_topic() {
    let server = Server::start().await;
    let tag = domain::realtime::LiveTopic::tag(&domain::posts::Hashtag::parse("rooks").unwrap());
    let account = format!("account:post.{}", server.author);
    let mut socket = server.gateway().await;
    listen(&mut socket, json!({ "topics": [PUBLIC, account, tag.to_string()] })).await;
    for visibility in [Visibility::Private, Visibility::Direct] {
        server.write("hush #rooks", visibility).await;
    }
    server.write("caw #rooks", Visibility::Unlisted).await;
    let (topic, content, _) = told(&mut socket).await;
    assert!(content.contains("caw"), "{content}");
    assert_eq!(topic, account);
    server.write("croak #rooks", Visibility::Public).await;
    let topics = [told(&mut socket).await.0, told(&mut socket).await.0, told(&mut socket).await.0];
    let expected = [account, tag.to_string(), PUBLIC.to_owned()];
    assert!(expected.iter().all(|topic| topics.contains(topic)), "{topics:?}");
}

#[tokio::test]
async fn garbage_gets_its_error_and_the_connection_stays() {
    let server = Server::start().await;
    let narrow = server.grant("room:write:message").await;
    let foreign = format!("timeline:home.{}", server.reader);
    let hers = server.grant("user:read:home").await;
    let home = format!("timeline:home.{}", server.author);
    let many: Vec<String> = (1..=51).map(|n| format!("channel:update.{n}")).collect();
    let mut socket = server.gateway().await;
    for (data, error, reason) in [
        (json!({ "topics": [] }), "ERR_BADTOPIC", ""),
        (json!({ "topics": ["channel:updates.1"] }), "ERR_BADTOPIC", "topic_unknown"),
        (json!({ "topics": ["Channel:update.1"] }), "ERR_BADTOPIC", "topic_malformed"),
        (json!({ "topics": ["user:notification"] }), "ERR_BADTOPIC", "topic_argument"),
        (json!({ "topics": many }), "ERR_BADTOPIC", "topic_limit"),
        (json!({ "topics": [home], "auth_token": "rubbish" }), "ERR_BADAUTH", ""),
        (json!({ "topics": [PUBLIC], "auth_token": "rubbish" }), "ERR_BADAUTH", ""),
        (json!({ "topics": [home], "auth_token": narrow }), "ERR_BADAUTH", "scope_missing:user:read:home"),
        (json!({ "topics": [foreign], "auth_token": hers }), "ERR_BADAUTH", "not_owner"),
        (json!({ "topics": PUBLIC }), "ERR_BADMESSAGE", ""),
        (json!("x"), "ERR_BADMESSAGE", ""),
    ] {
        let answer = listen(&mut socket, data.clone()).await;
        assert_eq!(answer["error"], error, "{data} {answer}");
        assert_eq!(
            answer["data"]["errors"][0]["reason"].as_str().unwrap_or_default(),
            reason,
            "{data} {answer}"
        );
    }
    server.publish("nothing was granted").await;
    say(&mut socket, r#"{"type":"PING"}"#).await;
    assert_eq!(frame(&mut socket).await["type"], "PONG");
}

#[tokio::test]
async fn what_is_no_frame_of_this_protocol_ends_the_connection_with_its_reason() {
    let server = Server::start().await;
    let mut socket = server.gateway().await;
    socket.send(Message::binary(vec![1])).await.unwrap();
    assert_eq!(close_code(&mut socket).await, 1003);
    let mut socket = server.gateway().await;
    say(&mut socket, " ".repeat(65 * 1024)).await;
    assert_eq!(close_code(&mut socket).await, 1009);
    let mut socket = server.gateway().await;
    for _ in 0..20 {
        say(&mut socket, "caw").await;
        assert_eq!(frame(&mut socket).await["error"], "ERR_BADMESSAGE");
    }
    say(&mut socket, "caw").await;
    assert_eq!(close_code(&mut socket).await, 1008);
}

#[tokio::test]
async fn nobody_has_more_connections_than_the_rules_allow() {
    let rules = SocketRules { per_address: 3, per_member: 1, ..SocketRules::default() };
    let server = Server::start_with(rules).await;
    let token = server.grant("user:read:home").await;
    let home = json!({ "topics": [format!("timeline:home.{}", server.author)], "auth_token": token });
    let (mut first, mut second) = (server.gateway().await, server.gateway().await);
    assert_eq!(listen(&mut first, home.clone()).await["error"], "");
    assert_eq!(listen(&mut first, home.clone()).await["error"], "", "it is one connection of theirs");
    say(&mut second, json!({ "type": "LISTEN", "data": home }).to_string()).await;
    assert_eq!(close_code(&mut second).await, 4009);
    let _third = server.open("?stream=public").await;
    drop(second);
    let refused = loop {
        // the place of the second is free once the server has seen it go
        match connect_async(format!("ws://{}/pubsub", server.address)).await {
            Ok((socket, _)) => std::mem::forget(socket),
            Err(error) => break error,
        }
    };
    match refused {
        Error::Http(response) => {
            assert_eq!(response.status(), 429);
            assert!(response.headers().contains_key("retry-after"), "{response:?}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn who_goes_away_is_told_before_and_served_until_they_have_left() {
    let server = Server::start().await;
    let mut socket = server.gateway().await;
    listen(&mut socket, json!({ "topics": [PUBLIC] })).await;
    let drain = tokio::spawn(server.streaming.clone().drain(server.shutdown.clone(), Duration::from_secs(1)));
    server.shutdown.token().cancel();
    let reconnect = frame(&mut socket).await;
    assert_eq!(
        (&reconnect["type"], &reconnect["data"]["deadline_ms"]),
        (&json!("RECONNECT"), &json!(10_000))
    );
    server.publish("still here").await;
    assert_eq!(told(&mut socket).await.1, "<p>still here</p>");
    assert!(!drain.is_finished());
    socket.close(None).await.unwrap();
    timeout(PATIENCE, drain).await.expect("everybody has left").unwrap();
}

#[tokio::test]
async fn an_operator_sends_everybody_elsewhere_and_the_server_goes_on() {
    let server = Server::start().await;
    let mut socket = server.gateway().await;
    listen(&mut socket, json!({ "topics": [PUBLIC] })).await;
    let (ours, theirs) = (server.grant("admin:gateway").await, server.grant("read write").await);
    let drain = async |query: &str, bearer: &str| {
        let request = format!(
            "POST /api/rookery/v1/admin/gateway/drain{query} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {bearer}\r\nconnection: close\r\n\r\n"
        );
        let mut stream = TcpStream::connect(&server.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer.split(' ').nth(1).unwrap().to_owned()
    };
    for (query, bearer, status) in
        [("", "x", "401"), ("", &theirs, "403"), ("?seconds=0", &ours, "422"), ("?seconds=caw", &ours, "422")]
    {
        assert_eq!(drain(query, bearer).await, status, "{query}");
    }
    assert_eq!(drain("?seconds=1", &ours).await, "202");
    let reconnect = frame(&mut socket).await;
    assert_eq!(
        (&reconnect["type"], &reconnect["data"]["deadline_ms"]),
        (&json!("RECONNECT"), &json!(10_000))
    );
    server.publish("still here").await;
    assert_eq!(told(&mut socket).await.1, "<p>still here</p>");
    let mut again = server.gateway().await;
    assert_eq!(listen(&mut again, json!({ "topics": [PUBLIC] })).await["error"], "");
}

#[tokio::test]
async fn what_an_operator_tells_is_heard_word_for_word_and_resumed_like_anything() {
    let server = Server::start().await;
    let words = ["{ \"type\":\"hi\",\"n\": 1.0, \"x\":\"\\u00e9 🦜\" }", "{}"];
    let announcements = Announcements::new(server.store.clone(), Arc::new(SystemEntropy));
    let tell = async |topic: &str, words: &str| {
        let (topic, message) = (topic.parse().unwrap(), LiveMessage::of_object(words).unwrap());
        let by = origin(Some(server.author));
        announcements.tell(server.author, topic, message, None, &by).await.unwrap()
    };
    let mut socket = server.gateway().await;
    listen(&mut socket, json!({ "topics": ["channel:update.42"] })).await;
    let mut all = server.gateway().await;
    listen(&mut all, json!({ "topics": ["channel:update"] })).await;
    tell("channel:update.43", words[1]).await;
    let id = tell("channel:update.42", words[0]).await;
    let message = frame(&mut socket).await;
    let data = &message["data"];
    assert_eq!((&data["topic"], &data["message"]), (&json!("channel:update.42"), &json!(words[0])));
    assert_eq!(data["id"], id.to_string());
    let heard = [frame(&mut all).await, frame(&mut all).await];
    assert_eq!(heard.map(|message| message["data"]["message"].clone()), [words[1], words[0]]);
    drop(socket);
    tell("channel:update.42", words[1]).await;
    frame(&mut all).await;
    let mut socket = server.gateway().await;
    let since = data["position"].clone();
    let answer = listen(&mut socket, json!({ "topics": ["channel:update.42"], "since": since })).await;
    assert_eq!(answer["data"]["recovered"], true, "{answer}");
    let missed = frame(&mut socket).await;
    assert_eq!((&missed["data"]["message"], &missed["data"]["replayed"]), (&json!(words[1]), &json!(true)));
}

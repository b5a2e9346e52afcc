//! What whoever is called gets, and what they may answer.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;
use std::time::Duration;

use adapter_webhook::{Keys, Post};
use domain::Timestamp;
use service::Entropy;
use service::shop::{Answer, Call, Webhook};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;
use uuid::Uuid;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// No test waits for longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A time that stands still.
struct Still;

impl Entropy for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_614_265_330).unwrap()
    }

    fn uuid(&self) -> Uuid {
        Uuid::nil()
    }
}

/// Somebody who answers each call with the next of these, and what they were told; then they go on writing as long as they are
/// listened to, if they are to, and say how much that was.
struct Other {
    post: Post,
    heard: UnboundedReceiver<String>,
    written: UnboundedReceiver<usize>,
}

async fn other(answers: Vec<String>, is_endless: bool) -> Other {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let to = format!("http://{}/books?of=rooks", listener.local_addr().unwrap());
    let (hears, heard) = unbounded_channel();
    let (writes, written) = unbounded_channel();
    tokio::spawn(async move {
        for answer in answers {
            let (mut socket, _) = listener.accept().await.unwrap();
            hears.send(request(&mut socket).await).unwrap();
            socket.write_all(answer.as_bytes()).await.unwrap();
            if is_endless {
                writes.send(write_on(&mut socket).await).unwrap();
            }
        }
    });
    let post = Post::new(to.parse().unwrap(), SECRET.parse().unwrap(), Arc::new(Still)).unwrap();
    Other { post, heard, written }
}

async fn request(socket: &mut TcpStream) -> String {
    let mut request = vec![];
    while !request.ends_with(b"}") {
        socket.read_buf(&mut request).await.unwrap();
    }
    String::from_utf8(request).unwrap()
}

/// How much of an endless answer somebody takes.
async fn write_on(socket: &mut TcpStream) -> usize {
    let mut written = 0;
    let page = vec![b'a'; 65_536];
    while socket.write_all(&page).await.is_ok() {
        written += 65_536;
    }
    written
}

fn answer(status: &str) -> String {
    format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
}

fn call() -> Call {
    Call { id: Uuid::from_u128(9), body: r#"{"type":"order.placed"}"#.to_owned() }
}

#[tokio::test]
async fn a_message_says_who_calls_and_when_under_its_own_id() {
    let mut other = other(vec![answer("204 No Content")], false).await;
    assert_eq!(other.post.call(&call()).await.unwrap(), Answer::Taken);
    let heard = other.heard.recv().await.unwrap();
    let (head, body) = heard.split_once("\r\n\r\n").unwrap();
    assert_eq!(body, call().body);
    assert!(head.starts_with("POST /books?of=rooks HTTP/1.1\r\n"), "{head}");
    let field =
        |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap();
    assert_eq!(field("content-type"), "application/json");
    assert_eq!(field("webhook-id"), "00000000-0000-0000-0000-000000000009");
    assert_eq!(field("webhook-timestamp"), "1614265330");
    let keys: Keys = SECRET.parse().unwrap();
    let signed = keys.sign(field("webhook-id"), field("webhook-timestamp"), body.as_bytes());
    assert_eq!(field("webhook-signature"), signed);
}

#[tokio::test]
async fn an_answer_says_whether_it_was_taken_and_nobody_is_sent_elsewhere() {
    let elsewhere = "HTTP/1.1 307 Temporary Redirect\r\nlocation: /elsewhere\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    let answers = [
        ("200 OK", Some(Answer::Taken)),
        ("202 Accepted", Some(Answer::Taken)),
        ("410 Gone", Some(Answer::Gone)),
        ("400 Bad Request", Some(Answer::Refused(400))),
        ("429 Too Many Requests", Some(Answer::Refused(429))),
        ("304 Not Modified", Some(Answer::Refused(304))),
        ("500 Internal Server Error", None),
        ("503 Service Unavailable", None),
    ];
    let scripted = answers.iter().map(|(status, _)| answer(status)).chain([elsewhere.to_owned()]).collect();
    let mut other = other(scripted, false).await;
    for (status, expected) in answers {
        assert_eq!(other.post.call(&call()).await.ok(), expected, "{status}");
    }
    assert_eq!(other.post.call(&call()).await.unwrap(), Answer::Refused(307));
    let mut heard = 0;
    while let Some(request) = other.heard.recv().await {
        assert!(request.starts_with("POST /books?of=rooks "), "{request}");
        heard += 1;
    }
    assert_eq!(heard, answers.len() + 1, "each is said once, and there alone");
}

#[tokio::test]
async fn of_an_answer_without_end_hardly_anything_is_read() {
    let endless = "HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n".to_owned();
    let mut other = other(vec![endless], true).await;
    let taken = timeout(PATIENCE, other.post.call(&call())).await.unwrap();
    assert_eq!(taken.unwrap(), Answer::Taken);
    let written = timeout(PATIENCE, other.written.recv()).await.unwrap().unwrap();
    // what the kernel holds is not read
    assert!(written < 32 * 1024 * 1024, "{written}");
}

#[tokio::test]
async fn whoever_is_not_there_or_breaks_off_has_not_taken_it() {
    let broken = other(vec!["HTTP/1.1 200".to_owned()], false).await;
    assert!(timeout(PATIENCE, broken.post.call(&call())).await.unwrap().is_err());
    assert!(timeout(PATIENCE, broken.post.call(&call())).await.unwrap().is_err(), "nobody is there");
}

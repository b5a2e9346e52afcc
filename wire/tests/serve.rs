//! The accept loop, over real sockets.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing has to fail")]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum_core::body::Body;
use http::{Request, Response};
use hyper::body::Incoming;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tower::service_fn;
use wire::request::{Peer, Seat};
use wire::serve::{Limits, Shutdown, serve};

const ASK: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";

/// A server that takes its time; `/` on a connection that it keeps.
async fn start(limits: Limits, work: Duration) -> (SocketAddr, Shutdown) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = Shutdown::default();
    let service = service_fn(move |request: Request<Incoming>| async move {
        assert!(request.extensions().get::<Peer>().is_some());
        assert!(request.extensions().get::<Seat>().is_some());
        sleep(work).await;
        Ok::<_, Infallible>(Response::new(Body::from("done")))
    });
    let stop = shutdown.clone();
    tokio::spawn(async move { serve(listener, service, limits, &stop).await });
    (address, shutdown)
}

fn quick() -> Limits {
    Limits { header: Duration::from_millis(100), ..Limits::default() }
}

async fn everything(mut stream: TcpStream) -> String {
    let mut all = Vec::new();
    timeout(Duration::from_secs(5), stream.read_to_end(&mut all)).await.unwrap().unwrap();
    String::from_utf8(all).unwrap()
}

async fn say(address: SocketAddr, words: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(words).await.unwrap();
    stream
}

#[tokio::test]
async fn whoever_says_nothing_or_not_enough_is_sent_away() {
    let (address, _shutdown) = start(quick(), Duration::ZERO).await;
    for words in [&b""[..], b"PRI * HT", b"GET / HTTP/1.1\r\n"] {
        assert_eq!(everything(say(address, words).await).await, "");
    }
}

#[tokio::test]
async fn whoever_is_being_answered_at_the_end_gets_the_answer() {
    let (address, shutdown) = start(quick(), Duration::from_millis(300)).await;
    let asked = say(address, ASK).await;
    sleep(Duration::from_millis(100)).await;
    assert!(shutdown.drained(Duration::from_secs(5)).await);
    assert!(everything(asked).await.ends_with("done"));
    assert!(TcpStream::connect(address).await.is_err(), "it takes nobody new");
}

#[tokio::test]
async fn the_end_does_not_wait_for_ever() {
    let (address, shutdown) = start(quick(), Duration::from_mins(1)).await;
    let _asked = say(address, ASK).await;
    sleep(Duration::from_millis(50)).await;
    assert!(!shutdown.drained(Duration::from_millis(100)).await);
}

#[tokio::test]
async fn there_are_so_many_seats() {
    let limits = Limits { connections: 1, header: Duration::from_millis(300) };
    let (address, _shutdown) = start(limits, Duration::ZERO).await;
    let first = say(address, ASK).await;
    let mut second = say(address, ASK).await;
    let waits = timeout(Duration::from_millis(100), second.read_u8()).await;
    assert!(waits.is_err(), "the second has to wait");
    drop(first);
    assert!(timeout(Duration::from_secs(5), second.read_u8()).await.unwrap().is_ok());
}

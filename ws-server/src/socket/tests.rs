//! Sockets whose clients read late, or never.
use futures_util::future::{join, poll_fn};
use service::realtime::Outlet;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::protocol::WebSocket;

use super::*;
use crate::pipe::{FAREWELL, SLOW, TOO_SLOW, UNSENT, WRITE};

/// Bytes that the kernel of a client keeps for it.
const NARROW: u32 = 4 * 1024;

/// A socket and its client; the kernel of the server keeps so many bytes, if that is said.
async fn pair(keeps: Option<u32>) -> (Socket, TcpStream) {
    let listening = TcpSocket::new_v4().unwrap();
    if let Some(keeps) = keeps {
        listening.set_send_buffer_size(keeps).unwrap();
    }
    listening.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let listener: TcpListener = listening.listen(1).unwrap();
    let client = TcpSocket::new_v4().unwrap();
    client.set_recv_buffer_size(NARROW).unwrap();
    let (client, accepted) = join(client.connect(listener.local_addr().unwrap()), listener.accept()).await;
    let stream = accepted.unwrap().0;
    (Socket::new(stream, vec![], 1024, Duration::from_hours(1)), client.unwrap())
}

/// Numbered texts, so many bytes long.
fn texts(count: usize, len: usize) -> (VecDeque<Bytes>, Vec<Message>) {
    let texts: Vec<_> = (0..count).map(|number| format!("{number:len$}")).collect();
    (texts.iter().map(|text| frame::text(text)).collect(), texts.into_iter().map(Message::text).collect())
}

/// All that a client is told up to the end; the last may be cut short.
async fn read_all(mut client: TcpStream) -> Vec<Message> {
    let mut bytes = vec![];
    let _ = client.read_to_end(&mut bytes).await;
    let mut socket = WebSocket::from_raw_socket(io::Cursor::new(bytes), Role::Client, None);
    std::iter::from_fn(|| socket.read().ok()).collect()
}

fn too_slow() -> Message {
    let Message::Close(frame) = ({
        let stream = io::Cursor::new(frame::close(SLOW, TOO_SLOW).to_vec());
        WebSocket::from_raw_socket(stream, Role::Client, None).read().unwrap()
    }) else {
        panic!("no close")
    };
    Message::Close(frame)
}

#[tokio::test]
async fn a_burst_that_the_kernel_takes_bit_by_bit_arrives_whole() {
    let (mut socket, client) = pair(None).await;
    let (frames, expected) = texts(300, 3_000);
    let write = async {
        assert!(socket.write(frames, pending()).await.is_ok());
        drop(socket);
    };
    let ((), told) = join(write, read_all(client)).await;
    assert_eq!(told.len(), expected.len());
    assert!(told == expected);
}

#[tokio::test]
async fn an_answer_to_a_ping_waits_for_the_frame_that_had_begun_and_comes_before_the_next() {
    let (mut socket, mut client) = pair(None).await;
    let (frames, mut expected) = texts(30, 3_000);
    assert!(!socket.outlet().write(frames));
    // of five bytes, masked with zeros
    client.write_all(&[&[0x89, 0x85, 0, 0, 0, 0][..], b"hello"].concat()).await.unwrap();
    let answer = async {
        let ping = socket.hear().await;
        assert!(matches!(socket.take(ping).await, Ok(None)));
        assert!(socket.send(frame::text("next")).await.is_ok());
        drop(socket);
    };
    let ((), told) = join(answer, read_all(client)).await;
    expected.extend([Message::Pong("hello".into()), Message::text("next")]);
    assert!(told == expected, "{} of {}", told.len(), expected.len());
}

#[tokio::test(start_paused = true)]
async fn who_takes_nothing_for_a_while_is_told_so_behind_the_frame_that_had_begun() {
    let (mut socket, client) = pair(None).await;
    let (frames, expected) = texts(100, 3_000);
    let begun = Instant::now();
    assert!(socket.write(frames, pending()).await.is_err());
    assert_eq!(begun.elapsed(), WRITE);
    drop(socket);
    let mut told = read_all(client).await;
    assert_eq!(told.pop(), Some(too_slow()));
    assert!((1..100).contains(&told.len()) && told == expected[..told.len()], "{}", told.len());
}

#[tokio::test(start_paused = true)]
async fn who_takes_a_little_now_and_then_is_not_cut_off() {
    let (mut socket, mut client) = pair(None).await;
    let (frames, expected) = texts(40, 3_000);
    let read = async {
        let mut told = vec![0; 40 * (3_000 + 4)];
        for some in told.chunks_mut(UNSENT as usize) {
            tokio::time::sleep(WRITE.mul_f64(0.99)).await;
            client.read_exact(some).await.unwrap();
        }
        told
    };
    let write = async {
        assert!(socket.write(frames, pending()).await.is_ok());
        drop(socket);
    };
    let (told, ()) = join(read, write).await;
    let mut socket = WebSocket::from_raw_socket(io::Cursor::new(told), Role::Client, None);
    assert!(expected.into_iter().all(|text| socket.read().unwrap() == text));
}

#[tokio::test(start_paused = true)]
async fn who_is_cut_off_while_something_is_written_gets_all_of_it_and_then_the_reason_at_once() {
    let (mut socket, mut client) = pair(None).await;
    let (frames, mut expected) = texts(50, 3_000);
    let (begun, cut_off) = (Instant::now(), Notify::new());
    let cut = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        cut_off.notify_one();
    };
    let (written, ()) = join(socket.write(frames, cut_off.notified()), cut).await;
    assert!(written.is_ok());
    // what it says meanwhile takes nothing away from what it is told
    client.write_all(&[0x89, 0x80, 0, 0, 0, 0]).await.unwrap();
    poll_fn(|cx| socket.pipe.stream.poll_read_ready(cx)).await.unwrap();
    let _ = socket.close(SLOW, TOO_SLOW).await;
    assert_eq!(begun.elapsed(), Duration::from_secs(1));
    drop(socket);
    expected.push(too_slow());
    let told = read_all(client).await;
    assert_eq!(told.len(), expected.len());
    assert!(told == expected);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_long_for_who_takes_not_even_the_end() {
    let (mut socket, _client) = pair(Some(8 * 1024)).await;
    let (frames, _) = texts(500, 3_000);
    let begun = Instant::now();
    assert!(socket.write(frames, std::future::ready(())).await.is_err());
    assert_eq!(begun.elapsed(), FAREWELL);
}

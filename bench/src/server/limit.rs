//! The raw limit: a websocket server that does nothing but to repeat each message to everybody.
//!
//! A frame is made once, and all messages of one read from the publisher leave in one vectored write per listener. There
//! are numbers for topics, no tokens, no positions, no limits: what a server costs above this is the price of what it does.
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io::{ErrorKind, IoSlice};
use std::rc::Rc;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::{LocalSet, spawn_local};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::Place;
use crate::Outcome;
use crate::load::{Mark, Publication, text_frame};

/// By topic.
type Listeners = Rc<RefCell<HashMap<u32, Vec<Rc<Listener>>>>>;

/// Serves until it is killed.
pub(crate) fn run(place: &Place) -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async {
        let listeners = Listeners::default();
        let listener = TcpListener::bind(place.listen).await?;
        let control = TcpListener::bind(place.control).await?;
        spawn_local(accept(listener, Rc::clone(&listeners)));
        let (publisher, _) = control.accept().await?;
        repeat(&publisher, place.message, &listeners).await
    })
}

async fn repeat(publisher: &TcpStream, message: usize, listeners: &Listeners) -> Outcome<()> {
    let mut buffer = vec![0; 4096];
    let mut held = 0;
    loop {
        publisher.readable().await?;
        match publisher.try_read(&mut buffer[held..]) {
            Ok(0) => return Ok(()),
            Ok(read) => held += read,
            Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error.into()),
        }
        let (publications, taken) = Publication::all_raw(&buffer[..held]);
        buffer.copy_within(taken..held, 0);
        held -= taken;
        let mut topics: HashMap<u32, Vec<Vec<u8>>> = HashMap::new();
        for Publication { topic, mark } in publications {
            topics.entry(topic).or_default().push(frame(mark, message));
        }
        let listeners = listeners.borrow();
        for (topic, frames) in topics {
            let slices: Vec<IoSlice<'_>> = frames.iter().map(|frame| IoSlice::new(frame)).collect();
            for listener in listeners.get(&topic).into_iter().flatten() {
                listener.write(&slices);
            }
        }
    }
}

/// A message of just that many bytes.
fn frame(mark: Mark, size: usize) -> Vec<u8> {
    let mut message = format!(r#"{{"type":"MESSAGE","mark":"{mark}","message":""#);
    while message.len() + 2 < size {
        message.push('x');
    }
    message.push_str("\"}");
    text_frame(message.as_bytes())
}

async fn accept(listener: TcpListener, listeners: Listeners) {
    while let Ok((stream, _)) = listener.accept().await {
        let listeners = Rc::clone(&listeners);
        spawn_local(async move {
            if let Ok((stream, topic)) = upgrade(stream).await {
                let listener = Rc::new(Listener::new(stream));
                listeners.borrow_mut().entry(topic).or_default().push(Rc::clone(&listener));
                listener.keep().await;
                let mut listeners = listeners.borrow_mut();
                listeners.entry(topic).or_default().retain(|other| !Rc::ptr_eq(other, &listener));
            }
        });
    }
}

/// Gives the topic that was asked for too.
async fn upgrade(mut stream: TcpStream) -> Outcome<(TcpStream, u32)> {
    stream.set_nodelay(true)?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        stream.readable().await?;
        let mut buffer = [0; 1024];
        match stream.try_read(&mut buffer) {
            Ok(0) => return Err("gone".into()),
            Ok(read) => head.extend(&buffer[..read]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error.into()),
        }
    }
    let head = String::from_utf8(head)?;
    let key = head.lines().find_map(|line| line.strip_prefix("Sec-WebSocket-Key: ")).ok_or("no key")?;
    let target = head.split(' ').nth(1).ok_or("no target")?;
    let topic = target.trim_start_matches('/').parse()?;
    let accept = derive_accept_key(key.as_bytes());
    let answer = format!(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
    );
    stream.write_all(answer.as_bytes()).await?;
    Ok((stream, topic))
}

/// One who listens, with what the socket did not take yet.
struct Listener {
    stream: TcpStream,
    backlog: RefCell<Vec<u8>>,
    waiting: Notify,
    gone: Cell<bool>,
}

impl Listener {
    fn new(stream: TcpStream) -> Self {
        Self { stream, backlog: RefCell::default(), waiting: Notify::new(), gone: Cell::new(false) }
    }

    fn write(&self, frames: &[IoSlice<'_>]) {
        let mut backlog = self.backlog.borrow_mut();
        let written = if backlog.is_empty() {
            match self.stream.try_write_vectored(frames) {
                Ok(written) => written,
                Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
                Err(_) => {
                    self.gone.set(true);
                    return self.waiting.notify_one();
                }
            }
        } else {
            0
        };
        let mut skip = written;
        for frame in frames {
            let skipped = skip.min(frame.len());
            backlog.extend(&frame[skipped..]);
            skip -= skipped;
        }
        if !backlog.is_empty() {
            self.waiting.notify_one();
        }
    }

    /// Writes what was left over, and notices when the other side goes.
    async fn keep(&self) {
        while !self.gone.get() {
            tokio::select! {
                ready = self.stream.readable() => {
                    if ready.is_err() || self.is_over() {
                        return;
                    }
                }
                () = self.waiting.notified() => {
                    if self.drain().await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    /// Whatever a listener says means nothing.
    fn is_over(&self) -> bool {
        let mut buffer = [0; 256];
        match self.stream.try_read(&mut buffer) {
            Ok(read) => read == 0,
            Err(error) => error.kind() != ErrorKind::WouldBlock,
        }
    }

    async fn drain(&self) -> std::io::Result<()> {
        while !self.backlog.borrow().is_empty() {
            self.stream.writable().await?;
            let mut backlog = self.backlog.borrow_mut();
            match self.stream.try_write(&backlog) {
                Ok(written) => drop(backlog.drain(..written)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        *self.backlog.borrow_mut() = Vec::new();
        Ok(())
    }
}

//! Thousands of listening sockets in one thread, as cheap as they come: what the generator costs, the server lacks.
use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::Duration;

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use super::frame::{Door, Frame, PONG, first_frame, open, open_narrow};
use super::{Mark, Publication};
use crate::Outcome;

/// Open websockets. One buffer serves all; only what is left of a frame is kept with its socket.
pub(crate) struct Swarm {
    poll: Poll,
    events: Events,
    sockets: Vec<Socket>,
    stalled: Vec<std::net::TcpStream>,
    buffer: Vec<u8>,
    reading: Reading,
}

struct Socket {
    stream: TcpStream,
    rest: Vec<u8>,
}

/// What is known of the messages.
#[derive(Default)]
struct Reading {
    /// Where in a frame the last mark was.
    place: usize,
    /// How far after a mark the next one was: some put many messages in one frame.
    stride: usize,
    /// Bytes of the last message with a mark.
    size: usize,
}

impl Swarm {
    pub(crate) fn new() -> Outcome<Self> {
        Ok(Self {
            poll: Poll::new()?,
            events: Events::with_capacity(4096),
            sockets: Vec::new(),
            stalled: Vec::new(),
            buffer: vec![0; 256 * 1024],
            reading: Reading::default(),
        })
    }

    /// Opens one more socket.
    pub(crate) fn open(&mut self, address: SocketAddr, door: &Door) -> Outcome<()> {
        let (stream, rest) = open(address, door)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        self.poll.registry().register(&mut stream, Token(self.sockets.len()), Interest::READABLE)?;
        self.sockets.push(Socket { stream, rest });
        Ok(())
    }

    /// Opens one more socket of which nothing is ever read.
    pub(crate) fn stall(&mut self, address: SocketAddr, door: &Door) -> Outcome<()> {
        self.stalled.push(open_narrow(address, door)?);
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        self.sockets.len()
    }

    /// Bytes of the last message.
    pub(crate) fn message_size(&self) -> usize {
        self.reading.size
    }

    /// Reads what has come, waiting up to `patience` for the first of it; gives each marked message with the socket's number.
    pub(crate) fn turn(&mut self, patience: Duration, mut heard: impl FnMut(usize, Mark)) -> Outcome<()> {
        let Self { poll, events, sockets, buffer, reading, .. } = self;
        match poll.poll(events, Some(patience)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            polled => polled?,
        }
        for Token(number) in events.iter().map(mio::event::Event::token) {
            let Some(socket) = sockets.get_mut(number) else { continue };
            socket.drain(buffer, |frame| reading.marks(frame, |mark| heard(number, mark)))?;
        }
        Ok(())
    }
}

impl Reading {
    /// All marks in a frame.
    fn marks(&mut self, frame: &[u8], mut heard: impl FnMut(Mark)) {
        let Some(mark) = Mark::find(frame, &mut self.place) else { return };
        self.size = frame.len();
        heard(mark);
        let mut rest = frame.get(self.place + Mark::LEN..).unwrap_or_default();
        // what is left of one message is shorter than a message
        while rest.len() >= Publication::SIZE {
            let Some(mark) = Mark::find(rest, &mut self.stride) else { return };
            heard(mark);
            rest = rest.get(self.stride + Mark::LEN..).unwrap_or_default();
        }
    }
}

impl Socket {
    /// Reads until nothing is left: the next event comes only then.
    fn drain(&mut self, buffer: &mut [u8], mut message: impl FnMut(&[u8])) -> Outcome<()> {
        loop {
            let read = match self.stream.read(buffer) {
                Ok(0) => return Err("a socket was closed without a word".into()),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error.into()),
            };
            let bytes = &buffer[..read];
            if self.rest.is_empty() {
                let taken = frames(&mut self.stream, bytes, &mut message)?;
                self.rest.extend(&bytes[taken..]);
            } else {
                self.rest.extend(bytes);
                let taken = frames(&mut self.stream, &self.rest, &mut message)?;
                self.rest.drain(..taken);
            }
            if read < buffer.len() {
                return Ok(());
            }
        }
    }
}

/// Takes whole frames, and gives how many bytes they were.
fn frames(stream: &mut TcpStream, bytes: &[u8], message: &mut impl FnMut(&[u8])) -> Outcome<usize> {
    let mut taken = 0;
    while let Some((frame, len)) = first_frame(&bytes[taken..]) {
        match frame {
            Frame::Data(payload) => message(payload),
            Frame::Ping => stream.write_all(&PONG)?,
            Frame::Close(reason) => {
                let reason = String::from_utf8_lossy(reason.get(2..).unwrap_or_default()).into_owned();
                return Err(format!("a socket was closed: {reason}").into());
            }
            Frame::Other => {}
        }
        taken += len;
    }
    Ok(taken)
}

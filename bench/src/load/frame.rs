//! Websocket frames: as little of RFC 6455 as a measurement needs, so that it costs little.
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};

use rustix::net::sockopt::set_socket_recv_buffer_size;
use rustix::net::{AddressFamily, SocketType, connect, socket};

/// A text frame of a server.
pub(crate) fn text_frame(payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x81];
    match u16::try_from(payload.len()) {
        Ok(len @ 0..126) => frame.push(u8::try_from(len).unwrap_or_default()),
        Ok(len) => {
            frame.push(126);
            frame.extend(len.to_be_bytes());
        }
        Err(_) => {
            frame.push(127);
            frame.extend((payload.len() as u64).to_be_bytes());
        }
    }
    frame.extend(payload);
    frame
}

/// A text frame of a client, with a mask of zeros.
pub(crate) fn client_frame(payload: &str) -> Vec<u8> {
    let mut frame = text_frame(payload.as_bytes());
    let header = frame.len() - payload.len();
    frame.splice(header..header, [0; 4]);
    frame[1] |= 0x80;
    frame
}

/// How one gets in: what is asked for, what is said then, and what of the answer says that it was understood.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    pub(crate) target: String,
    pub(crate) says: Vec<u8>,
    pub(crate) heard: &'static [u8],
}

impl Door {
    /// One where asking is enough.
    pub(crate) fn at(target: impl Into<String>) -> Self {
        Self { target: target.into(), says: vec![], heard: b"" }
    }
}

/// A frame of a server: what it is, and what it holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame<'a> {
    Data(&'a [u8]),
    Ping,
    Close(&'a [u8]),
    Other,
}

/// An answer to a ping that holds nothing, with a mask of zeros.
pub(super) const PONG: [u8; 6] = [0x8a, 0x80, 0, 0, 0, 0];

/// The first frame in these bytes and where it ends, once it is whole.
pub(super) fn first_frame(bytes: &[u8]) -> Option<(Frame<'_>, usize)> {
    let (&kind, &short) = (bytes.first()?, bytes.get(1)?);
    let (begin, len) = match short & 0x7f {
        126 => (4, u64::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?))),
        127 => (10, u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)),
        len => (2, u64::from(len)),
    };
    let end = begin + usize::try_from(len).ok()?;
    let payload = bytes.get(begin..end)?;
    let frame = match kind {
        0x81 | 0x82 => Frame::Data(payload),
        0x88 => Frame::Close(payload),
        0x89 => Frame::Ping,
        _ => Frame::Other,
    };
    Some((frame, end))
}

/// Opens a websocket; gives it with what came right after the answer.
pub(super) fn open(address: SocketAddr, door: &Door) -> io::Result<(TcpStream, Vec<u8>)> {
    open_on(TcpStream::connect(address)?, address, door)
}

/// The same, with little room for what nobody reads.
pub(super) fn open_narrow(address: SocketAddr, door: &Door) -> io::Result<TcpStream> {
    let socket = socket(AddressFamily::INET, SocketType::STREAM, None)?;
    // before it connects: room that was promised is not taken back
    set_socket_recv_buffer_size(&socket, 2048)?;
    connect(&socket, &address)?;
    Ok(open_on(socket.into(), address, door)?.0)
}

fn open_on(mut stream: TcpStream, address: SocketAddr, door: &Door) -> io::Result<(TcpStream, Vec<u8>)> {
    stream.set_nodelay(true)?;
    let target = &door.target;
    let request = format!(
        "GET {target} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    let end = read_until(&mut stream, &mut answer, b"\r\n\r\n")?;
    if !answer.starts_with(b"HTTP/1.1 101 ") {
        let said = String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned();
        return Err(io::Error::other(format!("no websocket at {target}: {said}")));
    }
    let mut rest = answer.split_off(end);
    if !door.says.is_empty() {
        stream.write_all(&door.says)?;
        read_until(&mut stream, &mut rest, door.heard)?;
        // nothing is published yet: all of it is the answer
        rest.clear();
    }
    Ok((stream, rest))
}

/// Reads until these bytes have come, and gives where they end.
fn read_until(stream: &mut TcpStream, answer: &mut Vec<u8>, expected: &[u8]) -> io::Result<usize> {
    let mut buffer = [0; 2048];
    loop {
        if let Some(at) = answer.windows(expected.len()).position(|window| window == expected) {
            return Ok(at + expected.len());
        }
        match stream.read(&mut buffer)? {
            0 => {
                let said = String::from_utf8_lossy(answer).into_owned();
                return Err(io::Error::other(format!("the server closed the connection after: {said}")));
            }
            read => answer.extend(&buffer[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_each_size_are_read_as_they_were_written() {
        for len in [0, 125, 126, 65_535, 65_536] {
            let payload = vec![b'x'; len];
            let mut bytes = text_frame(&payload);
            assert_eq!(first_frame(&bytes[..bytes.len() - 1]), None);
            let end = bytes.len();
            bytes.push(0x89);
            assert_eq!(first_frame(&bytes), Some((Frame::Data(&payload), end)));
        }
    }
}

//! Websocket frames: as little of RFC 6455 as a measurement needs, so that it costs little.
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};

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

/// A frame of a server: what it is, and what it holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame<'a> {
    Text(&'a [u8]),
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
        0x81 => Frame::Text(payload),
        0x88 => Frame::Close(payload),
        0x89 => Frame::Ping,
        _ => Frame::Other,
    };
    Some((frame, end))
}

/// Opens a websocket; gives it with what came right after the answer.
pub(super) fn open(address: SocketAddr, target: &str) -> io::Result<(TcpStream, Vec<u8>)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let request = format!(
        "GET {target} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    let (mut answer, mut buffer) = (Vec::new(), [0; 1024]);
    loop {
        let read = stream.read(&mut buffer)?;
        answer.extend(&buffer[..read]);
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n");
        match end {
            Some(end) if answer.starts_with(b"HTTP/1.1 101 ") => {
                return Ok((stream, answer.split_off(end + 4)));
            }
            None if read > 0 => {}
            _ => {
                let said = String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned();
                return Err(io::Error::other(format!("no websocket at {target}: {said}")));
            }
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
            assert_eq!(first_frame(&bytes), Some((Frame::Text(&payload), end)));
        }
    }
}

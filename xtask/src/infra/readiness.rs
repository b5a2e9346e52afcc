//! Asks a server whether it is ready, with nothing but a socket.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(2);

/// The status that `GET <base><path>` answers; `base` is like `http://127.0.0.1:8000`.
pub fn http_status(base: &str, path: &str) -> io::Result<u16> {
    let host = base.strip_prefix("http://").unwrap_or(base).trim_end_matches('/');
    let mut socket = connect(host)?;
    write!(socket, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    let mut head = [0; 12];
    socket.read_exact(&mut head)?;
    std::str::from_utf8(&head[9..])
        .ok()
        .and_then(|status| status.parse().ok())
        .ok_or_else(|| io::Error::other("the answer is not HTTP"))
}

/// Whether a broker there begins the conversation of AMQP 0-9-1.
pub(super) fn speaks_amqp(address: &str) -> bool {
    let ask = || -> io::Result<bool> {
        let mut socket = connect(address)?;
        socket.write_all(b"AMQP\0\0\x09\x01")?;
        let mut frame = [0; 11];
        socket.read_exact(&mut frame)?;
        // a method frame on channel 0 with class connection (10), method start (10)
        Ok(frame[..3] == [1, 0, 0] && frame[7..] == [0, 10, 0, 10])
    };
    ask().unwrap_or(false)
}

/// A connection that neither hangs on opening nor on reading.
pub(super) fn connect(address: &str) -> io::Result<TcpStream> {
    let address: SocketAddr =
        address.to_socket_addrs()?.next().ok_or_else(|| io::Error::other("the address names no host"))?;
    let socket = TcpStream::connect_timeout(&address, PATIENCE)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.set_write_timeout(Some(PATIENCE))?;
    Ok(socket)
}

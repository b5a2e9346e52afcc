//! Requests over a connection that stays open.
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use crate::Outcome;

/// What is asked.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) target: String,
    pub(crate) bearer: Option<String>,
    /// JSON.
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn get(target: &str, bearer: Option<&str>) -> Self {
        let bearer = bearer.map(ToOwned::to_owned);
        Self { method: "GET", target: target.to_owned(), bearer, body: String::new() }
    }

    pub(crate) fn post(target: &str, bearer: Option<&str>, body: &serde_json::Value) -> Self {
        Self { method: "POST", body: body.to_string(), ..Self::get(target, bearer) }
    }
}

/// A connection that asks one thing after another.
#[derive(Debug)]
pub(crate) struct Requests {
    stream: BufReader<TcpStream>,
    host: SocketAddr,
}

impl Requests {
    pub(crate) fn to(host: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::with_capacity(64 * 1024, stream), host })
    }

    /// Asks, and gives the answer; another status than 200 is an error.
    pub(crate) fn ask(&mut self, request: &Request) -> Outcome<Vec<u8>> {
        let Request { method, target, bearer, body } = request;
        let bearer =
            bearer.as_ref().map(|bearer| format!("Authorization: Bearer {bearer}\r\n")).unwrap_or_default();
        let text = format!(
            "{method} {target} HTTP/1.1\r\nHost: {}\r\n{bearer}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.host,
            body.len()
        );
        self.stream.get_mut().write_all(text.as_bytes())?;
        let status = self.line()?;
        let mut len = 0;
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                len = value.trim().parse()?;
            }
        }
        let mut answer = vec![0; len];
        self.stream.read_exact(&mut answer)?;
        if status.starts_with("HTTP/1.1 200") {
            return Ok(answer);
        }
        Err(format!("{method} {target}: {status}: {}", String::from_utf8_lossy(&answer)).into())
    }

    fn line(&mut self) -> Outcome<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err("the server closed the connection".into());
        }
        Ok(line.trim_end().to_owned())
    }
}

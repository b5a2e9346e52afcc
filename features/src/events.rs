//! A client of the streaming interface, over server-sent events.
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;

use crate::listener::{Frame, Heard, Unopened};
use crate::rest::Rest;

/// An open stream of events.
pub struct EventSource {
    chunks: BoxStream<'static, Option<Vec<u8>>>,
    /// What has come and is no whole event yet.
    rest: Vec<u8>,
}

impl EventSource {
    /// Opens a stream, such as `/api/v1/streaming/user`; with `after`, on from that event.
    pub async fn open(
        base: &str,
        path: &str,
        bearer: Option<&str>,
        after: Option<&str>,
    ) -> Result<Self, Unopened> {
        let rest = Rest::new(base);
        let mut request = rest.endless(Method::GET, path);
        if let Some(bearer) = bearer {
            request = request.bearer_auth(bearer);
        }
        if let Some(after) = after {
            request = request.header("Last-Event-ID", after);
        }
        let unreachable = |error: reqwest::Error| Unopened::Unreachable(error.to_string());
        let reply = request.send().await.map_err(unreachable)?;
        let kind = reply.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !reply.status().is_success() || !kind.starts_with("text/event-stream") {
            let status = reply.status().as_u16();
            let body = reply.bytes().await.map_err(unreachable)?.to_vec();
            return Err(Unopened::Refused { status, body });
        }
        let chunks = reply.bytes_stream().map(|chunk| chunk.ok().map(|chunk| chunk.to_vec()));
        Ok(Self { chunks: chunks.boxed(), rest: vec![] })
    }

    /// Waits for what comes next. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Heard {
        loop {
            if let Some(end) = self.rest.windows(2).position(|two| two == b"\n\n") {
                let event = self.rest.drain(..end + 2).collect::<Vec<u8>>();
                match frame(&String::from_utf8_lossy(&event)) {
                    Some(frame) => return Heard::Frame(frame),
                    None => continue,
                }
            }
            match self.chunks.next().await.flatten() {
                Some(chunk) => self.rest.extend(chunk),
                None => return Heard::Closed(None),
            }
        }
    }
}

impl std::fmt::Debug for EventSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EventSource")
    }
}

/// An event of these lines; nothing of a comment, which only says that the server is still there.
fn frame(lines: &str) -> Option<Frame> {
    let field = |name: &str| {
        let values = lines.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        values
            .map(|value| value.strip_prefix(' ').unwrap_or(value).to_owned())
            .reduce(|all, next| all + "\n" + &next)
    };
    Some(Frame {
        stream: vec![],
        event: field("event")?,
        payload: field("data").unwrap_or_default(),
        position: field("id"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_make_an_event_and_comments_make_none() {
        let told = frame("event: update\ndata: {\"id\": \"1\"}\nid: x.7\n\n").unwrap();
        assert_eq!((told.event.as_str(), told.payload.as_str()), ("update", "{\"id\": \"1\"}"));
        assert_eq!(told.position.as_deref(), Some("x.7"));
        assert_eq!(frame(":thump\n\n"), None);
        assert_eq!(frame(":)\nevent: delete\ndata: 1\n\n").unwrap().payload, "1");
    }
}

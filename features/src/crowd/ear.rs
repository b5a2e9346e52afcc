//! One connection to the gateway, as lean as it has to be where one process has thousands of them.
use std::collections::BTreeMap;
use std::io;

use domain::realtime::Cursor;
use futures_util::{SinkExt, StreamExt};
use ledger::{Id, Kind};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// What each key begins with, so that it is found in whatever is told.
pub(crate) const MARK: &str = "caw-";
/// Bytes that wait in this process for who listens.
const BUFFER: usize = 4 * 1024;
/// Set in the ids of what has none that is a number, and of what is said in rooms: no post has such an id.
const NAMED: u64 = 1 << 63;
const SAID: u64 = 1 << 62;

/// An open connection.
pub(crate) struct Ear {
    socket: WebSocketStream<TcpStream>,
}

/// What became of a LISTEN.
pub(crate) enum Answer {
    /// It is listened to, from here on.
    Granted(Vec<Standing>),
    /// It is not, for this reason.
    Refused(String),
}

/// Where a topic begins.
#[derive(Debug, Deserialize)]
pub(crate) struct Standing {
    pub(crate) topic: String,
    pub(crate) position: String,
    pub(crate) recovered: Option<bool>,
}

/// What is heard.
pub(crate) enum Heard {
    /// Something was told.
    Came(Came),
    /// These topics have ended with their token.
    Revoked(Vec<String>),
    /// The server goes away; by this path and query its successor goes on.
    SentAway(Option<String>),
    /// The end, with its code if there was one.
    Closed(Option<u16>),
}

/// Something that was told on a topic.
pub(crate) struct Came {
    pub(crate) topic: String,
    pub(crate) kind: Kind,
    pub(crate) id: Id,
    /// By what its writer finds it again.
    pub(crate) key: Option<String>,
    pub(crate) cursor: Option<Cursor>,
}

impl Ear {
    /// Opens a connection to a server such as `ws://127.0.0.1:8001`, at a path with its query; the kernel keeps so many bytes for it,
    /// if that is said.
    pub(crate) async fn open(base: &str, path: &str, room: Option<u32>) -> Result<Self, Error> {
        let address = base.trim_start_matches("ws://").parse().map_err(io::Error::other)?;
        let socket = TcpSocket::new_v4()?;
        if let Some(room) = room {
            socket.set_recv_buffer_size(room)?;
        }
        let stream = socket.connect(address).await?;
        stream.set_nodelay(true)?;
        let config = WebSocketConfig::default().read_buffer_size(BUFFER).write_buffer_size(0);
        let (socket, _) = client_async_with_config(format!("{base}{path}"), stream, Some(config)).await?;
        Ok(Self { socket })
    }

    /// Listens to topics, each from where it was left or from now on.
    pub(crate) async fn listen(
        &mut self,
        topics: &[String],
        token: Option<&str>,
        since: &BTreeMap<String, String>,
    ) -> Result<Answer, Error> {
        let data = json!({ "topics": topics, "auth_token": token, "since": since });
        let command = json!({ "type": "LISTEN", "nonce": "n", "data": data });
        self.socket.send(Message::text(command.to_string())).await?;
        let text = self.text().await.map_err(|_| Error::ConnectionClosed)?;
        let Framed { error, data } = read::<Option<Topics<Standing>>>(&text)?;
        let topics = data.map(|data| data.topics).unwrap_or_default();
        Ok(if error.is_empty() { Answer::Granted(topics) } else { Answer::Refused(error) })
    }

    /// With what the server goes on that was asked to by its address; nothing if it does not.
    pub(crate) async fn resumed(&mut self) -> Result<Option<Vec<Standing>>, Error> {
        let text = self.text().await.map_err(|_| Error::ConnectionClosed)?;
        let Framed { data: Greeting { resumed, topics }, .. } = read(&text)?;
        Ok(resumed.then_some(topics))
    }

    /// Says something in a room under a name; gives whether the server said that it is told.
    pub(crate) async fn publish(&mut self, room: &str, text: &str, token: &str) -> Result<bool, Error> {
        let message = json!({ "text": text }).to_string();
        let data = json!({ "topic": room, "message": message, "id": text, "auth_token": token });
        let command = json!({ "type": "PUBLISH", "nonce": "p", "data": data });
        self.socket.send(Message::text(command.to_string())).await?;
        let text = self.text().await.map_err(|_| Error::ConnectionClosed)?;
        Ok(read::<Option<IgnoredAny>>(&text)?.error.is_empty())
    }

    /// Waits for what comes next. Dropping the future loses nothing.
    pub(crate) async fn next(&mut self) -> Heard {
        loop {
            let text = match self.text().await {
                Ok(text) => text,
                Err(code) => return Heard::Closed(code),
            };
            match heard(&text) {
                Ok(Some(heard)) => return heard,
                Ok(None) => {}
                Err(_) => return Heard::Closed(None),
            }
        }
    }

    /// Says goodbye; nobody waits for the answer.
    pub(crate) async fn leave(mut self) {
        let _ = self.socket.close(None).await;
    }

    /// The next text, or the code of the end.
    pub(crate) async fn text(&mut self) -> Result<String, Option<u16>> {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Text(text))) => return Ok(text.as_str().to_owned()),
                Some(Ok(Message::Close(frame))) => return Err(frame.map(|frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }
}

/// Any frame, but for its type.
#[derive(Deserialize)]
struct Framed<T> {
    #[serde(default)]
    error: String,
    data: T,
}

#[derive(Default, Deserialize)]
struct Topics<T> {
    #[serde(default = "Vec::new")]
    topics: Vec<T>,
}

/// WELCOME, to who came by the address of a server that went away.
#[derive(Deserialize)]
struct Greeting {
    resumed: bool,
    #[serde(default = "Vec::new")]
    topics: Vec<Standing>,
}

/// What there may be in RECONNECT.
#[derive(Default, Deserialize)]
struct Away {
    reconnect_url: Option<String>,
}

#[derive(Deserialize)]
struct Told {
    topic: String,
    message: String,
    id: String,
    position: Option<String>,
}

/// What is in a message, as far as it matters.
#[derive(Deserialize)]
struct Inner {
    r#type: String,
    data: Named,
}

#[derive(Deserialize)]
struct Named {
    id: Option<String>,
}

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<Framed<T>, Error> {
    serde_json::from_str(text).map_err(|error| Error::Io(io::Error::other(error)))
}

/// What a frame says, by its first words: they are the same in all.
fn heard(text: &str) -> Result<Option<Heard>, Error> {
    let is = |kind: &str| text.starts_with(&format!(r#"{{"type":"{kind}""#));
    Ok(if is("MESSAGE") {
        Some(Heard::Came(came(read::<Told>(text)?.data)?))
    } else if is("AUTH_REVOKED") {
        Some(Heard::Revoked(read::<Topics<String>>(text)?.data.topics))
    } else if is("RECONNECT") {
        let away = read::<Option<Away>>(text).ok().and_then(|frame| frame.data);
        let url = away.and_then(|away| away.reconnect_url);
        // the servers of a test are known by their ports
        Some(Heard::SentAway(url.and_then(|url| url.splitn(4, '/').nth(3).map(|path| format!("/{path}")))))
    } else {
        None
    })
}

fn came(told: Told) -> Result<Came, Error> {
    let inner: Inner =
        serde_json::from_str(&told.message).map_err(|error| Error::Io(io::Error::other(error)))?;
    let key = key_in(&told.message).map(str::to_owned);
    let number = inner.data.id.as_deref().and_then(|id| id.parse::<u64>().ok());
    let kind = if inner.r#type.ends_with("delete") { Kind::Delete } else { Kind::Update };
    let id = match (inner.r#type.as_str(), number, &key) {
        ("update" | "delete", Some(number), _) => Id(number),
        ("room:message" | "room:delete", Some(number), _) => said(number),
        ("channel:update", _, Some(key)) => named(key),
        _ => named(&told.id),
    };
    let cursor = told.position.and_then(|position| position.parse().ok());
    Ok(Came { topic: told.topic, kind, id, key, cursor })
}

/// The id of something that was said in a room.
pub(crate) fn said(number: u64) -> Id {
    Id(number | SAID)
}

/// The id of what has a name alone.
pub(crate) fn named(name: &str) -> Id {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    Id(hash | NAMED)
}

/// The key in what is told.
fn key_in(text: &str) -> Option<&str> {
    let key = &text[text.find(MARK)?..];
    let end = key.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(key.len());
    Some(&key[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_known_by_its_id_and_its_key() {
        let check = |inner: &str, kind, id: Id, key: Option<&str>| {
            let frame =
                json!({ "topic": "t", "message": inner, "id": "0190-e", "position": null, "ts": "now" });
            let text = format!(r#"{{"type":"MESSAGE","data":{frame}}}"#);
            let Ok(Some(Heard::Came(came))) = heard(&text) else { panic!("{text}") };
            assert_eq!((came.kind, came.id, came.key.as_deref()), (kind, id, key), "{inner}");
        };
        let post = r#"{"type":"update","data":{"id":"7","content":"<p>caw-1-2 x</p>"}}"#;
        check(post, Kind::Update, Id(7), Some("caw-1-2"));
        check(r#"{"type":"delete","data":{"id":"7"}}"#, Kind::Delete, Id(7), None);
        check(r#"{"type":"room:delete","data":{"id":"7","room":"3"}}"#, Kind::Delete, said(7), None);
        let update = r#"{"type":"channel:update","data":{"channel":"3","title":"caw-5"}}"#;
        check(update, Kind::Update, named("caw-5"), Some("caw-5"));
        check(r#"{"type":"hi","data":{"key":"caw-6"}}"#, Kind::Update, named("0190-e"), Some("caw-6"));
    }
}

//! A client of the streaming interface, over a websocket.
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use thiserror::Error;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use url::Url;

/// How long a handshake may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a listener wants to hear.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// The name of a stream, such as `user`.
    pub stream: String,
    /// Its tag, for streams of tags.
    pub tag: Option<String>,
    /// Its list, for streams of lists.
    pub list: Option<String>,
    /// The last position that was heard; empty for "from now, and tell me positions"; none for a client that knows none.
    pub since: Option<String>,
    /// The token, and where it is put.
    pub token: Option<Token>,
}

/// Where a token is put.
#[derive(Debug, Clone)]
pub enum Token {
    /// `Authorization: Bearer`.
    Header(String),
    /// `?access_token=`.
    Query(String),
    /// `Sec-WebSocket-Protocol`.
    Protocol(String),
}

/// An open connection.
#[derive(Debug)]
pub struct Listener {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// What was heard.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// An event.
    Frame(Frame),
    /// A frame that says what was wrong with what we said.
    Complaint(String),
    /// The end, with the code of the close frame if there was one.
    Closed(Option<u16>),
}

/// An event as it is told.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Frame {
    /// On which stream.
    #[serde(default)]
    pub stream: Vec<String>,
    /// Its name: `update`, `delete`, `resume_refused` ...
    pub event: String,
    /// What it says, as text.
    #[serde(default)]
    pub payload: String,
    /// Where it stands, for those who asked.
    pub position: Option<String>,
}

/// Nobody listens.
#[derive(Debug, Error)]
pub enum Unopened {
    /// The server refused with this status.
    #[error("the handshake was answered with {status}")]
    Refused {
        /// The status.
        status: u16,
        /// What it said.
        body: Vec<u8>,
    },
    /// The server was not reached.
    #[error("nobody answered the handshake: {0}")]
    Unreachable(String),
}

impl Listener {
    /// Opens a connection to a server at an address such as `ws://127.0.0.1:8001`.
    pub async fn open(base: &str, wish: &Wish) -> Result<Self, Unopened> {
        let unreachable = |error: &dyn ToString| Unopened::Unreachable(error.to_string());
        let request = wish.request(base).map_err(|error| unreachable(&error))?;
        Self::dial(request).await
    }

    /// Opens one with these words after the path, whatever they say.
    pub async fn open_at(base: &str, query: &str, wish: &Wish) -> Result<Self, Unopened> {
        let unreachable = |error: &dyn ToString| Unopened::Unreachable(error.to_string());
        let url = format!("{base}/api/v1/streaming{query}");
        let mut request = url.as_str().into_client_request().map_err(|error| unreachable(&error))?;
        wish.show_token(&mut request).map_err(|error| unreachable(&error))?;
        Self::dial(request).await
    }

    async fn dial(request: Request) -> Result<Self, Unopened> {
        let unreachable = |error: &dyn ToString| Unopened::Unreachable(error.to_string());
        let opened = tokio::time::timeout(PATIENCE, connect_async(request)).await;
        match opened.map_err(|error| unreachable(&error))? {
            Ok((socket, _)) => Ok(Self { socket }),
            Err(WsError::Http(reply)) => {
                let status = reply.status().as_u16();
                Err(Unopened::Refused { status, body: reply.into_body().unwrap_or_default() })
            }
            Err(error) => Err(unreachable(&error)),
        }
    }

    /// Waits for what comes next. Pings are answered meanwhile. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Heard {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Text(text))) => return Heard::of(&text),
                Some(Ok(Message::Close(frame))) => {
                    return Heard::Closed(frame.map(|frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::Closed(None),
            }
        }
    }

    /// Says something; that nobody takes it any more is found out by listening on.
    pub async fn say(&mut self, message: Message) {
        let _ = self.socket.send(message).await;
    }
}

impl Wish {
    fn request(&self, base: &str) -> Result<Request, WsError> {
        let mut url = Url::parse(base)
            .and_then(|base| base.join("/api/v1/streaming"))
            .map_err(|error| WsError::Io(std::io::Error::other(error)))?;
        url.query_pairs_mut().append_pair("stream", &self.stream);
        let query = [
            ("tag", self.tag.as_deref()),
            ("list", self.list.as_deref()),
            ("since", self.since.as_deref()),
            (
                "access_token",
                match &self.token {
                    Some(Token::Query(token)) => Some(token),
                    _ => None,
                },
            ),
        ];
        for (name, value) in query {
            if let Some(value) = value {
                url.query_pairs_mut().append_pair(name, value);
            }
        }
        let mut request = url.as_str().into_client_request()?;
        self.show_token(&mut request)?;
        Ok(request)
    }

    fn show_token(&self, request: &mut Request) -> Result<(), WsError> {
        let header = match &self.token {
            Some(Token::Header(token)) => Some(("Authorization", format!("Bearer {token}"))),
            Some(Token::Protocol(token)) => Some(("Sec-WebSocket-Protocol", token.clone())),
            _ => None,
        };
        if let Some((name, value)) = header {
            request.headers_mut().insert(name, HeaderValue::from_str(&value)?);
        }
        Ok(())
    }
}

impl Heard {
    fn of(text: &str) -> Self {
        serde_json::from_str(text).map_or_else(|_| Self::Complaint(text.to_owned()), Self::Frame)
    }
}

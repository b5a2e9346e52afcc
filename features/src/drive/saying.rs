//! What a program says, letter by letter, and the answer as it stands on the wire.
use serde_json::Value;

/// A request that nobody has looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saying {
    /// The verb.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// The type of the body; none is named where this is empty.
    pub kind: String,
    /// The body.
    pub body: Vec<u8>,
    /// A header besides.
    pub header: Option<(String, String)>,
}

/// What is said on a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// The answer: a status with an error, or the code with which a socket was closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The status, or the code.
    pub status: u16,
    /// What the error says; empty where there is none.
    pub error: String,
    /// Whether the body is of the shape that every client reads: JSON, and says that it is.
    pub is_json: bool,
}

impl Said {
    /// From a status and a body.
    pub(crate) fn of(status: u16, body: &Value, is_json: bool) -> Self {
        let error = body["error"].as_str().unwrap_or_default().to_owned();
        Self { status, error, is_json }
    }
}

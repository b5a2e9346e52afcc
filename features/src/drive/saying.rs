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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The status, or the code.
    pub status: u16,
    /// What the error says, and of a way on where it leads; empty where there is neither.
    pub error: String,
    /// What it is.
    pub shape: Shape,
}

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// What every client reads: JSON, and it says that it is.
    Json,
    /// A page for people.
    Page,
    /// The way to another place.
    Way,
    /// Nothing that anybody expects.
    Other,
}

/// Two apps that Ada could let in. She did so with the first, which has not fetched its token yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apps {
    /// How the first shows itself, and its secret.
    pub client: (String, String),
    /// The code that it was given, at the place of its own, for a proof.
    pub code: String,
    /// How the other shows itself, and its secret.
    pub other: (String, String),
}

impl Apps {
    /// Where both want people to be sent.
    pub const REDIRECT: &str = "https://crow.example/back";
    /// What the first proves itself by.
    pub const VERIFIER: &str = "a-rook-is-not-a-crow-and-a-crow-is-not-a-rook";
    /// What it showed of that before.
    pub const CHALLENGE: &str = "qMSc0cgawhhpUgDNxf_2l2YoLXUisc-R0e-2DrTjYVc";
}

impl Said {
    /// From a status and a body.
    pub(crate) fn of(status: u16, body: &Value, is_json: bool) -> Self {
        let error = body["error"].as_str().or(body["detail"].as_str()).unwrap_or_default().to_owned();
        Self { status, error, shape: if is_json { Shape::Json } else { Shape::Other } }
    }
}

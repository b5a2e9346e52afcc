//! The gateway: topics over websockets, in the protocol that Twitch PubSub clients speak. A machine, and what it asks for: no
//! sockets, no JSON.
mod command;
mod grant;
mod lanes;
#[cfg(any(test, feature = "laws"))]
pub mod laws;
mod machine;
mod permission;

pub use command::{Command, Listen, Since, Unlisten};
pub use grant::{Gateway, Grant};
use lanes::Beginning;
pub use lanes::{Happening, Lane, Lanes};
pub use machine::{Act, Closing, Limits, Machine, Request, Wanted};
pub use permission::permit;

use domain::realtime::Cursor;

/// What a command came to, in the words of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// It is not written as a command is.
    BadMessage,
    /// There is no such topic, or there are too many.
    BadTopic,
    /// The token does not allow it.
    BadAuth,
    /// It could not be found out; the client may try again.
    Server,
}

impl Code {
    /// As clients read it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadMessage => "ERR_BADMESSAGE",
            Self::BadTopic => "ERR_BADTOPIC",
            Self::BadAuth => "ERR_BADAUTH",
            Self::Server => "ERR_SERVER",
        }
    }
}

/// Why one topic was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// As the client wrote it.
    pub topic: String,
    /// In the words of the protocol.
    pub code: Code,
    /// In more detail: `topic_limit`, `scope_missing:user:read:home`, `not_owner` …
    pub reason: String,
}

/// Where a topic stands that was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// As the client wrote it.
    pub topic: String,
    /// What follows this is delivered.
    pub cursor: Cursor,
    /// Whether that is where the client left off, if it said so.
    pub recovered: Option<bool>,
}

/// The answer to a command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// What the client called its command.
    pub nonce: String,
    /// Why it was refused, if it was.
    pub error: Option<Code>,
    /// The topics that were granted.
    pub topics: Vec<Standing>,
    /// Those that were not.
    pub refused: Vec<Refused>,
}

impl Answer {
    /// It is done.
    #[must_use]
    pub fn done(nonce: impl Into<String>) -> Self {
        Self { nonce: nonce.into(), ..Self::default() }
    }

    /// It was refused as a whole.
    #[must_use]
    pub fn refusing(nonce: impl Into<String>, code: Code) -> Self {
        Self { nonce: nonce.into(), error: Some(code), ..Self::default() }
    }
}

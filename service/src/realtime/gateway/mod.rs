//! The gateway: topics over websockets, in the protocol that Twitch PubSub clients speak. A machine, and what it asks for: no
//! sockets, no JSON.
mod command;
mod desk;
mod grant;
mod handover;
mod lanes;
#[cfg(any(test, feature = "laws"))]
pub mod laws;
mod limits;
mod machine;
mod permission;
mod posting;
mod presence;
mod reauth;

pub use command::{Command, Content, Listen, Presence, Publish, Reauth, Since, Unlisten};
pub use desk::{Desk, Turn};
pub use grant::{Gateway, Grant};
pub use handover::Handing;
use lanes::Beginning;
pub use lanes::{Happening, Lane, Lanes};
pub use limits::Limits;
pub use machine::{Act, Closing, Machine, Request, Wanted, Welcome};
pub use permission::permit;
pub use posting::{Posting, Said};

use domain::realtime::{Cursor, Present};
use uuid::Uuid;

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

/// What became of something that was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// The id that listeners get it with.
    pub id: Uuid,
    /// What follows it is told after this; nothing of what no log has.
    pub cursor: Option<Cursor>,
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
    /// What was published.
    pub published: Option<Published>,
    /// How many listen to what was asked about.
    pub present: Option<Present>,
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

    /// It was refused, and of one topic there is more to say.
    #[must_use]
    pub fn refusing_topic(nonce: impl Into<String>, refused: Refused) -> Self {
        Self { error: Some(refused.code), refused: vec![refused], ..Self::done(nonce) }
    }
}

//! What a client of the gateway asks for.
use std::collections::BTreeMap;

/// A command, well formed; what it names is not looked at yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// It lives, and asks whether we do.
    Ping,
    /// It wants to hear of topics.
    Listen(Listen),
    /// It has heard enough of topics.
    Unlisten(Unlisten),
    /// It has something to tell.
    Publish(Publish),
    /// It has a newer token.
    Reauth(Reauth),
    /// It wants to know how many listen to a room.
    Presence(Presence),
    /// It knows more than the protocol of old, and asks what there is.
    Hello {
        /// What it calls it.
        nonce: String,
        /// Whether it wants to hear that we live.
        keepalive: bool,
    },
    /// Nothing that we understand.
    Malformed {
        /// What it called it, as far as that could be read.
        nonce: String,
    },
}

/// LISTEN.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listen {
    /// What the client calls it; may be empty.
    pub nonce: String,
    /// The topics, as it writes them.
    pub topics: Vec<String>,
    /// Who asks.
    pub token: Option<String>,
    /// Where it left off.
    pub since: Since,
    /// Whether it takes what it can get; otherwise it is all or nothing.
    pub partial: bool,
}

/// UNLISTEN.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unlisten {
    /// What the client calls it; may be empty.
    pub nonce: String,
    /// The topics, as it writes them.
    pub topics: Vec<String>,
}

/// PUBLISH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    /// What the client calls the command; may be empty.
    pub nonce: String,
    /// The topic, as it writes it.
    pub topic: String,
    /// What is to be told.
    pub message: Content,
    /// What the client calls what it tells: the same again is the same.
    pub id: Option<String>,
    /// Who asks.
    pub token: Option<String>,
}

/// REAUTH.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reauth {
    /// What the client calls it; may be empty.
    pub nonce: String,
    /// The token by which it listens from now on.
    pub token: Option<String>,
}

/// PRESENCE.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Presence {
    /// What the client calls it; may be empty.
    pub nonce: String,
    /// A topic of the room, as it writes it.
    pub topic: String,
}

/// What is in a message that a client publishes, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Too much.
    TooLong,
    /// Something else than the text of an object.
    NoObject,
    /// The members of an object: the texts, and nothing of what is no text.
    Members(BTreeMap<String, Option<String>>),
}

impl Content {
    /// Bytes at the most.
    pub const MAX: usize = 8 * 1024;
}

/// Where a client left off, as opaque positions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Since {
    /// Nowhere: it wants what happens from now on.
    #[default]
    Now,
    /// The same for all its topics.
    All(String),
    /// Topic by topic; those that are not named begin now.
    Each(BTreeMap<String, String>),
}

impl Since {
    /// Where it left off with a topic.
    #[must_use]
    pub fn of(&self, topic: &str) -> Option<&str> {
        match self {
            Self::Now => None,
            Self::All(position) => Some(position),
            Self::Each(positions) => positions.get(topic).map(String::as_str),
        }
    }
}

//! What one can listen to.
use std::fmt;

use super::LiveTopic;
use crate::ids::AccountId;
use crate::posts::Hashtag;

/// A subject of the log. Each event says to which topics it belongs; who may see it there is asked separately.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Public posts that are no replies to others.
    Public,
    /// Those of them that carry pictures.
    PublicMedia,
    /// Public posts under a tag.
    Hashtag(Hashtag),
    /// Everything an account does; home timelines are made of these.
    Account(AccountId),
    /// Tokens that end; for servers alone.
    Tokens,
    /// What an account is told of, and nobody else.
    Notifications(AccountId),
    /// What is said to an account and few others.
    Conversations(AccountId),
    /// What has a topic of the gateway to itself.
    Live(LiveTopic),
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::PublicMedia => f.write_str("public:media"),
            Self::Hashtag(tag) => write!(f, "hashtag:{tag}"),
            Self::Account(id) => write!(f, "account:{id}"),
            Self::Tokens => f.write_str("tokens"),
            Self::Notifications(id) => write!(f, "notifications:{id}"),
            Self::Conversations(id) => write!(f, "conversations:{id}"),
            Self::Live(topic) => topic.fmt(f),
        }
    }
}

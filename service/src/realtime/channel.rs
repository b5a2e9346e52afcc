//! What a connection listens to.
use std::sync::Arc;

use domain::ids::{AccountId, ListId};
use domain::posts::Hashtag;
use domain::realtime::{Argument, LiveTopic};

/// A stream of events, as seen by the one who listens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Channel {
    /// The listener's own home.
    Home,
    /// What the listener is told of what others did.
    Notifications,
    /// What is said to the listener and few others.
    Conversations,
    /// Public posts that answer nobody else.
    Public,
    /// Those of them that carry pictures.
    PublicMedia,
    /// Public posts under a tag.
    Hashtag(Hashtag),
    /// What a list of the listener shows.
    List(ListId),
    /// What somebody writes for everybody.
    Author(AccountId),
    /// What has a topic of the gateway to itself.
    Live(LiveTopic),
    /// One that exists and on which nothing is told yet.
    Silent,
}

impl Channel {
    /// Whether it is made of what those do whom the listener follows.
    #[must_use]
    pub(crate) fn is_of_followed(&self) -> bool {
        matches!(self, Self::Home | Self::List(_))
    }

    /// Whether it depends on who listens what is shown, so that they have to be known: posts are kept from some, what happens in a
    /// channel is not.
    #[must_use]
    pub(crate) fn is_shown_by_reader(&self) -> bool {
        match self {
            Self::Live(topic) => !matches!(topic.name.entry().argument, Argument::Channel | Argument::Room),
            Self::Silent => false,
            _ => true,
        }
    }
}

/// How a stream is called in the frames of one interface; made once, shared by all who use it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label(pub Arc<str>);

/// A stream that a connection listens to, under the name that its client gave it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Listening {
    /// The stream.
    pub channel: Channel,
    /// Its name in frames.
    pub label: Label,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_has_to_be_known_wherever_posts_are_told() {
        let check = |topic: &str, expected| {
            let channel = Channel::Live(topic.parse().unwrap());
            assert_eq!(channel.is_shown_by_reader(), expected, "{topic}");
        };
        check("timeline:tag.42", true);
        check("account:post.42", true);
        check("channel:update.42", false);
        check("room:message.42", false);
        assert!(Channel::Public.is_shown_by_reader());
        assert!(!Channel::Silent.is_shown_by_reader());
    }
}

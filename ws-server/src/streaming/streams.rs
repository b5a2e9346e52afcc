//! The streams of Mastodon's streaming interface.
use domain::posts::Hashtag;
use service::realtime::{Channel, Label, Listening};
use thiserror::Error;

/// A stream as a client names it, with its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Named {
    /// `user`, `public`, `hashtag` …
    pub(crate) stream: String,
    /// For `hashtag` streams.
    pub(crate) tag: Option<String>,
    /// For `list` streams.
    pub(crate) list: Option<String>,
}

/// Why there is no such stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum NoStream {
    #[error("Unknown stream type")]
    Unknown,
    #[error("Missing tag name parameter")]
    MissingTag,
    #[error("The access token is invalid")]
    NeedsToken,
    #[error("Not authorized to stream this list")]
    ForeignList,
}

impl NoStream {
    /// The status in an error frame, and of an answer.
    pub(crate) fn status(self) -> u16 {
        match self {
            Self::Unknown | Self::MissingTag => 400,
            Self::NeedsToken | Self::ForeignList => 401,
        }
    }
}

/// A stream that exists: what it carries, its name in frames, and the scope that it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stream {
    pub(crate) listening: Listening,
    /// What comes under the same name to those whose token allows it: notifications, beside what is at home.
    pub(crate) beside: Option<(Listening, &'static str)>,
    /// Nothing for streams that anybody may listen to.
    pub(crate) scope: Option<&'static str>,
}

impl Stream {
    /// All that it is made of.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Listening> {
        std::iter::once(&self.listening).chain(self.beside.as_ref().map(|(listening, _)| listening))
    }
}

impl Named {
    /// Finds the stream.
    pub(crate) fn resolve(&self) -> Result<Stream, NoStream> {
        let (channel, scope) = match self.stream.as_str() {
            "user" => (Channel::Home, Some("read:statuses")),
            "user:notification" => (Channel::Notifications, Some("read:notifications")),
            "direct" => (Channel::Conversations, Some("read:statuses")),
            "public" | "public:local" => (Channel::Public, None),
            "public:media" | "public:local:media" => (Channel::PublicMedia, None),
            "public:remote" | "public:remote:media" => (Channel::Silent, None),
            "hashtag" | "hashtag:local" => return self.hashtag(),
            "list" => return self.list(),
            _ => return Err(NoStream::Unknown),
        };
        let listening = Listening { channel, label: label(&[&self.stream]) };
        let beside = (listening.channel == Channel::Home).then(|| {
            (Listening { channel: Channel::Notifications, ..listening.clone() }, "read:notifications")
        });
        Ok(Stream { listening, beside, scope })
    }

    /// The parameter comes back exactly as the client sent it: that is how it finds its frames.
    fn hashtag(&self) -> Result<Stream, NoStream> {
        let tag = self.tag.as_deref().filter(|tag| !tag.is_empty()).ok_or(NoStream::MissingTag)?;
        let channel = Channel::Hashtag(Hashtag::parse(tag).map_err(|_| NoStream::MissingTag)?);
        let listening = Listening { channel, label: label(&[&self.stream, tag]) };
        Ok(Stream { listening, beside: None, scope: None })
    }
}

impl Named {
    /// Whose it is, is seen when it is listened to.
    fn list(&self) -> Result<Stream, NoStream> {
        let list = self.list.as_deref().unwrap_or_default();
        let channel = Channel::List(list.parse().map_err(|_| NoStream::ForeignList)?);
        let listening = Listening { channel, label: label(&[&self.stream, list]) };
        Ok(Stream { listening, beside: None, scope: Some("read:lists") })
    }
}

fn label(parts: &[&str]) -> Label {
    Label(serde_json::json!(parts).to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(stream: &str, tag: Option<&str>) -> Named {
        Named { stream: stream.into(), tag: tag.map(Into::into), list: None }
    }

    #[test]
    fn a_stream_comes_back_under_the_name_that_its_client_gave_it() {
        let stream = named("hashtag", Some("RuSt")).resolve().unwrap();
        assert_eq!(&*stream.listening.label.0, r#"["hashtag","RuSt"]"#);
        assert_eq!(stream.listening.channel, Channel::Hashtag(Hashtag::parse("rust").unwrap()));
    }

    #[test]
    fn what_is_no_stream_says_why() {
        assert_eq!(named("users", None).resolve(), Err(NoStream::Unknown));
        assert_eq!(named("", None).resolve(), Err(NoStream::Unknown));
        assert_eq!(named("hashtag", None).resolve(), Err(NoStream::MissingTag));
        assert_eq!(named("hashtag:local", Some("not a tag")).resolve(), Err(NoStream::MissingTag));
        assert_eq!(named("list", None).resolve(), Err(NoStream::ForeignList));
        let list = Named { list: Some("x".into()), ..named("list", None) };
        assert_eq!(list.resolve(), Err(NoStream::ForeignList));
    }
}

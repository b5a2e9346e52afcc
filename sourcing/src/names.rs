//! What streams and kinds of events are called.
use std::fmt;
use std::sync::Arc;

use thiserror::Error;

/// Not the name of anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotAName {
    /// A stream is called otherwise.
    #[error("a stream is called by 1 to {} letters, digits and any of - _ : .", StreamName::LONGEST)]
    Stream,
    /// A kind is called otherwise.
    #[error(
        "a kind is called context.what_happened, in at most {} letters of a-z, digits and _",
        Kind::LONGEST
    )]
    Kind,
}

/// The name of a stream: of one thing that things happen to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamName(Arc<str>);

impl StreamName {
    /// Bytes of the longest.
    pub const LONGEST: usize = 128;

    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, NotAName> {
        let legal = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.');
        let is_one = (1..=Self::LONGEST).contains(&text.len()) && text.bytes().all(legal);
        if is_one { Ok(Self(text.into())) } else { Err(NotAName::Stream) }
    }

    /// For stores only: it was one when it came in.
    #[must_use]
    pub fn stored(text: &str) -> Self {
        Self(text.into())
    }

    /// As it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What kind of event something is: the context that it belongs to, and what happened there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(Arc<str>);

impl Kind {
    /// Bytes of the longest.
    pub const LONGEST: usize = 64;

    /// Reads a kind: `context.what_happened`.
    pub fn parse(text: &str) -> Result<Self, NotAName> {
        let legal = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_');
        let word = |part: &str| !part.is_empty() && part.bytes().all(legal);
        let parts = text.split_once('.').filter(|_| text.len() <= Self::LONGEST);
        match parts {
            Some((context, what)) if word(context) && word(what) => Ok(Self(text.into())),
            _ => Err(NotAName::Kind),
        }
    }

    /// For stores only: it was one when it came in.
    #[must_use]
    pub fn stored(text: &str) -> Self {
        Self(text.into())
    }

    /// As it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The context that it belongs to.
    #[must_use]
    pub fn context(&self) -> &str {
        self.0.split_once('.').map_or("", |(context, _)| context)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_says_to_which_context_it_belongs() {
        assert_eq!(Kind::parse("pim.product_priced").unwrap().context(), "pim");
        for bad in [
            "",
            ".",
            "pim",
            "pim.",
            ".priced",
            "pim.Priced",
            "pim.a.b",
            "pim.a b",
            &format!("a.{}", "b".repeat(63)),
        ] {
            assert_eq!(Kind::parse(bad), Err(NotAName::Kind), "{bad:?}");
        }
    }

    #[test]
    fn a_stream_has_a_plain_name() {
        assert_eq!(StreamName::parse("cart:6f1e-2").unwrap().as_str(), "cart:6f1e-2");
        for bad in ["", "a b", "ä", "a/b", &"a".repeat(129)] {
            assert_eq!(StreamName::parse(bad), Err(NotAName::Stream), "{bad:?}");
        }
    }
}

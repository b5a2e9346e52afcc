//! Tags as clients read them.
use domain::posts::Hashtag;
use domain::realtime::LiveTopic;
use serde::Serialize;

use super::Links;

/// A tag.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Tag {
    /// The number by which the gateway's topics call it.
    pub id: String,
    pub name: String,
    pub url: String,
    pub history: Vec<TagDay>,
    /// Only where it is known who reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub following: Option<bool>,
}

/// How much a tag was used on a day; numbers are texts.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct TagDay {
    pub day: String,
    pub uses: String,
    pub accounts: String,
}

impl Tag {
    /// A tag by itself.
    #[must_use]
    pub fn of(tag: &Hashtag, links: &Links) -> Self {
        let name = tag.as_str().to_owned();
        let id = LiveTopic::tag(tag).of.unwrap_or_default().to_string();
        Self { id, url: links.tag(&name), name, history: vec![], following: None }
    }

    /// The same, for somebody who follows it or does not.
    #[must_use]
    pub fn seen(tag: &Hashtag, following: bool, links: &Links) -> Self {
        Self { following: Some(following), ..Self::of(tag, links) }
    }
}

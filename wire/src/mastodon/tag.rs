//! Tags as clients read them.
use domain::posts::Hashtag;
use serde::Serialize;

use super::Links;

/// A tag.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Tag {
    /// Tags have no ids of their own: the word is one.
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
        Self { id: name.clone(), url: links.tag(&name), name, history: vec![], following: None }
    }

    /// The same, for somebody who follows it or does not.
    #[must_use]
    pub fn seen(tag: &Hashtag, following: bool, links: &Links) -> Self {
        Self { following: Some(following), ..Self::of(tag, links) }
    }
}

//! Lists as clients read them.
use domain::ids::ListId;
use serde::Serialize;

/// A timeline that somebody made of some of those whom they follow.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct List {
    pub id: ListId,
    pub title: String,
    pub replies_policy: &'static str,
    /// Whether home leaves out what the list shows: it never does.
    pub exclusive: bool,
}

impl From<&domain::reading::List> for List {
    fn from(list: &domain::reading::List) -> Self {
        Self {
            id: list.id,
            title: list.title.as_str().to_owned(),
            replies_policy: list.replies.as_str(),
            exclusive: false,
        }
    }
}

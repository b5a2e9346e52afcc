//! Which posts of a list are wanted.
use domain::posts::Hashtag;

/// Which of an account's posts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountFilter {
    /// Without answers to others; one's own threads stay.
    pub exclude_replies: bool,
    /// Without boosts.
    pub exclude_boosts: bool,
    /// Only those with pictures, without boosts.
    pub only_media: bool,
    /// Only those under a tag.
    pub tagged: Option<Hashtag>,
    /// Only those that the account shows first, the latest pin first; whatever else is said of them.
    pub pinned: bool,
}

/// Which tags a post must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagQuery {
    /// One of these.
    pub any: Vec<Hashtag>,
    /// All of these.
    pub all: Vec<Hashtag>,
    /// None of these.
    pub none: Vec<Hashtag>,
    /// And pictures.
    pub only_media: bool,
}

impl TagQuery {
    /// Posts under one tag.
    #[must_use]
    pub fn one(tag: Hashtag) -> Self {
        Self { any: vec![tag], all: vec![], none: vec![], only_media: false }
    }
}

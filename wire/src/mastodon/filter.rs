//! Filters as clients read them, and what of a post they match.
use domain::Timestamp;
use domain::ids::{FilterId, FilteredPostId, KeywordId, PostId};
use domain::reading::{self, FilterAction, FilterHit, Readable};
use serde::Serialize;
use service::posts::PostView;

use super::{Links, Moment};

/// How posts are shown to somebody: with which addresses, and which filters they have.
#[derive(Debug, Clone, Copy)]
pub struct Lens<'a> {
    pub(super) links: &'a Links,
    filters: &'a [reading::Filter],
    now: Timestamp,
}

impl<'a> Lens<'a> {
    /// For a reader with these filters, at a moment.
    #[must_use]
    pub fn new(links: &'a Links, filters: &'a [reading::Filter], now: Timestamp) -> Self {
        Self { links, filters, now }
    }

    /// What the filters match of a post.
    pub(super) fn filtered(&self, PostView { post, .. }: &PostView) -> Vec<FilterResult> {
        if self.filters.is_empty() {
            return vec![];
        }
        let readable = Readable::from(post);
        let hits = self.filters.iter().filter_map(|filter| filter.hit(&readable, self.now));
        hits.map(|hit| FilterResult::from(&hit)).collect()
    }
}

impl<'a> From<&'a Links> for Lens<'a> {
    fn from(links: &'a Links) -> Self {
        Self::new(links, &[], Timestamp::UNIX_EPOCH)
    }
}

/// What somebody wants to be warned of, or not to see.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Filter {
    #[serde(flatten)]
    pub head: FilterHead,
    pub keywords: Vec<FilterKeyword>,
    pub statuses: Vec<FilterStatus>,
}

/// A filter without what is in it.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct FilterHead {
    pub id: FilterId,
    pub title: String,
    pub context: Vec<&'static str>,
    pub expires_at: Option<Moment>,
    pub filter_action: &'static str,
}

/// A word of a filter.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct FilterKeyword {
    pub id: KeywordId,
    pub keyword: String,
    pub whole_word: bool,
}

/// A post that somebody filters by itself.
#[derive(Debug, Clone, Copy, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct FilterStatus {
    pub id: FilteredPostId,
    pub status_id: PostId,
}

/// A word of a filter, as filters once were.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct FilterV1 {
    pub id: KeywordId,
    pub phrase: String,
    pub context: Vec<&'static str>,
    pub whole_word: bool,
    pub expires_at: Option<Moment>,
    pub irreversible: bool,
}

/// That a filter matches a post.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct FilterResult {
    pub filter: FilterHead,
    pub keyword_matches: Vec<String>,
    pub status_matches: Vec<PostId>,
}

impl From<&reading::Filter> for FilterHead {
    fn from(filter: &reading::Filter) -> Self {
        Self {
            id: filter.id,
            title: filter.title.as_str().to_owned(),
            context: filter.contexts.iter().map(|context| context.as_str()).collect(),
            expires_at: filter.expires_at.map(Moment),
            filter_action: filter.action.as_str(),
        }
    }
}

impl From<&reading::Filter> for Filter {
    fn from(filter: &reading::Filter) -> Self {
        Self {
            head: filter.into(),
            keywords: filter.keywords.iter().map(FilterKeyword::from).collect(),
            statuses: filter.posts.iter().map(FilterStatus::from).collect(),
        }
    }
}

impl From<&reading::Keyword> for FilterKeyword {
    fn from(keyword: &reading::Keyword) -> Self {
        let whole_word = keyword.whole_word;
        Self { id: keyword.id, keyword: keyword.phrase.as_str().to_owned(), whole_word }
    }
}

impl From<&reading::FilteredPost> for FilterStatus {
    fn from(filtered: &reading::FilteredPost) -> Self {
        Self { id: filtered.id, status_id: filtered.post }
    }
}

impl FilterV1 {
    /// One for each word.
    #[must_use]
    pub fn all_of(filter: &reading::Filter) -> Vec<Self> {
        let FilterHead { context, expires_at, .. } = filter.into();
        let one = |keyword: &reading::Keyword| Self {
            id: keyword.id,
            phrase: keyword.phrase.as_str().to_owned(),
            context: context.clone(),
            whole_word: keyword.whole_word,
            expires_at,
            irreversible: filter.action == FilterAction::Hide,
        };
        filter.keywords.iter().map(one).collect()
    }
}

impl From<&FilterHit<'_>> for FilterResult {
    fn from(hit: &FilterHit<'_>) -> Self {
        Self {
            filter: hit.filter.into(),
            keyword_matches: hit.keywords.iter().map(|&word| word.to_owned()).collect(),
            status_matches: hit.post.into_iter().collect(),
        }
    }
}

//! What Mastodon allows less often than the rest, because it costs more.
use axum::extract::{MatchedPath, Request};
use axum::http::Method;

/// A thing that is counted by itself, besides as one more request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Costly {
    /// A file is uploaded.
    Media,
    /// A post or a boost is taken back.
    Delete,
}

impl Costly {
    /// Whether a request is for one of them.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let route = request.extensions().get::<MatchedPath>()?;
        match (request.method(), route.as_str()) {
            (&Method::POST, "/api/v1/media" | "/api/v2/media") => Some(Self::Media),
            (&Method::DELETE, "/api/v1/statuses/{id}")
            | (&Method::POST, "/api/v1/statuses/{id}/unreblog") => Some(Self::Delete),
            _ => None,
        }
    }
}

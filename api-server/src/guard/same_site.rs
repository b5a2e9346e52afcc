//! What reads a cookie is asked by our own pages only.
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{HOST, HeaderMap, ORIGIN};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use wire::ApiError;

use crate::App;

/// Refuses what a page of another site asks for: browsers say who asks, and programs hold no cookies that others could use.
pub(crate) async fn same_site(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if is_ours(request.headers(), &app.links.at("")) {
        next.run(request).await
    } else {
        ApiError::new(StatusCode::FORBIDDEN, "Cross-site request blocked").into_response()
    }
}

/// By Fetch-Metadata, which pages can't forge; from browsers without it, by the Origin.
pub(crate) fn is_ours(headers: &HeaderMap, public: &str) -> bool {
    let text = |name| headers.get(name).map(|value: &axum::http::HeaderValue| value.to_str().unwrap_or("?"));
    if let Some(site) = text(axum::http::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match text(ORIGIN) {
        None => true,
        Some(origin) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            origin == public || (host.is_some() && host == text(HOST))
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn only_our_own_pages_and_programs_are_listened_to() {
        let check = |pairs: &[(&'static str, &'static str)], expected: bool| {
            let pair = |&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
            let headers: HeaderMap = pairs.iter().map(pair).collect();
            assert_eq!(is_ours(&headers, "https://r.example"), expected, "{pairs:?}");
        };
        check(&[], true);
        check(&[("sec-fetch-site", "same-origin"), ("origin", "https://proxy.example")], true);
        check(&[("sec-fetch-site", "none")], true);
        check(&[("sec-fetch-site", "same-site")], false);
        check(&[("sec-fetch-site", "cross-site"), ("origin", "https://r.example")], false);
        check(&[("origin", "https://r.example")], true);
        check(&[("origin", "http://127.0.0.1:8000"), ("host", "127.0.0.1:8000")], true);
        check(&[("origin", "https://evil.example"), ("host", "r.example")], false);
        check(&[("origin", "https://r.example.evil.example")], false);
        check(&[("origin", "null")], false);
    }
}

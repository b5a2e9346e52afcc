//! The one HTML page, and what browsers are told about it.
use axum::http::HeaderName;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use wire::mastodon::Links;

use super::Built;

/// Shown by a server that was built without the web UI.
const LEFT_OUT: &str = include_str!("left_out.html");

/// The page, with what is to stand in it besides: nothing may run, load or frame it but what we serve and the streams that it
/// listens to.
pub(super) fn page(links: &Links, dressed: impl FnOnce(String) -> String) -> Response {
    let html = match Built::get("index.html") {
        Some(file) => String::from_utf8_lossy(&file.data).into_owned(),
        None => LEFT_OUT.to_owned(),
    };
    let html = dressed(html);
    let headers: [(HeaderName, HeaderValue); 6] = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (CONTENT_SECURITY_POLICY, policy(links)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    (headers, html).into_response()
}

fn policy(links: &Links) -> HeaderValue {
    let sockets = links.streaming();
    let events = sockets.replacen("ws", "http", 1);
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; \
         font-src 'self'; manifest-src 'self'; connect-src 'self' {sockets} {events}; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'self'"))
}

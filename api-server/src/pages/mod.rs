//! Pages that work without any script: logging in and letting apps in.
mod scopes;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use wire::ApiError;

use crate::App;

pub(crate) use scopes::{Scope, worded};

/// Somebody is to log in.
#[derive(Template)]
#[template(path = "log_in.html")]
pub(crate) struct LogIn<'a> {
    pub(crate) server: &'a str,
    pub(crate) app: &'a str,
    pub(crate) action: &'a str,
    pub(crate) csrf: &'a str,
    pub(crate) email: &'a str,
    pub(crate) wrong: Option<&'a str>,
    /// Where else one may log in: addresses and names.
    pub(crate) elsewhere: Vec<(String, &'a str)>,
}

/// Somebody is to say whether an app may act for them.
#[derive(Template)]
#[template(path = "consent.html")]
pub(crate) struct Consent<'a> {
    pub(crate) server: &'a str,
    pub(crate) app: &'a str,
    pub(crate) website: Option<&'a str>,
    pub(crate) username: &'a str,
    pub(crate) scopes: Vec<Scope<'a>>,
    pub(crate) action: &'a str,
    pub(crate) csrf: &'a str,
}

/// Somebody is to carry a code to an app.
#[derive(Template)]
#[template(path = "code.html")]
pub(crate) struct Code<'a> {
    pub(crate) server: &'a str,
    pub(crate) code: &'a str,
}

/// Something did not work.
#[derive(Template)]
#[template(path = "trouble.html")]
pub(crate) struct Trouble<'a> {
    pub(crate) server: &'a str,
    pub(crate) words: &'a str,
}

/// No form-action: browsers would apply it to the way back to the app as well, and cut it off.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
);
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// A page: nothing runs in it, nothing frames it, nobody keeps it. Whoever opened its window still reaches it: pop-ups of apps
/// wait for their code.
pub(crate) fn page(status: StatusCode, page: &impl Template) -> Response {
    let Ok(html) = page.render() else { return ApiError::internal().into_response() };
    let headers: [(HeaderName, HeaderValue); 6] = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    (status, headers, html).into_response()
}

/// What the pages are dressed in.
pub(crate) fn routes() -> Router<Arc<App>> {
    let css = || async { dressed("text/css; charset=utf-8", include_str!("style.css")) };
    let rook = || async { dressed("image/svg+xml", include_str!("rook.svg")) };
    Router::new().route("/pages/style.css", get(css)).route("/pages/rook.svg", get(rook))
}

fn dressed(kind: &'static str, text: &'static str) -> Response {
    let nosniff = (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    ([(CONTENT_TYPE, HeaderValue::from_static(kind)), (CACHE_CONTROL, A_DAY), nosniff], text).into_response()
}

//! Pages of other origins may use what needs a bearer token or nothing: no cookie is read there.
use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, HeaderMap,
    HeaderValue,
};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Paths that any page may ask.
const OPEN: [&str; 9] = [
    "/api/",
    "/oauth/token",
    "/oauth/revoke",
    "/oauth/userinfo",
    "/oauth2/validate",
    "/.well-known/",
    "/nodeinfo/",
    "/pictures/",
    "/media/",
];
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE, OPTIONS");
const HEADERS: HeaderValue =
    HeaderValue::from_static("Authorization, Content-Type, Idempotency-Key, If-Position-At-Least");
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "Idempotent-Replayed, Link, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id, X-Rookery-Position, X-Shop-Position",
);

/// Answers what browsers ask beforehand, and marks every answer, errors too: a page can't read what is not marked.
pub(crate) async fn cors(request: Request, next: Next) -> Response {
    if !OPEN.iter().any(|open| request.uri().path().starts_with(open)) {
        return next.run(request).await;
    }
    let mut response = if request.method() == Method::OPTIONS {
        beforehand(request.headers())
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    response
}

/// The headers asked for are allowed, whichever they are: a star would leave Authorization out.
fn beforehand(headers: &HeaderMap) -> Response {
    let asked = headers.get(ACCESS_CONTROL_REQUEST_HEADERS).cloned().unwrap_or(HEADERS);
    let day = HeaderValue::from_static("86400");
    let allowed = [
        (ACCESS_CONTROL_ALLOW_METHODS, METHODS),
        (ACCESS_CONTROL_ALLOW_HEADERS, asked),
        (ACCESS_CONTROL_MAX_AGE, day),
    ];
    (StatusCode::NO_CONTENT, allowed).into_response()
}

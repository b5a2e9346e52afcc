//! Requests of a shape that nobody honest sends.
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, HOST};
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use wire::ApiError;

/// Bytes of path and query at the most.
const LONGEST: usize = 8 * 1024;

/// Refuses addresses that are too long or contradict one another, and compressed bodies: nothing that came in is ever
/// inflated.
pub(crate) async fn shape(request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |whole| whole.as_str().len());
    if length > LONGEST {
        return ApiError::new(StatusCode::URI_TOO_LONG, "URI too long").into_response();
    }
    if let Some(host) = request.headers().get(HOST) {
        let Ok(host) = Authority::try_from(host.as_bytes()) else {
            return ApiError::bad_request("Host is not valid").into_response();
        };
        if request.uri().authority().is_some_and(|asked| *asked != host) {
            return ApiError::new(StatusCode::MISDIRECTED_REQUEST, "Misdirected request").into_response();
        }
    }
    let encoding = request.headers().get(CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        let words = "Content-Encoding is not supported";
        return ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, words).into_response();
    }
    next.run(request).await
}

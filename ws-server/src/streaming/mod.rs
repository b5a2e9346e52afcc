//! Mastodon's streaming interface: one websocket for many streams, or one stream as server-sent events.
mod admission;
mod command;
mod render;
mod session;
mod socket;
mod sse;
mod streams;

use std::sync::Arc;

use axum::http::header::{HeaderName, HeaderValue};
use axum::http::{Method, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Router, middleware};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};
use wire::ApiError;

use crate::{Streaming, door};

pub use render::MastodonFrames;

/// The paths of the interface; each with and without a slash at its end.
pub(crate) fn routes(streaming: Arc<Streaming>) -> Router {
    let base = "/api/v1/streaming";
    let mut router = Router::new()
        .route(base, get(socket::open))
        .route("/api/v1/streaming/", get(socket::open))
        .route("/api/v1/streaming/health", get(|| async { "OK" }))
        .route("/api/v1/streaming/health/", get(|| async { "OK" }));
    for (path, stream) in sse::PATHS {
        let open = get(move |streaming, request| sse::open(stream, streaming, request));
        router =
            router.route(&format!("{base}/{path}"), open.clone()).route(&format!("{base}/{path}/"), open);
    }
    router
        .route("/api/v1/streaming/{*channel}", get(unknown_channel))
        .method_not_allowed_fallback(|| async {
            ApiError::new(axum::http::StatusCode::METHOD_NOT_ALLOWED, "This method is not allowed")
        })
        .layer(middleware::from_fn_with_state(Arc::clone(&streaming.door), door::pass))
        .layer(cors())
        .with_state(streaming)
}

async fn unknown_channel() -> impl IntoResponse {
    ApiError::bad_request("Unknown channel requested")
}

/// Bearer tokens only, so any page may ask.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::from(HeaderValue::from_static("*")))
        .allow_methods([Method::GET, Method::OPTIONS])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([header::LINK, HeaderName::from_static("x-request-id")])
        .max_age(std::time::Duration::from_hours(24))
}

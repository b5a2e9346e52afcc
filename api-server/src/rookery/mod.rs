//! What is Rookery's own, below `/api/rookery/v1`: one file per group of endpoints.
mod channels;
mod gateway;
pub(crate) mod shop;

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::HeaderName;
use axum::response::Response;
use domain::realtime::Cursor;

use crate::App;

/// Where the log stood before a list was read.
const POSITION: HeaderName = HeaderName::from_static("x-rookery-position");

/// All of it.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().merge(channels::routes()).merge(gateway::routes()).merge(shop::routes())
}

/// The same, saying where the log stood: whoever listens on from there misses nothing of what it shows.
fn as_of(position: Cursor, mut response: Response) -> Response {
    if let Ok(value) = HeaderValue::from_str(&position.to_string()) {
        response.headers_mut().insert(POSITION, value);
    }
    response
}

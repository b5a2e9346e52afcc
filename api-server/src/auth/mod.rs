//! `/auth`: registering and logging in with e-mail and password, as the web UI does. No cookie is read here.
mod log_in;
mod register;

use std::sync::Arc;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::post;

use crate::App;

/// All of it.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/auth/register", post(register::register))
        .route("/auth/login", post(log_in::log_in))
        .layer(map_response(unstored))
}

async fn unstored(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

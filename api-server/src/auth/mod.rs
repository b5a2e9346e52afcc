//! `/auth`: people register and log in with e-mail and password, see what is logged in, and end it. The cookie of their session
//! is read here and by the pages of `/oauth`, and nowhere else.
mod log_in;
mod register;
mod sessions;

use std::sync::Arc;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{delete, get, post};

use crate::App;
use crate::guard;

/// All of it.
pub(crate) fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .route("/auth/register", post(register::register))
        .route("/auth/login", post(log_in::log_in))
        .route("/auth/logout", post(sessions::log_out))
        .route("/auth/session", get(sessions::session))
        .route("/auth/token", get(sessions::token))
        .route("/auth/sessions", get(sessions::list).delete(sessions::end_all))
        .route("/auth/sessions/{id}", delete(sessions::end))
        .route("/auth/apps/{id}", delete(sessions::end_app))
        .layer(from_fn_with_state(app.clone(), guard::same_site))
        .layer(map_response(unstored))
}

async fn unstored(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

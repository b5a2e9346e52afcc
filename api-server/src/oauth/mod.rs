//! `/oauth`: people let apps act for them, and apps get tokens.
mod authorize;
mod client;
mod metadata;
mod revoke;
mod token;
mod validate;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use crate::App;
use crate::guard::{self, Gate};

/// All of it. Who asks is said in the request itself, so requests are counted by address.
pub(crate) fn routes(gate: &Gate) -> Router<Arc<App>> {
    Router::new()
        .route("/oauth/authorize", get(authorize::show).post(authorize::decide))
        .route("/oauth/authorize/native", get(authorize::native))
        .route("/oauth/log_in", post(authorize::log_in))
        .route("/oauth/token", post(token::token))
        .route("/oauth2/validate", get(validate::validate))
        .route("/oauth/revoke", post(revoke::revoke))
        .route("/.well-known/oauth-authorization-server", get(metadata::metadata))
        .layer(from_fn_with_state(gate.clone(), guard::count))
}

//! `/oauth`: apps get tokens.
mod client;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::post;

use crate::App;
use crate::guard::{self, Gate};

/// All of it. Who asks is said in the request itself, so requests are counted by address.
pub(crate) fn routes(gate: &Gate) -> Router<Arc<App>> {
    Router::new()
        .route("/oauth/token", post(token::token))
        .layer(from_fn_with_state(gate.clone(), guard::count))
}

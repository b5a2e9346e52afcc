//! For those who run the server.
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use crate::App;

/// `/healthz`, `/readyz` and `/metrics`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/healthz", get(async || wire::health::alive()))
        .route("/readyz", get(ready))
        .route("/metrics", get(figures))
}

async fn ready(State(app): State<Arc<App>>) -> Response {
    app.readiness.answer().await
}

async fn figures(State(app): State<Arc<App>>) -> Response {
    app.shop().measure().await;
    app.metrics.answer()
}

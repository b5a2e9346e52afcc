//! An id for each request, a line in the log, a count.
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;
use tracing::Instrument;
use wire::request::{self, RequestId, X_REQUEST_ID};

use crate::App;

/// Names the request, and says how it went. Only the route's template is told, never the path or the query.
pub(crate) async fn observe(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::of(request.headers(), &*app.use_cases.entropy);
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("other", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let span = tracing::info_span!("request", request.id = %id.id(), %method, route);
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).instrument(span.clone()).await;
    response.headers_mut().insert(X_REQUEST_ID, id.header());
    let took = started.elapsed();
    request::count(&method, &route, response.status(), took);
    span.in_scope(|| {
        tracing::debug!(status = response.status().as_u16(), took.ms = took.as_millis(), "answered");
    });
    response
}

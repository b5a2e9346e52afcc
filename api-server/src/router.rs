//! Everything that is served, and what stands before it.
use std::sync::Arc;

use axum::http::{StatusCode, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use tower::Layer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::normalize_path::NormalizePathLayer;
use wire::ApiError;

use crate::attempts::Attempts;
use crate::guard::{self, Gate, Seats};
use crate::{App, auth, description, mastodon, oauth, ops, pages, rookery, web};

/// The whole server. Every path is served with and without a slash at its end, because clients ask for both.
pub fn router(app: App) -> Router {
    let app = Arc::new(app);
    let gate = Gate::new(app.clone());
    let api = mastodon::routes().merge(rookery::routes());
    let api = api.layer(from_fn_with_state(gate.clone(), guard::identify));
    let uploads = mastodon::uploads().merge(rookery::shop::uploads());
    let uploads = uploads.layer(from_fn_with_state(gate.clone(), guard::identify));
    // who comes in by a password, by whichever door
    let doors = Router::new().merge(auth::routes(&app, &gate)).merge(oauth::routes(&gate));
    let server = Router::new()
        .merge(api)
        .merge(doors.layer(Extension(Arc::new(Attempts::new(app.rates)))))
        .merge(mastodon::files())
        .layer(from_fn_with_state(Seats::default(), guard::shed))
        .merge(uploads.layer(from_fn_with_state(Seats::of_uploads(), guard::shed)))
        .merge(ops::routes())
        .merge(description::routes())
        .merge(pages::routes())
        .merge(web::routes())
        .fallback(web::anything_else)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn(guard::shape))
        .layer(CatchPanicLayer::custom(|_| ApiError::internal().into_response()))
        .layer(from_fn(guard::problems))
        .layer(from_fn(guard::cors))
        .layer(from_fn_with_state(app.clone(), guard::observe))
        .with_state(app);
    let trimmed = NormalizePathLayer::trim_trailing_slash().layer(server);
    Router::new().fallback_service(trimmed)
}

async fn wrong_method() -> Response {
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed").into_response()
}

/// Whether programs ask there, who want JSON, rather than people, who want pages.
pub(crate) fn is_for_programs(uri: &Uri) -> bool {
    ["/api", "/oauth/", "/oauth2/", "/auth/", "/nodeinfo", "/.well-known/"]
        .iter()
        .any(|root| uri.path().starts_with(root))
}

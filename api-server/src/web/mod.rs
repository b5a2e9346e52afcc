//! The web UI, built by its own tools and embedded; and pictures for those who have none.
mod page;
mod pictures;
mod product;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::shop::pim::ProductId;
use rust_embed::{EmbeddedFile, RustEmbed};
use tower_http::compression::CompressionLayer;
use wire::ApiError;

use crate::App;
use crate::router::is_for_programs;

/// What `npm run build` left; empty where there was no npm.
#[derive(RustEmbed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Built;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// Assets and pictures.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/assets/{*path}", get(asset))
        .route("/pictures/{name}", get(pictures::picture))
        .layer(CompressionLayer::new())
}

/// Assets bear a hash of their content in their names, so they never change.
async fn asset(Path(path): Path<String>) -> Response {
    match Built::get(&format!("assets/{path}")) {
        Some(file) => sent(&path, file, FOR_EVER),
        None => ApiError::not_found().into_response(),
    }
}

/// Every address that is nobody else's is a page of the web UI, which knows best what is there.
pub(crate) async fn anything_else(State(app): State<Arc<App>>, request: Request) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads || is_for_programs(request.uri()) {
        return ApiError::not_found().into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    if let Some(id) = path.strip_prefix("shop/products/") {
        let listing = ProductId::parse(id).ok().and_then(|id| app.shop().product(&id).ok());
        return page::page(&app.links, |html| match &listing {
            Some(listing) => product::of(&html, &listing.item, &app.about.title, &app.links).unwrap_or(html),
            None => html,
        });
    }
    match Built::get(path).filter(|_| path != "index.html") {
        Some(file) => sent(path, file, A_DAY),
        None if path.rsplit('/').next().is_some_and(|name| name.contains('.') && !name.starts_with('@')) => {
            StatusCode::NOT_FOUND.into_response()
        }
        None => page::page(&app.links, |html| html),
    }
}

fn sent(path: &str, file: EmbeddedFile, cache: HeaderValue) -> Response {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let kind =
        HeaderValue::from_str(kind.as_ref()).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, cache),
        (axum::http::header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, file.data.into_owned()).into_response()
}

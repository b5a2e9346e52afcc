//! `POST /oauth/revoke`.
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::{Extension, Json};
use domain::identity::Secret;
use serde_json::{Map, Value};
use wire::ApiError;
use wire::oauth::OAuthError;
use wire::request::RequestId;

use super::client::client;
use crate::App;
use crate::params::Params;

/// An app gives a token back.
pub(super) async fn revoke(
    State(app): State<Arc<App>>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
    params: Result<Params, ApiError>,
) -> Result<Json<Map<String, Value>>, OAuthError> {
    let params = params?;
    let client = client(&headers, &params)?;
    let token = params.text("token")?.ok_or_else(|| OAuthError::missing("token"))?;
    app.apps().give_back(&client, &Secret::new(token), &request.origin(None)).await?;
    Ok(Json(Map::new()))
}

//! `/auth/session`, `/auth/sessions` and `/auth/apps`: what is logged in, and ending it.
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::identity::SessionId;
use domain::ids::AppId;
use jiff::SignedDuration;
use serde_json::{Map, Value, json};
use service::identity::{Granted, Here, Sessions};
use uuid::Uuid;
use wire::ApiError;
use wire::mastodon::{Application, CredentialAccount, Moment};
use wire::request::RequestId;

use crate::App;
use crate::cookies::{Cookies, Jar};
use crate::path::Id;

/// Nothing to say.
type Nothing = Json<Map<String, Value>>;

/// The session that the browser came with.
pub(super) async fn here(app: &App, headers: &HeaderMap) -> Result<Here, ApiError> {
    let held = Cookies::of(&app.links).held(Jar::Session, headers).ok_or_else(ApiError::unauthenticated)?;
    app.sessions().find(&held).await?.ok_or_else(ApiError::unauthenticated)
}

/// Who is logged in.
pub(super) async fn session(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let here = here(&app, &headers).await?;
    let profile = app.accounts().find(here.session.account).await?.ok_or_else(ApiError::unauthenticated)?;
    let asking = app.posts().count_asking(profile.account.id).await?;
    let account = CredentialAccount::of(&profile, asking, &app.links);
    Ok(Json(json!({ "id": here.session.id.0.to_string(), "account": account })))
}

/// A bearer for the page, for a quarter of an hour.
pub(super) async fn token(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Json<Value>, ApiError> {
    let here = here(&app, &headers).await?;
    Ok(bearer(&app.sessions().bearer(&here)?, Sessions::PAGE))
}

/// A bearer for the live gateway alone, for an hour.
pub(super) async fn live_token(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let here = here(&app, &headers).await?;
    Ok(bearer(&app.sessions().live_bearer(&here)?, Sessions::LIVE))
}

pub(super) fn bearer(granted: &Granted, good_for: SignedDuration) -> Json<Value> {
    Json(json!({
        "access_token": granted.bearer,
        "token_type": "Bearer",
        "scope": granted.token.scopes.as_str(),
        "created_at": granted.token.created_at.as_second(),
        "expires_in": good_for.as_secs(),
    }))
}

/// The session ends, and the browser forgets it; so it does where there was none.
pub(super) async fn log_out(
    State(app): State<Arc<App>>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if let Some(held) = Cookies::of(&app.links).held(Jar::Session, &headers) {
        app.sessions().log_out(&held, &request.origin(None)).await?;
    }
    Ok(forgetting(&app))
}

/// Sessions and apps of whoever is logged in.
pub(super) async fn list(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Json<Value>, ApiError> {
    let here = here(&app, &headers).await?;
    let account = here.session.account;
    let (sessions, apps) = (app.sessions().list(account).await?, app.sessions().apps(account).await?);
    let sessions: Vec<Value> = sessions
        .iter()
        .map(|session| {
            json!({
                "id": session.id.0.to_string(),
                "current": session.id == here.session.id,
                "agent": session.agent.as_str(),
                "created_at": Moment(session.created_at),
                "last_used_at": Moment(session.used_at),
            })
        })
        .collect();
    let apps: Vec<Value> = apps
        .iter()
        .map(|allowed| {
            json!({
                "application": Application::of(&allowed.app),
                "scopes": allowed.scopes.iter().collect::<Vec<_>>(),
                "created_at": Moment(allowed.allowed_at),
                "last_used_at": Moment(allowed.used_at),
            })
        })
        .collect();
    Ok(Json(json!({ "sessions": sessions, "apps": apps })))
}

/// One session ends.
pub(super) async fn end(
    State(app): State<Arc<App>>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
    Id(id): Id<Uuid>,
) -> Result<Response, ApiError> {
    let here = here(&app, &headers).await?;
    let account = here.session.account;
    if !app.sessions().end(account, SessionId(id), &request.origin(Some(account))).await? {
        return Err(ApiError::not_found());
    }
    if SessionId(id) == here.session.id { Ok(forgetting(&app)) } else { Ok(nothing().into_response()) }
}

/// Every session and every token ends: nobody is logged in anywhere any more.
pub(super) async fn end_all(
    State(app): State<Arc<App>>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let account = here(&app, &headers).await?.session.account;
    app.use_cases.tokens.end_everything_of(account, &request.origin(Some(account))).await?;
    Ok(forgetting(&app))
}

/// An app may act no longer.
pub(super) async fn end_app(
    State(app): State<Arc<App>>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
    Id(id): Id<AppId>,
) -> Result<Nothing, ApiError> {
    let account = here(&app, &headers).await?.session.account;
    let ended = app.sessions().end_app(account, id, &request.origin(Some(account))).await?;
    if ended { Ok(nothing()) } else { Err(ApiError::not_found()) }
}

fn nothing() -> Nothing {
    Json(Map::new())
}

fn forgetting(app: &App) -> Response {
    let mut response = nothing().into_response();
    Cookies::of(&app.links).forget(Jar::Session, response.headers_mut());
    response
}

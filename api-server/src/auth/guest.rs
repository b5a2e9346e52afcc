//! `POST /auth/guest`: whoever is not logged in has a cart all the same, and takes it along when they log in.
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::header::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::ids::AccountId;
use domain::realtime::LiveTopic;
use serde_json::{Value, json};
use service::identity::Sessions;
use service::shop::Command;
use tokio::time::timeout;
use wire::ApiError;
use wire::request::RequestId;

use super::sessions::bearer;
use crate::App;
use crate::cookies::{Cookies, Jar};
use crate::rookery::shop::POSITION;

/// How long somebody who logs in waits for their cart at the most.
const PATIENCE: Duration = Duration::from_secs(2);

/// A bearer for the page of a guest, for a quarter of an hour: it is good for their cart, and for nothing else.
pub(super) async fn guest(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, ApiError> {
    let cookies = Cookies::of(&app.links);
    let visit = app.sessions().visit(cookies.held(Jar::Guest, &headers))?;
    let Json(mut said): Json<Value> = bearer(&visit.granted, Sessions::PAGE);
    if let Some(guest) = visit.granted.token.grantee.guest() {
        said["topic"] = json!(LiveTopic::cart_of_guest(guest).to_string());
    }
    let mut response = Json(said).into_response();
    cookies.hold(Jar::Guest, &visit.secret, response.headers_mut());
    Ok(response)
}

/// Whoever has just logged in takes along what was in their cart before. That is no reason not to log in: what can't be taken
/// now the browser keeps, and it is taken the next time.
pub(crate) async fn take_along(
    app: &App,
    account: AccountId,
    request: &RequestId,
    headers: &HeaderMap,
    response: &mut Response,
) {
    let cookies = Cookies::of(&app.links);
    let Some(held) = cookies.held(Jar::Guest, headers) else { return };
    let guest = app.sessions().guest(&held);
    let command = Command { origin: request.origin(Some(account)), key: None };
    match timeout(PATIENCE, app.shop().join(guest, account, &command)).await {
        Ok(Ok(joined)) => {
            cookies.forget(Jar::Guest, response.headers_mut());
            // so that the page reads no older cart
            response.headers_mut().insert(POSITION, joined.position.into());
        }
        Ok(Err(error)) => tracing::warn!(error = %wire::chain(&error), "a guest's cart is not taken along"),
        Err(_) => tracing::warn!("a guest's cart is not taken along in time"),
    }
}

//! `GET /oauth2/validate`: libraries of PubSub ask here whether a token is good, before they use it.
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use service::Kind;
use service::identity::{AuthError, Validated};
use wire::{ApiError, auth};

use crate::App;

/// What stands for the app where a token was given by our own pages or by whoever runs the server.
const OURS: &str = "rookery";

/// Whose token it is.
pub(super) async fn validate(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    match find(&app, &headers).await {
        Ok(validated) => Json(told(&validated)).into_response(),
        Err(error) if service::Failure::kind(&error) == Kind::Unauthenticated => {
            let told = json!({ "status": 401, "message": "invalid access token" });
            (StatusCode::UNAUTHORIZED, Json(told)).into_response()
        }
        Err(error) => ApiError::from(error).into_response(),
    }
}

async fn find(app: &App, headers: &HeaderMap) -> Result<Validated, AuthError> {
    let shown = auth::bearer_by(headers, &["oauth", "bearer"])?.ok_or(AuthError::Invalid)?;
    app.apps().validate(shown).await
}

/// One without an end ends in no seconds; one that acts for nobody has nobody's name.
fn told(validated: &Validated) -> Value {
    let left = validated.expires_at.map_or(0, |end| end.duration_since(validated.asked_at).as_secs().max(1));
    let mut told = json!({
        "client_id": validated.app.as_ref().map_or(OURS, |app| app.about.client_id.as_str()),
        "scopes": validated.scopes.iter().collect::<Vec<_>>(),
        "expires_in": left,
    });
    if let Some(who) = &validated.who {
        told["login"] = who.account.username.as_str().into();
        told["user_id"] = who.account.id.to_string().into();
    }
    told
}

//! `/api/rookery/v1/topics` and `/api/rookery/v1/admin/gateway`: what there is to listen to, telling things on topics, and ending what
//! others listen with.
use std::sync::Arc;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::identity::{LiveScope, Revocation, SessionId};
use domain::ids::AccountId;
use domain::realtime::{AnnouncementKey, LiveMessage, LiveTopic};
use serde_json::{Map, Value, json};
use uuid::Uuid;
use wire::ApiError;

use crate::App;
use crate::caller::Caller;
use crate::params::Params;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/rookery/v1/topics", get(topics))
        .route("/api/rookery/v1/admin/gateway/publish", post(publish))
        .route("/api/rookery/v1/admin/gateway/revoke", post(revoke))
}

/// The catalogue, for everybody.
async fn topics() -> Json<Value> {
    Json(wire::gateway::catalogue())
}

async fn publish(
    State(app): State<Arc<App>>,
    caller: Caller,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let me = caller.member(LiveScope::ADMIN)?;
    let topic: LiveTopic = params.text("topic")?.unwrap_or_default().parse().map_err(ApiError::invalid)?;
    let message = message(params.text("message")?.unwrap_or_default())?;
    let key = params.text("id")?.map(AnnouncementKey::parse).transpose().map_err(ApiError::invalid)?;
    let id = app.use_cases.announcements.tell(me, topic, message, key, &caller.origin()).await?;
    Ok(Json(json!({ "id": id, "topic": topic.to_string() })))
}

/// The text stays as it is; that it is an object is all that is asked of it.
fn message(text: &str) -> Result<LiveMessage, ApiError> {
    let message = LiveMessage::of_object(text).map_err(ApiError::invalid)?;
    match serde_json::from_str::<Map<String, Value>>(text) {
        Ok(_) => Ok(message),
        Err(_) => Err(ApiError::invalid("message must be the text of a JSON object")),
    }
}

/// A token, a session, or everything of an account ends, and with it what was listened to by it.
async fn revoke(
    State(app): State<Arc<App>>,
    caller: Caller,
    params: Params,
) -> Result<Json<Map<String, Value>>, ApiError> {
    caller.member(LiveScope::ADMIN)?;
    let (tokens, origin) = (&app.use_cases.tokens, caller.origin());
    let (token, account) = (params.text("token")?, params.id::<AccountId>("account")?);
    let session = params.id::<Uuid>("session")?.map(SessionId);
    let ended = match (token, session, account) {
        (Some(bearer), None, None) => tokens.end_bearer(bearer, &origin).await?,
        (None, Some(session), Some(account)) => {
            tokens.revoke(Revocation::Session { account, session }, &origin).await?
        }
        (None, None, Some(account)) => tokens.end_everything_of(account, &origin).await?,
        _ => return Err(ApiError::invalid("name a token, an account, or a session with its account")),
    };
    if ended { Ok(Json(Map::new())) } else { Err(ApiError::not_found()) }
}

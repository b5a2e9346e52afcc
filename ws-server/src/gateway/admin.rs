//! `/api/rookery/v1/admin/gateway/drain`: everybody is sent elsewhere, and the server goes on.
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use domain::identity::LiveScope;
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::time::timeout;
use wire::{ApiError, auth};

use crate::Streaming;

/// Seconds over which sockets are sent off where nothing else is said.
const USUALLY: u64 = 20;
/// The longest window, in seconds.
const LONGEST: u64 = 600;

/// How it is done.
#[derive(Deserialize)]
pub(super) struct How {
    /// The window in seconds.
    seconds: Option<u64>,
}

/// Begins it. Whoever connects anew meanwhile is let in: a balancer has to lead them elsewhere before.
pub(super) async fn drain(
    State(streaming): State<Arc<Streaming>>,
    headers: HeaderMap,
    how: Result<Query<How>, QueryRejection>,
) -> Result<(StatusCode, Json<Map<String, Value>>), ApiError> {
    let bearer = auth::check(&streaming.tokens, auth::bearer(&headers)?).await?;
    bearer.ok_or_else(ApiError::unauthenticated)?.may(LiveScope::ADMIN)?;
    let wrong = || ApiError::invalid(format_args!("seconds must be a number from 1 to {LONGEST}"));
    let Query(How { seconds }) = how.map_err(|_| wrong())?;
    let window = match seconds.unwrap_or(USUALLY) {
        seconds @ 1..=LONGEST => Duration::from_secs(seconds),
        _ => return Err(wrong()),
    };
    tokio::spawn(async move {
        // those who came back meanwhile stay
        let _ = timeout(window + Duration::from_secs(1), streaming.send_all_off(window)).await;
    });
    Ok((StatusCode::ACCEPTED, Json(Map::new())))
}

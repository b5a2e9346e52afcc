//! `/api/v1/markers`: how far the reader has read, on whichever device.
use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use domain::ids::Snowflake;
use domain::posts::Marked;
use wire::ApiError;
use wire::mastodon::Markers;

use super::Answer;
use crate::App;
use crate::caller::Caller;
use crate::params::Params;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/api/v1/markers", get(show).post(save))
}

/// What was never marked is left out, and so is what nobody can mark.
async fn show(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Answer<Markers> {
    let me = caller.member("read:statuses")?;
    let asked: Vec<Marked> =
        params.list("timeline")?.into_iter().filter_map(|name| name.parse().ok()).collect();
    let markers = if asked.is_empty() { vec![] } else { app.notifications().markers(me).await? };
    Ok(Json(markers.into_iter().filter(|marker| asked.contains(&marker.of)).collect()))
}

/// Gives the markers that were moved. One that makes no sense moves none.
async fn save(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Answer<Markers> {
    let me = caller.member("write:statuses")?;
    let mut wanted = Vec::new();
    for marked in Marked::ALL {
        if let Some(last_read) = params.within(marked.as_str(), "last_read_id") {
            let wrong = || ApiError::invalid(format_args!("{}[last_read_id] must be an id", marked.as_str()));
            wanted.push((marked, last_read.parse::<Snowflake>().map_err(|_| wrong())?));
        }
    }
    let mut moved = Vec::new();
    for (marked, last_read) in wanted {
        moved.push(app.notifications().mark(me, marked, last_read).await?);
    }
    Ok(Json(moved.into_iter().collect()))
}

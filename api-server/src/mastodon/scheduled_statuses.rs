//! `/api/v1/scheduled_statuses`: what the reader has planned to publish.
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use domain::Timestamp;
use domain::ids::ScheduledPostId;
use domain::page::PageSize;
use domain::posts::ScheduledPost;
use serde_json::{Value, json};
use wire::ApiError;
use wire::mastodon::ScheduledStatus;

use super::Answer;
use crate::App;
use crate::caller::Caller;
use crate::page::Paging;
use crate::params::Params;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/scheduled_statuses", get(list))
        .route("/api/v1/scheduled_statuses/{id}", get(show).put(change).delete(cancel))
}

async fn list(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Result<Response, ApiError> {
    let me = caller.member("read:statuses")?;
    let page = Paging::of(&params, PageSize::POSTS);
    let plans = app.schedule().list(me, page.window).await?;
    let at = |plan: &ScheduledPost| plan.id.into();
    Ok(page.answer(&plans, at, |plan| ScheduledStatus::from(plan.clone()), &app.links))
}

async fn show(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<ScheduledPostId>,
) -> Answer<ScheduledStatus> {
    let me = caller.member("read:statuses")?;
    Ok(Json(app.schedule().find(id, me).await?.into()))
}

async fn change(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<ScheduledPostId>,
    params: Params,
) -> Answer<ScheduledStatus> {
    let me = caller.member("write:statuses")?;
    let due = due(&params)?.ok_or_else(|| ApiError::invalid("Scheduled at can't be blank"))?;
    Ok(Json(app.schedule().move_to(id, me, due).await?.into()))
}

async fn cancel(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<ScheduledPostId>) -> Answer<Value> {
    let me = caller.member("write:statuses")?;
    app.schedule().cancel(id, me).await?;
    Ok(Json(json!({})))
}

/// When something is to be published; not said, at once.
pub(super) fn due(params: &Params) -> Result<Option<Timestamp>, ApiError> {
    let said = params.text("scheduled_at")?.filter(|said| !said.is_empty());
    let due = said.map(str::parse).transpose();
    due.map_err(|_| ApiError::invalid("Scheduled at is not a date with a time and a zone"))
}

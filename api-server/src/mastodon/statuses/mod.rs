//! `/api/v1/statuses`: posts, and what people do with them.
mod acts;
mod edits;
mod marks;
mod new_status;

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::ids::PostId;
use domain::page::PageSize;
use domain::posts::IdempotencyKey;
use wire::ApiError;
use wire::mastodon::{Context, ScheduledStatus, Status};

use super::follows::accounts;
use super::{Answer, scheduled_statuses};
use crate::App;
use crate::caller::Caller;
use crate::page::Paging;
use crate::params::Params;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/statuses", post(create))
        .route("/api/v1/statuses/{id}", get(show).put(edits::edit).delete(delete))
        .route("/api/v1/statuses/{id}/context", get(context))
        .route("/api/v1/statuses/{id}/favourited_by", get(favourited_by))
        .route("/api/v1/statuses/{id}/reblogged_by", get(reblogged_by))
        .merge(acts::routes())
        .merge(marks::routes())
        .merge(edits::routes())
}

async fn create(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let author = caller.member("write:statuses")?;
    let key = headers.get("idempotency-key").map_or(Ok(""), |key| key.to_str());
    let key = key.map_err(|_| ApiError::bad_request("Idempotency-Key is not text"))?;
    let key = IdempotencyKey::parse(author, key).map_err(|rule| ApiError::bad_request(rule.to_string()))?;
    let mut writing = new_status::parse(&params, app.about.text_limit())?;
    writing.application = app.apps().written_with(caller.bearer.as_ref()).await?;
    if let Some(due) = scheduled_statuses::due(&params)? {
        let plan = app.schedule().plan(author, writing, due, key, &caller.origin()).await?;
        return Ok(Json(ScheduledStatus::from(plan)).into_response());
    }
    let entry = app.posts().publish_and_show(author, writing, key, &caller.origin()).await?;
    Ok(Json(Status::of(&entry, &app.eyes(Some(author)).await?)).into_response())
}

async fn show(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PostId>) -> Answer<Status> {
    let reader = caller.reader("read:statuses")?;
    Ok(Json(Status::of(&app.posts().find(id, reader).await?, &app.eyes(reader).await?)))
}

/// Gives what it was, with the text as it was written, so that it can be written anew.
async fn delete(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PostId>) -> Answer<Status> {
    let me = caller.member("write:statuses")?;
    let entry = app.posts().delete(id, me, &caller.origin()).await?;
    Ok(Json(Status::of(&entry, &app.links).with_text(entry.post.post.text.as_str())))
}

async fn context(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PostId>) -> Answer<Context> {
    let reader = caller.reader("read:statuses")?;
    Ok(Json(Context::of(&app.posts().thread(id, reader).await?, &app.eyes(reader).await?)))
}

async fn favourited_by(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<PostId>,
    params: Params,
) -> Result<Response, ApiError> {
    let reader = caller.reader("read:accounts")?;
    let page = Paging::of(&params, PageSize::ACCOUNTS);
    Ok(accounts(&app, &page, &app.posts().favourited_by(id, reader, page.window).await?))
}

async fn reblogged_by(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<PostId>,
    params: Params,
) -> Result<Response, ApiError> {
    let reader = caller.reader("read:accounts")?;
    let page = Paging::of(&params, PageSize::ACCOUNTS);
    Ok(accounts(&app, &page, &app.posts().boosted_by(id, reader, page.window).await?))
}

//! Favouriting and boosting, and taking that back.
use std::sync::Arc;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use domain::ids::PostId;
use wire::mastodon::Status;

use crate::App;
use crate::caller::Caller;
use crate::mastodon::Answer;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/statuses/{id}/favourite", post(favourite))
        .route("/api/v1/statuses/{id}/unfavourite", post(unfavourite))
        .route("/api/v1/statuses/{id}/reblog", post(reblog))
        .route("/api/v1/statuses/{id}/unreblog", post(unreblog))
}

async fn favourite(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PostId>) -> Answer<Status> {
    let me = caller.member("write:favourites")?;
    let entry = app.posts().favourite(id, me, &caller.origin()).await?;
    Ok(Json(Status::of(&entry, &app.eyes(Some(me)).await?)))
}

async fn unfavourite(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PostId>) -> Answer<Status> {
    let me = caller.member("write:favourites")?;
    let entry = app.posts().unfavourite(id, me, &caller.origin()).await?;
    Ok(Json(Status::of(&entry, &app.eyes(Some(me)).await?)))
}

/// Gives the boost, which wraps the post.
async fn reblog(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PostId>) -> Answer<Status> {
    let me = caller.member("write:statuses")?;
    let entry = app.posts().boost(id, me, &caller.origin()).await?;
    Ok(Json(Status::of(&entry, &app.eyes(Some(me)).await?)))
}

/// Gives the post.
async fn unreblog(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PostId>) -> Answer<Status> {
    let me = caller.member("write:statuses")?;
    let entry = app.posts().unboost(id, me, &caller.origin()).await?;
    Ok(Json(Status::of(&entry, &app.eyes(Some(me)).await?)))
}

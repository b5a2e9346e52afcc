//! What people mark for themselves: bookmarks, pins, and threads that they want to hear no more of.
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
        .route("/api/v1/statuses/{id}/bookmark", post(bookmark))
        .route("/api/v1/statuses/{id}/unbookmark", post(unbookmark))
        .route("/api/v1/statuses/{id}/pin", post(pin))
        .route("/api/v1/statuses/{id}/unpin", post(unpin))
        .route("/api/v1/statuses/{id}/mute", post(mute))
        .route("/api/v1/statuses/{id}/unmute", post(unmute))
}

async fn bookmark(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PostId>) -> Answer<Status> {
    let me = caller.member("write:bookmarks")?;
    Ok(Json(Status::of(&app.reading().bookmark(id, me).await?, &app.eyes(Some(me)).await?)))
}

async fn unbookmark(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PostId>) -> Answer<Status> {
    let me = caller.member("write:bookmarks")?;
    Ok(Json(Status::of(&app.reading().unbookmark(id, me).await?, &app.eyes(Some(me)).await?)))
}

async fn pin(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PostId>) -> Answer<Status> {
    let me = caller.member("write:accounts")?;
    Ok(Json(Status::of(&app.reading().pin(id, me).await?, &app.eyes(Some(me)).await?)))
}

async fn unpin(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PostId>) -> Answer<Status> {
    let me = caller.member("write:accounts")?;
    Ok(Json(Status::of(&app.reading().unpin(id, me).await?, &app.eyes(Some(me)).await?)))
}

async fn mute(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PostId>) -> Answer<Status> {
    let me = caller.member("write:mutes")?;
    Ok(Json(Status::of(&app.reading().mute_thread(id, me).await?, &app.eyes(Some(me)).await?)))
}

async fn unmute(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PostId>) -> Answer<Status> {
    let me = caller.member("write:mutes")?;
    Ok(Json(Status::of(&app.reading().unmute_thread(id, me).await?, &app.eyes(Some(me)).await?)))
}

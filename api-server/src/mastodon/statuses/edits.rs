//! Saying something else than before, and what was said.
use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use domain::ids::PostId;
use wire::mastodon::{Status, StatusEdit, StatusSource};

use super::new_status;
use crate::App;
use crate::caller::Caller;
use crate::mastodon::Answer;
use crate::params::Params;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/statuses/{id}/source", get(source))
        .route("/api/v1/statuses/{id}/history", get(history))
}

pub(super) async fn edit(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<PostId>,
    params: Params,
) -> Answer<Status> {
    let me = caller.member("write:statuses")?;
    let rewriting = new_status::rewriting(&params, app.about.text_limit())?;
    let entry = app.edits().edit(id, me, rewriting, &caller.origin()).await?;
    Ok(Json(Status::of(&entry, &app.links)))
}

async fn source(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PostId>) -> Answer<StatusSource> {
    let me = caller.member("read:statuses")?;
    Ok(Json(StatusSource::of(&app.posts().find(id, Some(me)).await?.post.post)))
}

async fn history(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PostId>) -> Answer<Vec<StatusEdit>> {
    let reader = caller.reader("read:statuses")?;
    let versions = app.edits().history(id, reader).await?;
    Ok(Json(versions.iter().map(|version| StatusEdit::of(version, &app.links)).collect()))
}

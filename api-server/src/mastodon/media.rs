//! `/api/v1/media` and `/api/v2/media`: pictures on their way into a post.
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::ids::MediaId;
use domain::media::{Caption, CaptionEdit, FileKey, MediaRule};
use wire::ApiError;
use wire::mastodon::MediaAttachment;

use super::Answer;
use crate::App;
use crate::caller::Caller;
use crate::params::{Params, Sent};
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/api/v1/media/{id}", get(show).put(describe))
}

/// They take longer than all others.
pub(super) fn uploads() -> Router<Arc<App>> {
    Router::new().route("/api/v1/media", post(upload)).route("/api/v2/media", post(upload))
}

/// The files themselves.
pub(crate) fn files() -> Router<Arc<App>> {
    Router::new().route("/media/{name}", get(file))
}

/// It is ready when it is answered: nothing is left to be waited for.
async fn upload(State(app): State<Arc<App>>, caller: Caller, sent: Sent) -> Answer<MediaAttachment> {
    let me = caller.member("write:media")?;
    let file = sent.file("file").filter(|file| !file.is_empty()).ok_or(MediaRule::NoFile)?;
    let caption = said(&sent.params)?.over(Caption::default());
    let upload = app.uploads().upload(me, file, caption, &caller.origin()).await?;
    Ok(Json(MediaAttachment::of(&upload.media, &app.links)))
}

async fn show(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<MediaId>) -> Answer<MediaAttachment> {
    let me = caller.member("write:media")?;
    let upload = app.uploads().find(id, me).await?;
    Ok(Json(MediaAttachment::of(&upload.media, &app.links)))
}

async fn describe(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<MediaId>,
    params: Params,
) -> Answer<MediaAttachment> {
    let me = caller.member("write:media")?;
    let said = said(&params)?;
    let upload = app.uploads().describe(id, me, said).await?;
    Ok(Json(MediaAttachment::of(&upload.media, &app.links)))
}

/// What is said of a picture, as far as it is.
pub(super) fn said(params: &Params) -> Result<CaptionEdit, ApiError> {
    Ok(CaptionEdit::parse(params.text("description")?, params.text("focus")?)?)
}

/// A name stands for one content for ever. Whatever it is, no browser takes it for a page.
async fn file(State(app): State<Arc<App>>, Path(name): Path<String>) -> Result<Response, ApiError> {
    let key: FileKey = name.parse().map_err(|_| ApiError::not_found())?;
    let bytes = app.uploads().file(&key).await?;
    let headers = [
        (CONTENT_TYPE, key.kind().content_type()),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((headers, bytes).into_response())
}

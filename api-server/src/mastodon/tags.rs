//! `/api/v1/tags` and `/api/v1/followed_tags`: what is written about, and what of it comes home.
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::page::PageSize;
use domain::posts::Hashtag;
use wire::ApiError;
use wire::mastodon::Tag;

use super::Answer;
use crate::App;
use crate::caller::Caller;
use crate::page::Paging;
use crate::params::Params;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/followed_tags", get(list))
        .route("/api/v1/tags/{name}", get(show))
        .route("/api/v1/tags/{name}/follow", post(follow))
        .route("/api/v1/tags/{name}/unfollow", post(unfollow))
}

/// A word that can't be a tag is none.
fn named(name: &str) -> Result<Hashtag, ApiError> {
    Hashtag::parse(name).map_err(|_| ApiError::not_found())
}

async fn show(State(app): State<Arc<App>>, caller: Caller, Path(name): Path<String>) -> Answer<Tag> {
    let reader = caller.reader("read:follows")?;
    let tag = named(&name)?;
    Ok(Json(match reader {
        Some(me) => Tag::seen(&tag, app.posts().follows_tag(me, &tag).await?, &app.links),
        None => Tag::of(&tag, &app.links),
    }))
}

async fn follow(State(app): State<Arc<App>>, caller: Caller, Path(name): Path<String>) -> Answer<Tag> {
    let me = caller.member("write:follows")?;
    let tag = named(&name)?;
    app.posts().follow_tag(me, &tag, &caller.origin()).await?;
    Ok(Json(Tag::seen(&tag, true, &app.links)))
}

async fn unfollow(State(app): State<Arc<App>>, caller: Caller, Path(name): Path<String>) -> Answer<Tag> {
    let me = caller.member("write:follows")?;
    let tag = named(&name)?;
    app.posts().unfollow_tag(me, &tag, &caller.origin()).await?;
    Ok(Json(Tag::seen(&tag, false, &app.links)))
}

async fn list(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Result<Response, ApiError> {
    let me = caller.member("read:follows")?;
    let page = Paging::of(&params, PageSize::TAGS);
    let rows = app.posts().followed_tags(me, page.window).await?;
    Ok(page.answer(&rows, |row| row.at, |row| Tag::seen(&row.item, true, &app.links), &app.links))
}

//! `/api/v1/timelines`: home, everybody's, and a tag's.
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use domain::page::PageSize;
use domain::posts::Hashtag;
use service::posts::{Entry, TagQuery};
use wire::ApiError;
use wire::mastodon::{Empty, Status};

use crate::App;
use crate::caller::Caller;
use crate::eyes::Eyes;
use crate::page::Paging;
use crate::params::Params;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/timelines/home", get(home))
        .route("/api/v1/timelines/public", get(public))
        .route("/api/v1/timelines/tag/{tag}", get(tag))
}

async fn home(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Result<Response, ApiError> {
    let me = caller.member("read:statuses")?;
    let page = Paging::of(&params, PageSize::POSTS);
    Ok(shown(&app.eyes(Some(me)).await?, &page, &app.posts().home_timeline(me, page.window).await?))
}

async fn public(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Result<Response, ApiError> {
    let reader = caller.reader("read:statuses")?;
    if is_remote(&params)? {
        return Ok(Json(Empty::default()).into_response());
    }
    let page = Paging::of(&params, PageSize::POSTS);
    let entries = if only_media(&params)? {
        app.posts().public_media_timeline(reader, page.window).await?
    } else {
        app.posts().public_timeline(reader, page.window).await?
    };
    Ok(shown(&app.eyes(reader).await?, &page, &entries))
}

async fn tag(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(tag): Path<String>,
    params: Params,
) -> Result<Response, ApiError> {
    let reader = caller.reader("read:statuses")?;
    let lacking = is_remote(&params)?;
    let Some(query) = tags(&tag, &params)?.filter(|_| !lacking) else {
        return Ok(Json(Empty::default()).into_response());
    };
    let page = Paging::of(&params, PageSize::POSTS);
    let entries = app.posts().tag_timeline(&query, reader, page.window).await?;
    Ok(shown(&app.eyes(reader).await?, &page, &entries))
}

/// Words that can't be tags match nothing: as one of those wanted they add nothing, as one that must be there they leave
/// nothing.
fn tags(tag: &str, params: &Params) -> Result<Option<TagQuery>, ApiError> {
    let parsed = |name| -> Result<Vec<Option<Hashtag>>, ApiError> {
        Ok(params.list(name)?.into_iter().map(|tag| Hashtag::parse(tag).ok()).collect())
    };
    let any: Vec<Hashtag> =
        Hashtag::parse(tag).ok().into_iter().chain(parsed("any")?.into_iter().flatten()).collect();
    let all: Option<Vec<Hashtag>> = parsed("all")?.into_iter().collect();
    let none = parsed("none")?.into_iter().flatten().collect();
    let only_media = only_media(params)?;
    Ok(all.filter(|_| !any.is_empty()).map(|all| TagQuery { any, all, none, only_media }))
}

/// Posts of other servers: there are none.
fn is_remote(params: &Params) -> Result<bool, ApiError> {
    Ok(params.flag("remote")?.unwrap_or(false))
}

fn only_media(params: &Params) -> Result<bool, ApiError> {
    Ok(params.flag("only_media")?.unwrap_or(false))
}

fn shown(eyes: &Eyes<'_>, page: &Paging, entries: &[Entry]) -> Response {
    page.answer(entries, Entry::at, |entry| Status::of(entry, eyes), eyes.links())
}

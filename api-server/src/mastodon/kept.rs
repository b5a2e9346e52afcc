//! `/api/v1/bookmarks`, `/api/v1/favourites`: what one marked, by when one did.
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::page::{Listed, PageSize};
use service::posts::Entry;
use wire::ApiError;
use wire::mastodon::Status;

use crate::App;
use crate::caller::Caller;
use crate::eyes::Eyes;
use crate::page::Paging;
use crate::params::Params;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/api/v1/bookmarks", get(bookmarks)).route("/api/v1/favourites", get(favourites))
}

async fn bookmarks(
    State(app): State<Arc<App>>,
    caller: Caller,
    params: Params,
) -> Result<Response, ApiError> {
    let me = caller.member("read:bookmarks")?;
    let page = Paging::of(&params, PageSize::POSTS);
    Ok(shown(&app.eyes(Some(me)).await?, &page, &app.reading().bookmarks(me, page.window).await?))
}

async fn favourites(
    State(app): State<Arc<App>>,
    caller: Caller,
    params: Params,
) -> Result<Response, ApiError> {
    let me = caller.member("read:favourites")?;
    let page = Paging::of(&params, PageSize::POSTS);
    Ok(shown(&app.eyes(Some(me)).await?, &page, &app.reading().favourites(me, page.window).await?))
}

fn shown(eyes: &Eyes<'_>, page: &Paging, rows: &[Listed<Entry>]) -> Response {
    page.answer(rows, |row| row.at, |row| Status::of(&row.item, eyes), eyes.links())
}

//! `/api/rookery/v1/channels`: channels, those who follow them, and their points.
mod messages;
mod points;
mod polls;
mod predictions;

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use domain::channels::{Category, Presentation, Title};
use domain::ids::AccountId;
use domain::page::PageSize;
use service::channels::{ChannelView, Snapshot};
use wire::ApiError;
use wire::rookery::Channel;

use super::as_of;
use crate::App;
use crate::caller::Caller;
use crate::page::Paging;
use crate::params::Params;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/rookery/v1/channel", put(present))
        .route("/api/rookery/v1/channels", get(list))
        .route("/api/rookery/v1/channels/{id}", get(show))
        .route("/api/rookery/v1/channels/{id}/follow", post(follow).delete(unfollow))
        .merge(points::routes())
        .merge(predictions::routes())
        .merge(polls::routes())
        .merge(messages::routes())
}

type Answer = Result<Json<Channel>, ApiError>;

async fn present(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Answer {
    let me = caller.member("write:accounts")?;
    let what = Presentation {
        title: Title::parse(params.text("title")?.unwrap_or_default())?,
        category: Category::parse(params.text("category")?.unwrap_or_default())?,
        live: params.flag("live")?,
    };
    Ok(view(&app, &app.channels().present(me, what, &caller.origin()).await?))
}

async fn list(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Result<Response, ApiError> {
    let reader = caller.reader("read:accounts")?;
    let only_live = params.flag("live")?.unwrap_or_default();
    let page = Paging::of(&params, PageSize::POSTS);
    let Snapshot { position, item: rows } = app.channels().list(only_live, reader, page.window).await?;
    let shown =
        page.answer(&rows, |row| row.at, |row| Channel::of(&row.item, position, &app.links), &app.links);
    Ok(as_of(position, shown))
}

async fn show(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<AccountId>) -> Answer {
    let reader = caller.reader("read:accounts")?;
    Ok(view(&app, &app.channels().find(id, reader).await?))
}

async fn follow(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<AccountId>) -> Answer {
    let me = caller.member("write:follows")?;
    Ok(view(&app, &app.channels().follow(id, me, &caller.origin()).await?))
}

async fn unfollow(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<AccountId>) -> Answer {
    let me = caller.member("write:follows")?;
    Ok(view(&app, &app.channels().unfollow(id, me, &caller.origin()).await?))
}

fn view(app: &App, seen: &Snapshot<ChannelView>) -> Json<Channel> {
    Json(Channel::of(&seen.item, seen.position, &app.links))
}

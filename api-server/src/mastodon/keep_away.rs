//! `/api/v1/accounts/:id/block` and `/mute`, and what belongs to them: who keeps whom away.
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::ids::AccountId;
use domain::page::PageSize;
use wire::ApiError;
use wire::mastodon::{MutedAccount, Relationship};

use super::{Answer, follows};
use crate::App;
use crate::caller::Caller;
use crate::page::Paging;
use crate::params::Params;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/accounts/{id}/block", post(block))
        .route("/api/v1/accounts/{id}/unblock", post(unblock))
        .route("/api/v1/accounts/{id}/mute", post(mute))
        .route("/api/v1/accounts/{id}/unmute", post(unmute))
        .route("/api/v1/blocks", get(blocks))
        .route("/api/v1/mutes", get(mutes))
}

async fn block(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<AccountId>) -> Answer<Relationship> {
    let me = caller.member("write:blocks")?;
    let relationship = app.posts().block(me, id, &caller.origin()).await?;
    Ok(Json((&relationship).into()))
}

async fn unblock(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<AccountId>) -> Answer<Relationship> {
    let me = caller.member("write:blocks")?;
    let relationship = app.posts().unblock(me, id, &caller.origin()).await?;
    Ok(Json((&relationship).into()))
}

/// Notifications too, and for ever, unless it is said otherwise.
async fn mute(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<AccountId>,
    params: Params,
) -> Answer<Relationship> {
    let me = caller.member("write:mutes")?;
    let notifications = params.flag("notifications")?.unwrap_or(true);
    let seconds = params.whole("duration")?.unwrap_or(0);
    let relationship = app.posts().mute(me, id, notifications, seconds, &caller.origin()).await?;
    Ok(Json((&relationship).into()))
}

async fn unmute(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<AccountId>) -> Answer<Relationship> {
    let me = caller.member("write:mutes")?;
    let relationship = app.posts().unmute(me, id, &caller.origin()).await?;
    Ok(Json((&relationship).into()))
}

async fn blocks(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Result<Response, ApiError> {
    let me = caller.member("read:blocks")?;
    let page = Paging::of(&params, PageSize::ACCOUNTS);
    Ok(follows::accounts(&app, &page, &app.posts().blocked(me, page.window).await?))
}

async fn mutes(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Result<Response, ApiError> {
    let me = caller.member("read:mutes")?;
    let page = Paging::of(&params, PageSize::ACCOUNTS);
    let rows = app.posts().muted(me, page.window).await?;
    Ok(page.answer(&rows, |row| row.at, |row| MutedAccount::of(&row.item, &app.links), &app.links))
}

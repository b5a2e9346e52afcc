//! `/api/v1/follow_requests`: who asks to follow the reader.
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::ids::AccountId;
use domain::page::PageSize;
use wire::ApiError;
use wire::mastodon::Relationship;

use super::{Answer, follows};
use crate::App;
use crate::caller::Caller;
use crate::page::Paging;
use crate::params::Params;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/follow_requests", get(list))
        .route("/api/v1/follow_requests/{id}/authorize", post(authorize))
        .route("/api/v1/follow_requests/{id}/reject", post(reject))
}

async fn list(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Result<Response, ApiError> {
    let me = caller.member("read:follows")?;
    let page = Paging::of(&params, PageSize::ACCOUNTS);
    Ok(follows::accounts(&app, &page, &app.posts().asking(me, page.window).await?))
}

async fn authorize(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<AccountId>,
) -> Answer<Relationship> {
    let me = caller.member("write:follows")?;
    let relationship = app.posts().accept(me, id, &caller.origin()).await?;
    Ok(Json((&relationship).into()))
}

async fn reject(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<AccountId>) -> Answer<Relationship> {
    let me = caller.member("write:follows")?;
    let relationship = app.posts().reject(me, id, &caller.origin()).await?;
    Ok(Json((&relationship).into()))
}

//! `/api/rookery/v1/channels/{id}/points`: points that people have in a channel.
use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use domain::channels::Points;
use domain::ids::AccountId;
use wire::ApiError;
use wire::rookery::OwnPoints;

use crate::App;
use crate::caller::Caller;
use crate::params::Params;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/api/rookery/v1/channels/{id}/points", get(show).post(grant))
}

async fn show(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<AccountId>,
) -> Result<Json<OwnPoints>, ApiError> {
    let me = caller.member("read:accounts")?;
    Ok(Json(OwnPoints::of(id, me, app.channels().points(id, me).await?)))
}

async fn grant(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<AccountId>,
    params: Params,
) -> Result<Json<OwnPoints>, ApiError> {
    let me = caller.member("write:accounts")?;
    let points = Points::parse(params.whole("points")?)?;
    let to = params.id("account")?.ok_or_else(|| ApiError::invalid("account is missing"))?;
    Ok(Json(OwnPoints::of(id, to, app.channels().grant(me, id, to, points).await?)))
}
